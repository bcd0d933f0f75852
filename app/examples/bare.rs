//! A window with one line of text and nothing behind it: what the system itself costs, to hold the
//! app's start and memory against (`cargo xtask bench --ui`).

use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

/// Says when its first frame was there, as the app's own page does.
const SCRIPT: &str = "addEventListener('DOMContentLoaded', () => {
    document.body.innerHTML = '<h1>bare</h1>';
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('aloft:list')));
})";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let blank: Url = "about:blank".parse()?;
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "bare", WebviewUrl::External(blank))
                .initialization_script(SCRIPT)
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
