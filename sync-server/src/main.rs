//! `aloft-server`: the relay's command line.

use aloft_crdt_model::ids::OrgId;
use aloft_sync_server::app;
use aloft_sync_server::config::{Config, DatabaseArgs};
use aloft_sync_server::db::{self, Db};
use aloft_sync_server::dev::{self, DevArgs};
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

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Serve(args) => serve(args).await,
        Command::Migrate(args) => migrate(args).await,
        Command::Reproject(args) => reproject(args).await,
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
