//! Several processes write one document: an actor's numbers never fork.

use crate::setup::{Home, assert_sound, open};
use aloft_crdt_model::document::Heads;
use aloft_crdt_model::ids::TaskId;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

const FOLDER: &str = "ALOFT_TEST_PROCESS_FOLDER";
const TASK: &str = "ALOFT_TEST_PROCESS_TASK";
const SEED: &str = "ALOFT_TEST_PROCESS_SEED";
const EACH: usize = 60;

/// Run by the test below; without its variables there is nothing to do.
#[test]
fn process_writer() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let task: TaskId = std::env::var(TASK).unwrap().parse().unwrap();
    let seed: u64 = std::env::var(SEED).unwrap().parse().unwrap();
    let mut store = open(&PathBuf::from(folder), seed);
    for n in 0..EACH {
        store.write(|tx| tx.comment(task, None, &format!("{seed}: {n}"))).unwrap();
    }
}

#[test]
fn processes_that_write_at_once_never_fork_the_actor() {
    let mut home = Home::new(1);
    let task = home.task("Shared");
    let actor = home.store.identity().unwrap().actor;
    let children: Vec<_> = (0..3)
        .map(|n| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "processes::process_writer"])
                .env(FOLDER, home.folder.path())
                .env(TASK, task.to_string())
                .env(SEED, (n + 50).to_string())
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for n in 0..EACH {
        home.write(|tx| tx.comment(task, None, &format!("here: {n}")));
    }
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let changes = home.store.changes_since(task.doc(), &Heads::default()).unwrap();
    let numbers: BTreeSet<_> =
        changes.iter().map(|change| (change.actor_id().clone(), change.seq())).collect();
    assert_eq!(changes.len(), 1 + 4 * EACH);
    assert_eq!(numbers.len(), changes.len());
    assert!(numbers.iter().all(|(by, _)| *by == actor.to_automerge()), "nobody rotated");
    assert_eq!(home.store.queries().comments(task).unwrap().len(), 4 * EACH);
    assert_sound(&mut home.store);
}
