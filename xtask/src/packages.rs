//! The system's package manager: apt as root or with sudo, Homebrew on macOS.

use crate::process;
use anyhow::Result;
use std::io::{IsTerminal, stdin};
use std::process::Command;

/// Installs Debian packages; false where apt is not to be had.
pub(crate) fn apt_install(packages: &[&str]) -> Result<bool> {
    if !cfg!(target_os = "linux") || !process::succeeds(Command::new("apt-get").arg("--version")) {
        return Ok(false);
    }
    let Some(mut update) = privileged("apt-get") else { return Ok(false) };
    println!("Installing {} (apt)", packages.join(", "));
    process::run(update.args(["-qq", "update"]))?;
    let Some(mut install) = privileged("apt-get") else { return Ok(false) };
    process::run(install.args(["-qq", "install", "-y", "--no-install-recommends"]).args(packages))?;
    Ok(true)
}

/// Installs a Homebrew formula; false where Homebrew is not to be had.
pub(crate) fn brew_install(formula: &str) -> Result<bool> {
    if !cfg!(target_os = "macos") || !process::succeeds(Command::new("brew").arg("--version")) {
        return Ok(false);
    }
    println!("Installing {formula} (Homebrew)");
    process::run(Command::new("brew").args(["install", "--quiet", formula]))?;
    Ok(true)
}

/// Bundled SQLite and zstd are compiled from C.
pub(crate) fn ensure_c_compiler() -> Result<()> {
    if cfg!(target_os = "linux") && !process::succeeds(Command::new("cc").arg("--version")) {
        apt_install(&["build-essential"])?;
    }
    Ok(())
}

/// Tests that make clocks jump need libfaketime, and are left out where it is not to be had.
pub(crate) fn ensure_faketime() -> Result<()> {
    if cfg!(target_os = "linux") && !process::succeeds(Command::new("faketime").arg("--version")) {
        apt_install(&["faketime"])?;
    }
    Ok(())
}

/// Whether this process is root.
pub(crate) fn is_root() -> bool {
    cfg!(unix) && process::capture(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0")
}

fn privileged(program: &str) -> Option<Command> {
    let mut command = if is_root() {
        Command::new(program)
    } else if process::succeeds(Command::new("sudo").args(["-n", "true"])) || stdin().is_terminal()
    {
        let mut sudo = Command::new("sudo");
        sudo.args(["--preserve-env=DEBIAN_FRONTEND", program]);
        sudo
    } else {
        return None;
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Some(command)
}
