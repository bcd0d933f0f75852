//! Exit codes, and one line for each failure.

use crate::support::{Machine, Run};
use serde_json::Value;
use std::io::Read;
use std::net::TcpListener;

#[test]
fn wrong_usage_is_one_line_and_2() {
    let machine = Machine::with_project("SHIP");
    for args in [
        &["fly"][..],
        &["project", "create", "--key", "A"],
        &["task", "create", "--project", "SHIP", "--title", "x", "--estimate", "many"],
        &["task", "create", "--project", "SHIP", "--title", "x", "--due", "tomorrow"],
        &["task", "create", "--project", "SHIP", "--title", " "],
        &["task", "create", "--project", "SHIP", "--title", "two\nlines"],
        &["task", "list", "--project", "SHIP", "--sort", "mood"],
        &["project", "create", "--key", "lower", "--name", "x"],
        &["project", "create", "--key", "SHIP", "--name", "taken"],
        &["task", "move", "SHIP-1"],
        &["task", "comment", "SHIP-1"],
        &["import", "csv", "x.csv", "--project", "SHIP"],
        &["refused", "retry", "first"],
        &["sign-in", "--email", "a@b.c", "--relay", "ftp://x"],
        &["sign-in", "--email", "a@b.c", "--password-stdin"],
    ] {
        let line = machine.fails(2, args);
        assert!(line.starts_with("aloft: "), "{line}");
    }
}

#[test]
fn what_is_not_there_is_3() {
    let machine = Machine::with_project("SHIP");
    machine.ok(&["task", "create", "--project", "SHIP", "--title", "One"]);
    for args in [
        &["task", "show", "SHIP-99"][..],
        &["task", "list", "--project", "NONE"],
        &["task", "create", "--project", "SHIP", "--title", "x", "--state", "Limbo"],
        &["task", "create", "--project", "SHIP", "--title", "x", "--label", "none"],
        &["task", "create", "--project", "SHIP", "--title", "x", "--assignee", "Nobody"],
        &["task", "list", "--project", "SHIP", "--parent", "SHIP-99"],
        &["export", "json", "--project", "NONE"],
        &["refused", "retry", "99"],
        &["refused", "discard", "99"],
    ] {
        machine.fails(3, args);
    }
    let line = machine.fails(3, &["task", "list", "--project", "SHIP", "--state", "Limbo"]);
    assert!(line.contains("`Backlog`, `Todo`, `In progress`, `Done`, `Canceled`"), "{line}");
}

#[test]
fn without_a_session_it_is_5() {
    let machine = Machine::with_project("SHIP");
    for args in [&["sync"][..], &["sync", "--watch"], &["org", "create", "x"], &["org", "join"]] {
        let line = machine.fails(5, args);
        assert!(line.contains("aloft sign-in"), "{line}");
    }
    assert_eq!(machine.ok(&["sign-out"]), "Not signed in.\n");
}

#[test]
fn a_relay_that_is_away_is_4() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let relay = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let machine = Machine::new();
    let args = ["sign-in", "--email", "a@b.c", "--relay", &relay, "--password-stdin"];
    let run = machine.run_with_stdin(&args, b"secret\n");
    assert_eq!(run.code, 4, "{run:?}");
    assert!(!run.one_line().contains("secret"));
}

#[test]
fn failures_in_json_are_json() {
    let machine = Machine::with_project("SHIP");
    for (args, code) in [
        (&["--json", "task", "show", "SHIP-9"][..], "not_found"),
        (&["fly", "--json"], "usage"),
        (&["sync", "--json"], "not_signed_in"),
    ] {
        let error: Value = serde_json::from_str(&machine.run(args).one_line()).unwrap();
        assert_eq!(error["error"]["code"], code);
        assert!(error["error"]["message"].is_string());
    }
}

#[test]
fn a_damaged_store_is_one_line_and_1() {
    let machine = Machine::new();
    let store = machine.folder().join("store");
    std::fs::create_dir(&store).unwrap();
    std::fs::write(store.join("aloft.db"), "this is no database, however long it may be").unwrap();
    machine.fails(1, &["project", "list"]);
    let file = machine.file("a-file", b"");
    let mut command = machine.command();
    let run = Run::from(command.env("ALOFT_STORE", &file).args(["status"]).output().unwrap());
    assert_eq!(run.code, 1, "the option wins over the variable: {run:?}");
}

#[test]
fn a_reader_that_has_enough_ends_the_command_quietly() {
    let machine = Machine::with_project("SHIP");
    let row = |n: u32| format!("K-{n},{}\n", "long title ".repeat(20));
    let rows = (0..2000).map(row).collect::<Vec<_>>().concat();
    let file = machine.file("many.csv", format!("key,title\n{rows}").as_bytes());
    machine.ok(&[
        "import",
        "csv",
        &file,
        "--project",
        "SHIP",
        "--id-column",
        "key",
        "--progress",
        "none",
    ]);
    for args in [
        &["task", "list", "--project", "SHIP"][..],
        &["--json", "task", "list", "--project", "SHIP"],
        &["export", "csv", "--project", "SHIP"],
        &["export", "json", "--project", "SHIP"],
    ] {
        let mut child = machine.command().args(args).spawn().unwrap();
        let mut first = [0; 64];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let run = Run::from(child.wait_with_output().unwrap());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn help_is_asked_for_or_missing() {
    let machine = Machine::new();
    assert!(machine.ok(&["--help"]).contains("Exit codes"));
    assert!(machine.ok(&["--version"]).starts_with("aloft "));
    assert_eq!(machine.run(&[]).code, 2);
}
