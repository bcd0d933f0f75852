//! `cargo xtask fuzz`: libFuzzer on what strangers' bytes reach first.
//!
//! cargo-fuzz builds the targets (`proof/fuzz`) with coverage counters, which the stable compiler
//! can; a sanitizer, which it cannot, would look for what code without `unsafe` does not do. What a
//! run learns stays in the cache directory, and the next one begins with it.

use crate::packages;
use crate::process;
use crate::tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Of the targets' workspace, from the root.
pub(crate) const MANIFEST: &str = "proof/fuzz/Cargo.toml";

/// Bounds of one input: its bytes, its seconds, and the memory of the process in MiB.
const BOUNDS: &[&str] = &["-max_len=4096", "-timeout=10", "-rss_limit_mb=2048"];
/// What begins the name of an input that once broke something: it stays whatever it covers.
const FOUND: &str = "found-";

/// Which parser, and how long.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to try
    #[arg(value_parser = ["inspect", "frames", "csv"])]
    target: String,
    /// How long
    #[arg(long, default_value_t = 5)]
    minutes: u64,
    /// Then make proof/corpus, with which the tests begin, the fewest inputs that reach as far
    #[arg(long)]
    keep: bool,
}

/// Where a target's inputs are.
struct Places {
    /// All that a run found worth to go on from.
    corpus: PathBuf,
    /// What it ended at.
    found: PathBuf,
    /// The part that is committed.
    committed: PathBuf,
}

/// Ends at the first input that panics, or takes too long or too much memory.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    packages::ensure_c_compiler()?;
    let target = &arguments.target;
    let places = Places::make(workspace, target)?;
    let program = build(workspace, target)?;
    let time = format!("-max_total_time={}", 60 * arguments.minutes);
    process::run(
        Command::new(&program)
            .args(BOUNDS)
            .args([&time, "-print_final_stats=1"])
            .arg(format!("-artifact_prefix={}/", places.found.display()))
            .args([&places.corpus, &places.committed])
            .env("ALOFT_FUZZ_CORPUS", &places.corpus),
    )
    .with_context(|| {
        format!(
            "a finding: its input lies in {}. Copied to proof/corpus/{target}/{FOUND}WHAT, it is \
             given to the target by every run of proof/tests/mutations.rs",
            places.found.display()
        )
    })?;
    if arguments.keep { keep(&program, &places) } else { Ok(()) }
}

impl Places {
    fn make(workspace: &Workspace, target: &str) -> Result<Self> {
        let cache = workspace.cache().join("fuzz").join(target);
        let committed = workspace.root().join("proof/corpus").join(target);
        let places = Self { corpus: cache.join("corpus"), found: cache.join("found"), committed };
        for folder in [&places.corpus, &places.found, &places.committed] {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        Ok(places)
    }
}

/// The target's program, in a target folder of its own: its flags are for all of its dependencies.
fn build(workspace: &Workspace, target: &str) -> Result<PathBuf> {
    let fuzz = tools::FUZZ.ensure(workspace)?;
    let host = process::capture(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let folder = workspace.target().join("fuzz");
    process::run(
        workspace
            .building(fuzz)
            .args(["build", "--fuzz-dir", "proof/fuzz", "--sanitizer", "none"])
            .args(["--target", host.trim(), target])
            .env("CARGO_TARGET_DIR", &folder),
    )?;
    let program = format!("{target}{}", env::consts::EXE_SUFFIX);
    Ok(folder.join(host.trim()).join("release").join(program))
}

/// Replaces the committed inputs by the fewest that reach as many edges.
fn keep(program: &Path, places: &Places) -> Result<()> {
    let fewest = places.corpus.with_file_name("fewest");
    fs::remove_dir_all(&fewest).ok();
    fs::create_dir(&fewest)?;
    process::run(
        Command::new(program)
            .args(BOUNDS)
            // Edges alone: how often each is passed asks for many times as many inputs.
            .args(["-set_cover_merge=1", "-use_counters=0"])
            .args([&fewest, &places.corpus, &places.committed]),
    )?;
    for old in fs::read_dir(&places.committed)? {
        let old = old?;
        if !old.file_name().to_string_lossy().starts_with(FOUND) {
            fs::remove_file(old.path())?;
        }
    }
    for new in fs::read_dir(&fewest)? {
        let new = new?;
        fs::copy(new.path(), places.committed.join(new.file_name()))?;
    }
    Ok(())
}
