//! A window with one line of text and nothing behind it: what the system itself costs, to hold the
//! app's start, memory and frames against (`cargo xtask bench --ui`).

use tauri::http::Response;
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

const SCHEME: &str = "bare";

/// Says when its first frame was there, as the app's own page does.
const PAGE: &str = "<!doctype html><title>bare</title><h1>bare</h1><script>
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('aloft:list')));
</script>";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let page: Url = format!("{SCHEME}://localhost/").parse()?;
    tauri::Builder::default()
        .register_uri_scheme_protocol(SCHEME, |_, _| {
            let answer = Response::builder().header("content-type", "text/html");
            answer.body(PAGE.as_bytes().to_vec()).unwrap_or_default()
        })
        .setup(|app| {
            WebviewWindowBuilder::new(app, "bare", WebviewUrl::External(page))
                .inner_size(1280.0, 800.0)
                .build()?;
            Ok(())
        })
        .run(context())?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "what Tauri's macro makes may end the process")]
fn context() -> tauri::Context {
    tauri::generate_context!()
}
