//! The client without a network: a durable command, an import, opening, on projects of several
//! sizes and with a long history.

use crate::figure::{Book, percentile};
use crate::machine;
use crate::shape::{self, Scene, Shape};
use aloft_client::environment::Environment;
use aloft_client::import::{Columns, ImportMode, ImportRequest, import_csv};
use aloft_client::queries::{TaskFilter, TaskQuery};
use aloft_client::store::{DATABASE_FILE, Store, StoreError};
use aloft_crdt_model::ids::ProjectId;
use aloft_sync_protocol::client::{AcceptedChange, Advance};
use aloft_sync_protocol::log::Cursor;
use anyhow::{Result, ensure};
use rand::RngExt;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;
use tempfile::TempDir;

const NAME: &str = "alone";
/// Durable commands that are timed.
const COMMANDS: usize = 500;
/// Changes that a transaction makes while history is made.
const BATCH: usize = 500;

/// Measures at these sizes; then makes so many changes of history on the last size, and measures
/// again.
pub(crate) fn alone(book: &mut Book, sizes: &[usize], history: usize, runs: usize) -> Result<()> {
    for &tasks in sizes {
        let words = format!(
            "one store, nothing else runs on it; import: a CSV file of {tasks} issues (title, \
             200-character description, points); then a project of {tasks} tasks; {}. command: one \
             edit of a random task as one durable transaction; cold open: the file is out of the \
             system's cache, until the first 100 lines of the list are there",
            shape::TASK
        );
        Book::shape(NAME, tasks, &words);
        import(book, tasks, runs)?;
        let folder = TempDir::new()?;
        let mut store = Store::open(folder.path(), Environment::system())?;
        let org = store.write(|tx| tx.create_organisation("Alone"))?;
        let mut scene = Scene::with_tasks(&mut store, org, tasks)?;
        acknowledge_all(&mut store, scene.project)?;
        commands(book, &mut store, &scene, ["command, p50", "command, p99"])?;
        drop(store);
        open(book, folder.path(), scene.project, tasks, runs, ["cold open", "warm open"])?;
        if history > 0 && sizes.last() == Some(&tasks) {
            let words = format!(
                "the same store of {tasks} tasks after {history} more changes (title, state, \
                 priority, due date) on random tasks, acknowledged as they are by a relay"
            );
            Book::shape(NAME, tasks, &words);
            let mut store = Store::open(folder.path(), Environment::system())?;
            let rate = make_history(&mut store, &mut scene, history)?;
            book.one(NAME, "history made, in batches", tasks, "changes/s", rate);
            let names = ["command after history, p50", "command after history, p99"];
            commands(book, &mut store, &scene, names)?;
            drop(store);
            let names = ["cold open after history", "warm open after history"];
            open(book, folder.path(), scene.project, tasks, runs, names)?;
            #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
            let bytes = folder.path().join(DATABASE_FILE).metadata()?.len() as f64;
            book.one(NAME, "file after history", tasks, "MB", bytes / 1e6);
        }
    }
    Ok(())
}

fn import(book: &mut Book, tasks: usize, runs: usize) -> Result<()> {
    let file = csv(tasks)?;
    let mut rates = Vec::new();
    for _ in 0..runs {
        let folder = TempDir::new()?;
        let mut store = Store::open(folder.path(), Environment::system())?;
        let org = store.write(|tx| tx.create_organisation("Alone"))?;
        let project = Scene::empty(&mut store, org)?.project;
        let columns = Columns {
            id: "key".to_owned(),
            title: "title".to_owned(),
            description: Some("description".to_owned()),
            estimate: Some("points".to_owned()),
        };
        let request = ImportRequest {
            project,
            source: "bench",
            columns: &columns,
            delimiter: b',',
            mode: ImportMode::Write,
        };
        let begun = Instant::now();
        let report =
            import_csv(&mut store, file.as_bytes(), &request, &mut |_| ControlFlow::Continue(()))?;
        ensure!(report.created == tasks as u64, "not all rows were taken: {report:?}");
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        rates.push(tasks as f64 / begun.elapsed().as_secs_f64());
    }
    book.put(NAME, "import", tasks, "tasks/s", &rates);
    Ok(())
}

fn csv(rows: usize) -> Result<String> {
    let mut shape = Shape::new(3);
    let mut file = String::from("key,title,description,points\n");
    for row in 0..rows {
        let (title, description) = (shape.text(40), shape.text(200));
        writeln!(file, "MSR-{row},{title},{description},{}", row % 8)?;
    }
    Ok(file)
}

fn commands(
    book: &mut Book,
    store: &mut Store,
    scene: &Scene,
    [p50, p99]: [&'static str; 2],
) -> Result<()> {
    let mut shape = Shape::new(5);
    let mut taken = Vec::with_capacity(COMMANDS);
    while taken.len() < COMMANDS {
        let task = scene.tasks[shape.rng().random_range(0..scene.tasks.len())];
        let command = shape.edit(scene);
        let begun = Instant::now();
        if store.write(|tx| tx.edit_task(task, command))?.is_some() {
            taken.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    let tasks = scene.tasks.len();
    book.one(NAME, p50, tasks, "ms", percentile(&mut taken, 50));
    book.one(NAME, p99, tasks, "ms", percentile(&mut taken, 99));
    Ok(())
}

fn open(
    book: &mut Book,
    folder: &Path,
    project: ProjectId,
    tasks: usize,
    runs: usize,
    [cold, warm]: [&'static str; 2],
) -> Result<()> {
    let filter = TaskFilter { project: Some(project), ..TaskFilter::default() };
    let query = TaskQuery { filter, limit: Some(100), ..TaskQuery::default() };
    let timed = || -> Result<f64> {
        let begun = Instant::now();
        let store = Store::open(folder, Environment::system())?;
        let found = store.queries().tasks(&query)?;
        let took = begun.elapsed().as_secs_f64() * 1e3;
        ensure!(!found.is_empty(), "an empty list");
        Ok(took)
    };
    let mut cold_runs = Vec::new();
    for _ in 0..runs {
        if machine::forget_cached(&folder.join(DATABASE_FILE)) {
            cold_runs.push(timed()?);
        }
    }
    let warm_runs = (0..runs).map(|_| timed()).collect::<Result<Vec<_>>>()?;
    book.put(NAME, cold, tasks, "ms", &cold_runs);
    book.put(NAME, warm, tasks, "ms", &warm_runs);
    Ok(())
}

/// Makes changes, and has each batch acknowledged, so that snapshots absorb them as they do in life.
fn make_history(store: &mut Store, scene: &mut Scene, history: usize) -> Result<f64> {
    let mut shape = Shape::new(9);
    let begun = Instant::now();
    let mut made = 0;
    while made < history {
        let count = BATCH.min(history - made);
        store.write(|tx| {
            for _ in 0..count {
                let task = scene.tasks[shape.rng().random_range(0..scene.tasks.len())];
                tx.edit_task(task, shape.edit(scene))?;
            }
            Ok::<_, StoreError>(())
        })?;
        acknowledge_all(store, scene.project)?;
        made += count;
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let made = made as f64;
    Ok(made / begun.elapsed().as_secs_f64())
}

/// What a driver does when a relay takes everything that waits.
fn acknowledge_all(store: &mut Store, project: ProjectId) -> Result<()> {
    let stream = project.stream();
    let mut seq = if let Some(cursor) = store.cursor(stream)? {
        cursor.seq
    } else {
        store.set_cursor(stream, Cursor::ZERO)?;
        0
    };
    loop {
        let waiting = store.pending(stream, None, BATCH, 1 << 20)?;
        if waiting.is_empty() {
            return Ok(());
        }
        let from = seq;
        let accepted: Vec<_> = waiting
            .iter()
            .map(|change| {
                seq += 1;
                AcceptedChange { doc: change.doc, hash: change.hash, seq }
            })
            .collect();
        let own = accepted.iter().map(|change| (change.seq, change.hash)).collect();
        let advance = Advance { from, seq, own };
        store.mark_accepted(stream, &accepted, Some(&advance))?;
    }
}
