//! `aloft-server`: the relay's command line.

use aloft_crdt_model::ids::OrgId;
use aloft_sync_server::app;
use aloft_sync_server::config::{Config, DatabaseArgs};
use aloft_sync_server::db::{self, Db};
use aloft_sync_server::dev::{self, DevArgs};
use aloft_sync_server::recovery;
use aloft_sync_server::reproject::{self, Mode, Report};
use aloft_sync_server::serve::{self, Surroundings};
use aloft_sync_server::telemetry::{self, LogFormat};
use anyhow::Context;
use clap::{Args, Parser, Subcommand};

/// Aloft's relay
#[derive(Parser)]
#[command(name = "aloft-server", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve clients
    Serve(Serve),
    /// Bring the database's schema up to date
    Migrate(DatabaseArgs),
    /// Make derived rows anew from the log
    Reproject(Reproject),
    /// After the database was put back from a backup: let clients give back what it lost
    Recover(Recover),
    /// Serve from a Postgres of its own in a folder, for development and demonstrations
    Dev(DevArgs),
    /// Print the description of the REST endpoints (OpenAPI)
    Openapi,
}

#[derive(Args)]
struct Serve {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    config: Config,
}

#[derive(Args)]
struct Reproject {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Only this organisation
    #[arg(long, value_name = "ID")]
    org: Option<OrgId>,
    /// Compare with what is there, and change nothing; fails when something differs
    #[arg(long)]
    check: bool,
}

#[derive(Args)]
struct Recover {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Only this organisation
    #[arg(long, value_name = "ID")]
    org: Option<OrgId>,
    /// For how long members may give back what others had written; 0 ends it
    #[arg(long, default_value_t = 72)]
    hours: u32,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Serve(args) => serve(args).await,
        Command::Migrate(args) => migrate(args).await,
        Command::Reproject(args) => reproject(args).await,
        Command::Recover(args) => recover(args).await,
        Command::Dev(args) => {
            telemetry::init(args.config.log_format);
            Ok(dev::run(args, serve::stop_signal()).await?)
        }
        Command::Openapi => {
            print!("{}", app::openapi_json()?);
            Ok(())
        }
    }
}

async fn serve(args: Serve) -> anyhow::Result<()> {
    telemetry::init(args.config.log_format);
    let node =
        serve::start(args.config, &args.database.options()?, Surroundings::of_system()?).await?;
    println!("aloft-server is ready at http://{}", node.address);
    Ok(node.until(serve::stop_signal()).await?)
}

async fn migrate(args: DatabaseArgs) -> anyhow::Result<()> {
    telemetry::init(LogFormat::Text);
    let db = Db::connect(&args.options()?).await.context("cannot reach the database")?;
    db::migrate(&db).await?;
    println!("the schema is up to date");
    Ok(())
}

async fn recover(args: Recover) -> anyhow::Result<()> {
    telemetry::init(LogFormat::Text);
    let db = Db::connect(&args.database.options()?).await.context("cannot reach the database")?;
    let now = Surroundings::of_system()?.clock.now();
    let until = (args.hours > 0).then(|| recovery::end(now, args.hours));
    let orgs = recovery::allow(&db, args.org, until).await?;
    match until {
        Some(_) => {
            println!("{orgs} organisations take back what was lost, for {} hours", args.hours);
        }
        None => println!("{orgs} organisations take nothing back any more"),
    }
    Ok(())
}

async fn reproject(args: Reproject) -> anyhow::Result<()> {
    telemetry::init(LogFormat::Text);
    let db = Db::connect(&args.database.options()?).await.context("cannot reach the database")?;
    let mode = if args.check { Mode::Check } else { Mode::Rebuild };
    let report = reproject::run(&db, args.org, mode).await?;
    for difference in &report.differences {
        println!("{difference}");
    }
    let Report { streams, documents, activity, differences } = report;
    let what = if args.check { "compared" } else { "made anew" };
    println!("{what}: {documents} documents and {activity} lines of activity in {streams} streams");
    anyhow::ensure!(differences.is_empty(), "{} places differ", differences.len());
    Ok(())
}
