//! The desktop program.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    settle_webkit();
    aloft_desktop::run()
}

/// On some graphics drivers `WebKitGTK` shows a blank or blurred window unless it is told not to
/// share buffers with the card. Whoever set the variable knows better.
#[cfg(target_os = "linux")]
fn settle_webkit() {
    const NAME: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(NAME).is_none() {
        #[expect(
            unsafe_code,
            reason = "sound while there is one thread, and nothing has started another yet"
        )]
        // SAFETY: this is the first thing that the program does.
        unsafe {
            std::env::set_var(NAME, "1");
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn settle_webkit() {}
