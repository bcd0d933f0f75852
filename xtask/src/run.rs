//! `cargo xtask run`: a relay, an organisation on it, and the window of one of its two people.

use crate::desktop;
use crate::example::{Example, KEY, PASSWORD, Somebody};
use crate::packages;
use crate::postgres;
use crate::process;
use crate::relay::{self, Relay};
use crate::screen::Screen;
use crate::ui;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// How to begin.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Whose window to open; in a second terminal, the other one's
    #[arg(long = "as", value_name = "PERSON", value_enum, default_value = "ada")]
    who: Somebody,
    /// Open the window on a screen that nobody looks at (Xvfb), to be driven by WebDriver
    #[arg(long)]
    headless: bool,
    /// Forget the example's data and begin again
    #[arg(long)]
    fresh: bool,
    /// Where the relay listens
    #[arg(long, default_value = "127.0.0.1:8480", value_name = "ADDRESS")]
    listen: String,
}

/// Starts what is not running yet, opens the window, and stays until Ctrl-C.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let running = relay::is_at(&arguments.listen);
    if running && arguments.fresh {
        bail!("a relay runs at {}: end it before --fresh", arguments.listen);
    }
    if !running {
        ensure_free(&arguments.listen)?;
    }
    if !arguments.headless && !desktop::has_screen() {
        bail!("there is no screen to open a window on: use --headless, or set DISPLAY");
    }
    let bin = prepare(workspace, arguments)?;

    // The people's stores remember the address.
    let folder = workspace.shared().join("run").join(arguments.listen.replace(':', "-"));
    if arguments.fresh {
        remove(&folder)?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let relay = if running {
        None
    } else {
        Some(Relay::start(workspace, &bin, &folder, &arguments.listen)?)
    };
    let url = format!("http://{}", arguments.listen);
    let url = relay.as_ref().map_or(url, |relay| relay.url().to_owned());
    let example = Example::new(workspace.binary("aloft"), folder.join("people"), url);
    if !example.is_ready() {
        if running {
            bail!("another relay runs at {}: choose another with --listen", arguments.listen);
        }
        println!("Preparing an organisation with two people in it");
        example.prepare()?;
    }
    open(workspace, arguments, &example, relay)
}

/// Installs and builds; returns the folder of Postgres' programs.
fn prepare(workspace: &Workspace, arguments: &Arguments) -> Result<PathBuf> {
    packages::ensure_c_compiler()?;
    desktop::ensure_libraries()?;
    if arguments.headless {
        desktop::ensure_screen_and_driver()?;
    }
    let bin = postgres::ensure(workspace)?;
    println!("Building (the first time takes some minutes)");
    let _lock = workspace.lock_target()?;
    ui::build(workspace)?;
    let programs = ["build", "--quiet", "--locked", "--workspace", "--bins"];
    process::run(workspace.cargo().args(programs))?;
    Ok(bin)
}

fn open(
    workspace: &Workspace,
    arguments: &Arguments,
    example: &Example,
    relay: Option<Relay>,
) -> Result<()> {
    let mut app = Command::new(workspace.binary("aloft-desktop"));
    app.env("ALOFT_STORE", example.store(arguments.who)).stdin(Stdio::null());
    let screen = if arguments.headless { Some(open_unseen(&mut app)?) } else { None };
    let mut window = Window(app.spawn().context("starting aloft-desktop")?);
    explain(arguments.who, example, relay.as_ref().map(Relay::log));
    let status = window.0.wait()?;
    if !status.success() {
        bail!("the window ended ({status})");
    }
    drop(screen);
    let Some(mut relay) = relay else { return Ok(()) };
    println!("The window was closed; the relay goes on until Ctrl-C");
    relay.wait()
}

/// The app's process; it must not stay behind.
struct Window(Child);

impl Drop for Window {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn open_unseen(app: &mut Command) -> Result<Screen> {
    let mut screen = Screen::start()?;
    let driver = screen.let_drive(app)?;
    println!(
        "\nThe window is on display {}, which nobody sees. WebDriver takes hold of it at {driver}:\n\n  \
         curl -s {driver}/session -d '{{\"capabilities\":{{}}}}'     # answers a sessionId\n  \
         curl -s {driver}/session/ID/screenshot | \
         node -p 'JSON.parse(fs.readFileSync(0)).value' | base64 -d > window.png",
        screen.display(),
    );
    Ok(screen)
}

fn explain(who: Somebody, example: &Example, log: Option<&Path>) {
    let other = if who == Somebody::Ada { Somebody::Ben } else { Somebody::Ada };
    let command = example.command(who);
    println!(
        "\nThis is {}’s window. For {}’s, in another terminal:\n\n  \
         cargo xtask run --as {}\n\n\
         The command line works beside it, on the same store:\n\n  \
         {command} task list --project {KEY}\n  {command} status\n\n\
         To sign in elsewhere: {} or {}, “{PASSWORD}”.",
        who.first_name(),
        other.first_name(),
        other.first_name().to_lowercase(),
        who.email(),
        other.email(),
    );
    if let Some(log) = log {
        println!("The relay logs to {}. Ctrl-C ends everything.", log.display());
    }
}

/// Before minutes of building.
fn ensure_free(listen: &str) -> Result<()> {
    let bound = TcpListener::bind(listen);
    bound
        .with_context(|| format!("cannot listen on {listen}: choose another with --listen"))
        .map(drop)
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", folder.display()))
        }
        _ => Ok(()),
    }
}
