//! kill -9 at any moment: what was reported as saved is there, and the rows are what the documents
//! say. The writer is this test binary again, in a process of its own.

use crate::setup::{Home, assert_sound, open, set_title, titled};
use aloft_crdt_model::document::{ChangeHash, Heads};
use aloft_crdt_model::ids::{DocId, ProjectId, TaskId};
use rand::{RngExt, SeedableRng};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;
use uuid::Uuid;

const FOLDER: &str = "ALOFT_TEST_CRASH_FOLDER";
const PROJECT: &str = "ALOFT_TEST_CRASH_PROJECT";
const SEED: &str = "ALOFT_TEST_CRASH_SEED";

/// Run by the test below; without its variables there is nothing to do.
#[test]
fn crash_writer() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let project: ProjectId = std::env::var(PROJECT).unwrap().parse().unwrap();
    let seed: u64 = std::env::var(SEED).unwrap().parse().unwrap();
    let mut store = open(&PathBuf::from(folder), seed);
    let mut out = std::io::stdout();
    loop {
        let task = store.write(|tx| tx.create_task(project, titled("Crash"))).unwrap();
        report(&mut out, &mut store, task.doc());
        store.write(|tx| tx.describe(project, task, "A text\nof two lines")).unwrap();
        report(&mut out, &mut store, task.description());
        store.write(|tx| tx.comment(task, None, "said")).unwrap();
        store.write(|tx| tx.edit_task(task, set_title("Crashed"))).unwrap();
        report(&mut out, &mut store, task.doc());
        store
            .write(|tx| (0..20).try_for_each(|_| tx.create_task(project, titled("Many")).map(drop)))
            .unwrap();
    }
}

/// Says what is saved: the document's heads.
fn report(out: &mut impl Write, store: &mut aloft_client::store::Store, doc: DocId) {
    let changes = store.changes_since(doc, &Heads::default()).unwrap();
    let newest = changes.last().unwrap().hash();
    writeln!(out, "saved {doc} {newest}").unwrap();
    out.flush().unwrap();
}

#[test]
fn what_was_reported_as_saved_survives_being_killed() {
    let home = Home::new(1);
    let Home { store, project, folder, .. } = home;
    drop(store);
    let mut rng = rand::rngs::StdRng::seed_from_u64(7);
    let mut saved: Vec<(DocId, ChangeHash)> = Vec::new();
    for round in 0..12_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::crash_writer", "--nocapture"])
            .env(FOLDER, folder.path())
            .env(PROJECT, project.to_string())
            .env(SEED, (round + 100).to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let reader = BufReader::new(child.stdout.take().unwrap());
        let lines = std::thread::spawn(move || {
            reader.lines().map_while(Result::ok).filter_map(|l| parse(&l)).collect::<Vec<_>>()
        });
        std::thread::sleep(Duration::from_millis(rng.random_range(30..400)));
        child.kill().unwrap();
        child.wait().unwrap();
        saved.extend(lines.join().unwrap());

        let mut store = open(folder.path(), round + 1_000);
        for (doc, hash) in &saved {
            let changes = store.changes_since(*doc, &Heads::default()).unwrap();
            assert!(changes.iter().any(|change| change.hash() == *hash), "{doc} {hash}");
            let task = TaskId(doc.0);
            let shown = store.queries().task(task).unwrap().is_some()
                || store.queries().text(*doc).unwrap().is_some();
            assert!(shown, "{doc} has no row");
        }
        assert_sound(&mut store);
    }
    assert!(saved.len() > 10, "the writer wrote: {}", saved.len());
}

fn parse(line: &str) -> Option<(DocId, ChangeHash)> {
    // The test harness may print before it on the same line.
    let (_, rest) = line.split_once("saved ")?;
    let (doc, hash) = rest.split_once(' ')?;
    Some((DocId(doc.parse::<Uuid>().ok()?), hash.trim().parse().ok()?))
}
