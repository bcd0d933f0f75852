//! Commands that drive the real window: end-to-end tests, pictures, measurements.
//!
//! What they do with the window is in the `e2e` package; this builds and starts what it needs.

use crate::desktop;
use crate::example::{Example, PASSWORD, Somebody};
use crate::packages;
use crate::postgres::{self, Durability, Postgres};
use crate::process;
use crate::relay::Relay;
use crate::test;
use crate::ui;
use crate::workspace::{Profile, Workspace};
use anyhow::{Context, Result, bail};
use std::env::temp_dir;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;

/// Which tests.
#[derive(clap::Args)]
pub(crate) struct TestArguments {
    /// Only tests whose names contain this
    filter: Option<String>,
}

/// Runs the tests that drive windows and programs.
pub(crate) fn test(workspace: &Workspace, arguments: &TestArguments) -> Result<()> {
    prepare(workspace)?;
    let _lock = workspace.lock_target()?;
    ui::build(workspace)?;
    process::run(workspace.cargo().arg("build").args(test::SELECTION))?;
    let postgres = Postgres::start(workspace, Durability::None)?;
    let chosen = arguments.filter.as_ref().map(|words| format!(" and test({words})"));
    let filter = format!("package(aloft-e2e){}", chosen.unwrap_or_default());
    let mut counts = crate::counts::Counts::default();
    let result = test::nextest(workspace, &postgres, &filter, &mut counts);
    counts.print();
    result
}

/// Takes pictures of every screen and state into `gallery/`.
pub(crate) fn gallery(workspace: &Workspace) -> Result<()> {
    prepare(workspace)?;
    let bin = postgres::ensure(workspace)?;
    build(workspace)?;
    // Not below the cache: the pictures show the same people with the same work each time.
    let folder = temp_dir().join(format!("aloft-gallery-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let taken = take_pictures(workspace, &bin, &folder);
    fs::remove_dir_all(&folder).ok();
    taken
}

/// Prints how fast the window is.
pub(crate) fn bench(workspace: &Workspace, samples: u32) -> Result<()> {
    prepare(workspace)?;
    let lock = workspace.lock_target()?;
    ui::build(workspace)?;
    workspace.build_release(&["aloft-desktop", "aloft", "aloft-bench-ui"], &["bare"])?;
    drop(lock);
    let bench = workspace.built(Profile::Release, "aloft-bench-ui");
    process::run(Command::new(bench).args(["--samples", &samples.to_string()]))
}

/// Builds the `.deb`, and opens the window of the program in it.
pub(crate) fn bundle(workspace: &Workspace) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!("only the .deb is built by this yet: use `npx tauri build` here");
    }
    prepare(workspace)?;
    let lock = workspace.lock_target()?;
    ui::build(workspace)?;
    workspace.build_release(&["aloft-desktop"], &[])?;
    // `tauri build` would select one package, and build every dependency with other features.
    let mut tauri = workspace.building(ui::program(workspace, "tauri"));
    process::run(tauri.args(["bundle", "--bundles", "deb"]))?;
    drop(lock);
    let package = newest_deb(&workspace.target().join("release/bundle/deb"))?;
    build(workspace)?;
    let folder = temp_dir().join(format!("aloft-deb-{}", std::process::id()));
    process::run(Command::new("dpkg-deb").arg("--extract").arg(&package).arg(&folder))?;
    let opens = workspace.built(Profile::Debug, "aloft-opens");
    let opened = process::run(Command::new(opens).arg(folder.join("usr/bin/aloft-desktop")));
    fs::remove_dir_all(&folder).ok();
    opened?;
    println!("{}", package.display());
    Ok(())
}

fn take_pictures(workspace: &Workspace, bin: &Path, folder: &Path) -> Result<()> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let relay = Relay::start(workspace, bin, folder, &format!("127.0.0.1:{port}"))?;
    let people = folder.join("people");
    let example = Example::new(workspace.binary("aloft"), people, relay.url().to_owned());
    example.prepare()?;
    let pictures = workspace.root().join("gallery");
    let mut gallery = Command::new(workspace.binary("aloft-gallery"));
    gallery
        .arg("--ada")
        .arg(example.store(Somebody::Ada))
        .arg("--ben")
        .arg(example.store(Somebody::Ben))
        .args(["--relay", relay.url(), "--password", PASSWORD, "--into"])
        .arg(&pictures);
    process::run(&mut gallery)?;
    println!("Look at {}", pictures.join("index.html").display());
    Ok(())
}

fn prepare(workspace: &Workspace) -> Result<()> {
    packages::ensure_c_compiler()?;
    desktop::ensure_libraries()?;
    desktop::ensure_screen_and_driver()?;
    ui::install(workspace)
}

fn build(workspace: &Workspace) -> Result<()> {
    let _lock = workspace.lock_target()?;
    ui::build(workspace)?;
    // As the tests build them: another selection would build other variants of the dependencies.
    process::run(workspace.cargo().args(["build", "--quiet"]).args(test::SELECTION))
}

fn newest_deb(folder: &Path) -> Result<std::path::PathBuf> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .max_by_key(|path| path.metadata().and_then(|data| data.modified()).ok())
        .context("no .deb was built")
}
