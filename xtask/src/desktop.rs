//! What the window needs of the system: WebKitGTK to be built, and a screen and a driver to be
//! tested. macOS and Windows bring a webview, and have no driver that these tests could use.

use crate::packages;
use crate::process;
use anyhow::{Result, bail};
use std::env;
use std::process::Command;

/// Everything else that Tauri links comes along as a dependency of it.
const TO_BUILD: &[&str] = &["libwebkit2gtk-4.1-dev", "pkg-config"];
/// The window brings its own typeface; these are for what people write in other scripts.
const TO_TEST: &[&str] =
    &["webkit2gtk-driver", "xvfb", "fonts-dejavu-core", "fonts-noto-color-emoji"];

/// Before anything that compiles the desktop app.
pub(crate) fn ensure_libraries() -> Result<()> {
    if !cfg!(target_os = "linux") || has_webkit() {
        return Ok(());
    }
    install(TO_BUILD)?;
    if !has_webkit() {
        bail!("WebKitGTK 4.1 and its headers are needed: install {}", TO_BUILD.join(" "));
    }
    Ok(())
}

/// Before tests that open windows on a screen of their own.
pub(crate) fn ensure_screen_and_driver() -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!("windows are driven on Linux only: WebKitWebDriver is not to be had here");
    }
    let missing = missing(TO_TEST);
    // Other distributions have the programs in packages of other names.
    let has_programs = || has_program("WebKitWebDriver") && has_program("Xvfb");
    if missing.is_empty() || (!has_dpkg() && has_programs()) {
        return Ok(());
    }
    install(&missing)?;
    if !has_programs() {
        bail!("Xvfb and WebKitWebDriver are needed: install {}", TO_TEST.join(" "));
    }
    Ok(())
}

/// Whether there is a screen for a window to open on.
pub(crate) fn has_screen() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn install(wanted: &[&str]) -> Result<()> {
    if !packages::apt_install(wanted)? {
        bail!("needs {}: install them, or run this as root or with sudo", wanted.join(", "));
    }
    Ok(())
}

fn has_webkit() -> bool {
    process::succeeds(Command::new("pkg-config").args(["--exists", "webkit2gtk-4.1"]))
}

fn has_dpkg() -> bool {
    has_program("dpkg-query")
}

/// The packages of these that dpkg does not know as installed; all of them where there is no dpkg.
fn missing<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let is_installed = |package: &&str| {
        let mut query = Command::new("dpkg-query");
        query.args(["--show", "--showformat=${db:Status-Status}", package]);
        process::capture(&mut query).is_ok_and(|status| status == "installed")
    };
    wanted.iter().copied().filter(|package| !is_installed(package)).collect()
}

fn has_program(name: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|paths| env::split_paths(&paths).any(|folder| folder.join(name).is_file()))
}
