//! The desk without a window, for tests that kill it: no part of the product.
//!
//! Reads lines `{"create": title, "project": key}` and answers each with `{"saved": id}` once the
//! task is on the disk, or with `{"message": why}`. Exchanges changes with the relay meanwhile, as a
//! window does. With `--check` it compares the store's rows with its documents instead.

use aloft_client::desk::views::NewTask;
use aloft_client::desk::{Desk, Failure};
use aloft_client::environment::Environment;
use aloft_client::store::Store;
use aloft_crdt_model::ids::ProjectId;
use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::var_os("ALOFT_STORE").ok_or("ALOFT_STORE names the store's folder")?;
    let folder = Path::new(&folder);
    if env::args().any(|argument| argument == "--check") {
        let report = Store::open(folder, Environment::system())?.check()?;
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(sit(folder))
}

async fn sit(folder: &Path) -> Result<(), Box<dyn Error>> {
    let desk = match Desk::open(folder, Arc::new(|_| {})) {
        Ok(desk) => desk,
        Err(error) => return answer(&json!({ "message": error.to_string() })),
    };
    for line in std::io::stdin().lock().lines() {
        let asked = serde_json::from_str(&line?)?;
        match create(&desk, &asked).await {
            Ok(saved) => answer(&saved)?,
            Err(failure) => answer(&json!({ "message": failure.words }))?,
        }
    }
    Ok(())
}

async fn create(desk: &Desk, asked: &Value) -> Result<Value, Failure> {
    let text = |field: &str| asked[field].as_str().unwrap_or_default().to_owned();
    let key = text("project");
    let workspace = desk.workspace().await?;
    let project = workspace.projects.iter().find(|project| project.key == key);
    let project = project.ok_or_else(|| Failure::not_found("There is no such project."))?;
    let task = NewTask { title: text("create"), ..NewTask::default() };
    let created = desk.create_task(ProjectId(project.id.0), task, None, None).await?;
    Ok(json!({ "saved": created.id }))
}

/// A line is whole or not there: whoever kills this takes it at its word.
fn answer(answer: &Value) -> Result<(), Box<dyn Error>> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(format!("{answer}\n").as_bytes())?;
    Ok(stdout.flush()?)
}
