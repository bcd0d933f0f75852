//! The desktop app: a window on [`aloft_client::desk`].
//!
//! A command takes its arguments apart, asks the desk and answers; an event of the desk becomes an
//! event of the window. Nothing here blocks the main thread.
//!
//! *Invariant: knows nothing of documents, sockets or SQL.* What is allowed and what it means is
//! the client's and the model's.

mod arguments;
mod commands;
mod events;
mod instance;
mod log;
mod seat;
mod window;

use arguments::Arguments;
use clap::Parser;
use instance::Instance;
use seat::Seat;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use tauri::{Manager, RunEvent};

/// Opens the window, and stays until it is closed.
pub fn run() -> ExitCode {
    let folder = match Arguments::try_parse() {
        Ok(arguments) => arguments.folder(),
        Err(page) => {
            // A reader that has gone has read enough.
            let _ = page.print();
            return if page.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match folder.and_then(|folder| sit_down(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            // Without a standard error there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "aloft: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn sit_down(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let Some(instance) = Instance::first(folder)? else { return Ok(()) };
    log::start(folder)?;
    let (seat, place) = Seat::reserve();
    let store = folder.to_owned();
    let app = tauri::Builder::default()
        .plugin(window::remember(folder))
        .manage(seat)
        .invoke_handler(commands::handler())
        .setup(move |app| {
            // The store is opened beside the window's start: both take their time.
            place.take(store, events::teller(app.handle()));
            window::open(app.handle())?;
            instance.watch(app.handle());
            Ok(())
        })
        .build(context())?;
    app.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            app.state::<Seat>().leave();
        }
    });
    Ok(())
}

/// `tauri.conf.json`, the page's files and the icons.
#[expect(clippy::disallowed_methods, reason = "what Tauri's macro makes may end the process")]
fn context() -> tauri::Context {
    tauri::generate_context!()
}
