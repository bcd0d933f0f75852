//! What the desk tells becomes events of the window.

use aloft_client::desk::{DeskEvent, Listener};
use serde::Serialize;
use std::sync::Arc;
use tauri::{AppHandle, Emitter};

/// Tells the window.
pub(crate) fn teller(app: &AppHandle) -> Listener {
    let app = app.clone();
    Arc::new(move |event| match event {
        DeskEvent::Delta(delta) => tell(&app, "delta", &delta),
        DeskEvent::Sync(view) => tell(&app, "sync", &view),
        DeskEvent::Presence(presence) => tell(&app, "presence", &presence),
        DeskEvent::Workspace => tell(&app, "workspace", &()),
        DeskEvent::Settings(settings) => tell(&app, "settings", &settings),
    })
}

fn tell(app: &AppHandle, name: &str, payload: &(impl Serialize + Clone)) {
    if let Err(error) = app.emit(name, payload) {
        tracing::warn!(%error, name, "an event is lost");
    }
}
