//! The one window.

use std::path::Path;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

/// The window's label.
const MAIN: &str = "main";

/// Remembers size and place in the store's folder: each store has a window of its own.
pub(crate) fn remember(folder: &Path) -> TauriPlugin<Wry> {
    // An absolute name is taken as it is, instead of one in the system's folder for settings.
    let file = folder.join("window.json").display().to_string();
    tauri_plugin_window_state::Builder::new()
        .with_filename(file)
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Aloft")
        .inner_size(1280.0, 800.0)
        .min_inner_size(960.0, 600.0)
        // A file that is dropped is the page's, for the import.
        .disable_drag_drop_handler()
        .on_navigation(is_own)
        // The page says where one is; switchers of windows show it.
        .on_document_title_changed(|window, title| {
            window.set_title(&title).unwrap_or_else(|error| {
                tracing::warn!(%error, "the window keeps its title");
            });
        })
        .build()?;
    Ok(())
}

/// The page may go nowhere else: not by a link in a description, and not by a script.
fn is_own(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        // Windows has no schemes of one's own.
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Somebody started Aloft again.
pub(crate) fn come_forward(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window does not come forward");
    }
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn the_page_goes_nowhere_else() {
        let goes = |url: &str| is_own(&url.parse().unwrap());
        assert!(goes("tauri://localhost/project/1"));
        assert!(goes("http://tauri.localhost/"));
        for url in ["https://example.com/", "http://localhost:1/", "file:///etc/passwd", "data:,x"]
        {
            assert!(!goes(url), "{url}");
        }
    }
}
