//! Importing a file: shown first, then taken.

use super::texts::{header, raw};
use crate::seat::Seat;
use aloft_client::desk::Failure;
use aloft_client::desk::views::{ImportPreview, ImportProgress, ImportReport, ImportRequest};
use serde::Deserialize;
use tauri::State;
use tauri::ipc::{Channel, Request};

type Answer<T> = Result<T, Failure>;

/// The body is the file; the headers `name` and `delimiter` are percent-encoded, as headers must be
/// ASCII and would lose a tab.
#[tauri::command]
pub(crate) async fn import_preview(
    seat: State<'_, Seat>,
    request: Request<'_>,
) -> Answer<ImportPreview> {
    let name = decoded(&header(&request, "name")?)?;
    let delimiter = decoded(&header(&request, "delimiter").unwrap_or_default())?;
    let bytes = raw(&request)?;
    seat.desk().await?.import_preview(name, delimiter, bytes).await
}

#[derive(Deserialize)]
pub(crate) struct Run {
    request: ImportRequest,
}

#[tauri::command]
pub(crate) async fn import_run(
    seat: State<'_, Seat>,
    args: Run,
    progress: Channel<ImportProgress>,
) -> Answer<ImportReport> {
    let tell = move |at| {
        // A window that has gone needs no progress; the import goes on.
        let _ = progress.send(at);
    };
    seat.desk().await?.import_run(args.request, tell).await
}

#[derive(Deserialize)]
pub(crate) struct Which {
    token: String,
}

#[tauri::command]
pub(crate) async fn import_stop(seat: State<'_, Seat>, args: Which) -> Answer<()> {
    seat.desk().await?.import_stop(&args.token)
}

fn decoded(text: &str) -> Answer<String> {
    let bad = || Failure::invalid("The file's name cannot be read.");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().ok_or_else(bad)?, rest.next().ok_or_else(bad)?];
            let digits = std::str::from_utf8(&digits).map_err(|_| bad())?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| bad())?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(decoded("Gr%C3%B6%C3%9Fe%20%25.csv").unwrap(), "Größe %.csv");
        assert_eq!(decoded("%09").unwrap(), "\t");
        for text in ["%", "%4", "%zz", "%ff"] {
            assert!(decoded(text).is_err(), "{text}");
        }
    }
}
