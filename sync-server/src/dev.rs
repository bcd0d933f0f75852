//! `aloft-server dev`: Postgres, the schema and a node, from one command and in one folder.

use crate::config::Config;
use crate::db::{self, Db, DbError, DbOptions};
use crate::embedded_postgres::{EmbeddedPostgres, EmbeddedPostgresError, Folder};
use crate::serve::{self, Running, ServeError, Surroundings};
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// What `dev` is told.
#[derive(Args, Clone, Debug)]
pub struct DevArgs {
    /// The folder that holds everything; made when it is not there
    #[arg(long, env = "ALOFT_DEV_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Postgres's port; any free one without
    #[arg(long, env = "ALOFT_DEV_PG_PORT", value_name = "PORT")]
    pub pg_port: Option<u16>,
    /// Say where in JSON when ready
    #[arg(long)]
    pub json: bool,
    /// How the node behaves
    #[command(flatten)]
    pub config: Config,
}

/// Why `dev` does not run.
#[derive(Debug, thiserror::Error)]
pub enum DevError {
    /// Postgres does not.
    #[error(transparent)]
    Postgres(#[from] EmbeddedPostgresError),
    /// The schema cannot be brought up to date.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The node does not.
    #[error(transparent)]
    Serve(#[from] ServeError),
}

/// Runs until told to stop; then stops the node, and after it Postgres.
pub async fn run(args: DevArgs, told: impl Future<Output = ()>) -> Result<(), DevError> {
    let surroundings = Surroundings::of_system()?;
    let folder = Folder::open(args.data.clone())?;
    let postgres =
        EmbeddedPostgres::start(folder, args.pg_port, &mut surroundings.randomness.generator())
            .await?;
    let served = serve(&args, &postgres, surroundings, told).await;
    postgres.stop().await?;
    served
}

async fn serve(
    args: &DevArgs,
    postgres: &EmbeddedPostgres,
    surroundings: Surroundings,
    told: impl Future<Output = ()>,
) -> Result<(), DevError> {
    let url = postgres.url().to_owned();
    let database = DbOptions { url, max_connections: 16, acquire_timeout: Duration::from_secs(10) };
    let db = Db::connect(&database).await?;
    db::migrate(&db).await?;
    db.close().await;
    let node = serve::start(args.config.clone(), &database, surroundings).await?;
    say_ready(args, postgres, &node);
    Ok(node.until(told).await?)
}

fn say_ready(args: &DevArgs, postgres: &EmbeddedPostgres, node: &Running) {
    let url = format!("http://{}", node.address);
    let data = postgres.folder().display();
    if args.json {
        let ready = serde_json::json!({
            "url": url, "database_url": postgres.url(), "data": data.to_string(),
        });
        println!("{ready}");
    } else {
        println!("aloft-server is ready at {url} (data in {data})");
    }
}
