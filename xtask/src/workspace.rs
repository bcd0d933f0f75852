//! Where things are: the work tree, the cache, the target folder.

use crate::packages;
use crate::process;
use anyhow::{Context, Result};
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders that the commands work with.
pub(crate) struct Workspace {
    root: PathBuf,
    cache: PathBuf,
    target: PathBuf,
}

/// How a program was built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

impl Workspace {
    /// Finds the folders, and makes those in the cache.
    pub(crate) fn locate() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies in the workspace")?
            .to_path_buf();
        let cache = user_cache()?.join("aloft");
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(given) => root.join(given),
            None => cache.join("target"),
        };
        fs::create_dir_all(&cache).with_context(|| format!("making {}", cache.display()))?;
        fs::create_dir_all(&target).with_context(|| format!("making {}", target.display()))?;
        Ok(Self { root, cache, target })
    }

    /// The top of the work tree.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The page that the window shows.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Aloft's folder in the user's cache directory.
    pub(crate) fn cache(&self) -> &Path {
        &self.cache
    }

    /// A folder that other users may look into: started by root, Postgres runs as one of them, and
    /// root's home is closed to it.
    pub(crate) fn shared(&self) -> PathBuf {
        if packages::is_root() { PathBuf::from("/var/cache/aloft") } else { self.cache.clone() }
    }

    /// The target folder that work trees share.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// A program of this workspace, built for development.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.built(Profile::Debug, name)
    }

    /// A built program of this workspace.
    pub(crate) fn built(&self, profile: Profile, name: &str) -> PathBuf {
        let folder = match profile {
            Profile::Debug => "debug",
            Profile::Release => "release",
        };
        self.target.join(folder).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// A built example program of this workspace.
    pub(crate) fn example(&self, name: &str) -> PathBuf {
        self.target.join("debug/examples").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Cargo in the work tree. Queries are checked against the committed metadata, so that
    /// building needs no database.
    pub(crate) fn cargo(&self) -> Command {
        self.building(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// A program that calls cargo by itself, with the same settings.
    pub(crate) fn building(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("SQLX_OFFLINE", "true")
            // Set by `cargo run` for xtask's own package; children must not take them for theirs.
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("CARGO_PKG_NAME");
        command
    }

    /// Builds some programs for release: each is optimised across all crates, which takes minutes.
    pub(crate) fn build_release(&self, programs: &[&str], examples: &[&str]) -> Result<()> {
        let mut build = self.cargo();
        // The whole workspace's features, so that all programs share their dependencies.
        build.args(["build", "--locked", "--release", "--workspace"]);
        build.args(programs.iter().flat_map(|program| ["--bin", program]));
        process::run(build.args(examples.iter().flat_map(|example| ["--example", example])))
    }

    /// Waits until no other xtask builds into the target folder, and keeps others waiting until
    /// the returned file is dropped: tests start the binaries they find there.
    pub(crate) fn lock_target(&self) -> Result<File> {
        let path = self.target.join("xtask.lock");
        let file = File::create(&path).with_context(|| format!("opening {}", path.display()))?;
        if file.try_lock().is_err() {
            println!("Waiting for another `cargo xtask` that uses {}", self.target.display());
            file.lock().with_context(|| format!("locking {}", path.display()))?;
        }
        Ok(file)
    }
}

fn user_cache() -> Result<PathBuf> {
    if let Some(cache) = env::var_os("XDG_CACHE_HOME").filter(|cache| !cache.is_empty()) {
        return Ok(cache.into());
    }
    if cfg!(windows) {
        return Ok(env::var_os("LOCALAPPDATA").context("LOCALAPPDATA is not set")?.into());
    }
    let home = env::home_dir().context("no home directory to keep a cache in")?;
    Ok(home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
}
