//! A screen that nobody looks at, and a driver that may take hold of the window on it.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};

/// Xvfb and WebKitWebDriver. Dropping it ends both.
pub(crate) struct Screen {
    display: String,
    server: Child,
    driver: Option<Child>,
}

impl Screen {
    /// Starts Xvfb on a display number that it finds free itself.
    pub(crate) fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting Xvfb")?;
        let mut number = String::new();
        let stdout = server.stdout.take().context("Xvfb has an output")?;
        BufReader::new(stdout).read_line(&mut number)?;
        if number.trim().is_empty() {
            bail!("Xvfb did not start");
        }
        Ok(Self { display: format!(":{}", number.trim()), server, driver: None })
    }

    /// The value of `DISPLAY`.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// Lets `app` be driven, before it is started: returns the driver's address.
    pub(crate) fn let_drive(&mut self, app: &mut Command) -> Result<String> {
        let (inspector, port) = (free_port()?, free_port()?);
        app.env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_INSPECTOR_SERVER", format!("127.0.0.1:{inspector}"));
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .arg(format!("--target=127.0.0.1:{inspector}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("starting WebKitWebDriver")?;
        self.driver = Some(driver);
        Ok(format!("http://127.0.0.1:{port}"))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        for child in self.driver.iter_mut().chain([&mut self.server]) {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
