//! Real windows, driven through WebDriver, on real stores and against the real relay.
//!
//! Needs `DATABASE_URL`, the built programs, Xvfb and WebKitWebDriver: `cargo xtask e2e` sees to it.
#![cfg(target_os = "linux")]

mod acts;
mod apart;
mod crashes;
mod first_run;
mod keyboard;
