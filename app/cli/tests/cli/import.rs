//! `aloft import csv`, and that what comes out again is what went in.

use crate::nasty::{self, Issue};
use crate::support::{Machine, Run};
use serde_json::{Value, json};
use std::path::Path;

const COLUMNS: [&str; 8] = [
    "--id-column",
    "issuekey",
    "--title-column",
    "title",
    "--description-column",
    "description",
    "--estimate-column",
    "storypoint",
];

fn import(machine: &Machine, file: &str, more: &[&str]) -> Run {
    let args = ["--json", "import", "csv", file, "--project", "SHIP", "--progress", "none"];
    machine.run(&[&args, &COLUMNS[..], more].concat())
}

fn report(run: &Run) -> Value {
    serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

fn counts(report: &Value) -> [u64; 4] {
    let refused = report["refused"].as_array().unwrap().len() as u64;
    let count = |name: &str| report[name].as_u64().unwrap();
    [count("created"), count("updated"), count("unchanged"), refused]
}

/// The issues of a file, or of an export, by its own columns.
fn issues(csv: &[u8], columns: [&str; 4]) -> Vec<Issue> {
    let mut reader = csv::Reader::from_reader(csv);
    let header = reader.headers().unwrap().clone();
    let places = columns.map(|column| header.iter().position(|name| name == column).unwrap());
    let issue = |record: csv::StringRecord| {
        let [id, title, description, points] = places.map(|place| record[place].to_owned());
        Issue { id, title, description, points }
    };
    reader.records().map(|record| issue(record.unwrap())).collect()
}

fn exported(machine: &Machine) -> Vec<Issue> {
    let run = machine.run(&["export", "csv", "--project", "SHIP"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    issues(&run.stdout, ["external_id", "title", "description", "estimate"])
}

fn write(machine: &Machine, name: &str, issues: &[Issue]) -> String {
    machine.file(name, &nasty::file(issues))
}

#[test]
fn what_was_imported_is_exported_byte_for_byte() {
    let machine = Machine::with_project("SHIP");
    let issues = nasty::issues(300, 7);
    let run = import(&machine, &write(&machine, "nasty.csv", &issues), &[]);
    assert_eq!((run.code, counts(&report(&run))), (0, [300, 0, 0, 0]), "{run:?}");
    let exported = exported(&machine);
    for (issue, exported) in issues.iter().zip(&exported) {
        assert_eq!(issue, exported);
    }
    assert_eq!(exported.len(), issues.len());
    let json = machine.json(&["export", "json", "--project", "SHIP"]);
    for (issue, task) in issues.iter().zip(json["tasks"].as_array().unwrap()) {
        assert_eq!(task["external_ids"]["csv"], issue.id);
        assert_eq!(task["title"], issue.title);
        assert_eq!(task["description"].as_str().unwrap_or_default(), issue.description);
    }
}

#[test]
fn a_second_import_changes_what_differs_and_makes_nothing_twice() {
    let machine = Machine::with_project("SHIP");
    let mut issues = nasty::issues(60, 11);
    let file = write(&machine, "issues.csv", &issues);
    import(&machine, &file, &[]);
    let waiting = || machine.json(&["status"])["waiting"].clone();
    let before = waiting();
    let again = import(&machine, &file, &[]);
    assert_eq!(counts(&report(&again)), [0, 0, 60, 0]);
    assert_eq!(waiting(), before, "nothing differed, so nothing was written");

    issues[0].title.push('!');
    issues[20].description = format!("before {}", issues[20].description);
    issues[30].points = "99".to_owned();
    issues[40].description = String::new();
    issues.push(Issue { id: "NEW-1".to_owned(), ..issues[0].clone() });
    let changed = import(&machine, &write(&machine, "changed.csv", &issues), &[]);
    let [created, updated, unchanged, refused] = counts(&report(&changed));
    assert_eq!((created, refused), (1, 0));
    assert!((3..=4).contains(&updated), "the 41st may have had no description: {updated}");
    assert_eq!(updated + unchanged, 60);
    assert_eq!(exported(&machine), issues);
}

#[test]
fn sources_do_not_collide_and_columns_that_are_not_named_are_left_alone() {
    let machine = Machine::with_project("SHIP");
    let issues = nasty::issues(3, 1);
    let file = write(&machine, "issues.csv", &issues);
    import(&machine, &file, &[]);
    assert_eq!(counts(&report(&import(&machine, &file, &["--source", "other"]))), [3, 0, 0, 0]);
    let export = ["export", "csv", "--project", "SHIP", "--source", "other"];
    let ids = issues_with_ids(machine.ok(&export).as_bytes());
    assert_eq!(ids, 3, "three of the six have an id there");

    let key = machine.json(&["task", "list", "--project", "SHIP"])[0]["key"].clone();
    machine.ok(&[
        "task",
        "edit",
        key.as_str().unwrap(),
        "--description",
        "mine",
        "--estimate",
        "42",
    ]);
    let args = ["import", "csv", &file, "--project", "SHIP", "--id-column", "issuekey"];
    assert_eq!(machine.ok(&args).lines().last().unwrap(), "0 created, 0 updated, 3 unchanged");
    let task = machine.json(&["task", "show", key.as_str().unwrap()]);
    assert_eq!((&task["description"], &task["estimate"]), (&json!("mine"), &json!(42.0)));
}

/// Ids are never lost: an export that was not told of a source has those of every source.
#[test]
fn an_export_has_the_ids_of_every_source() {
    let machine = Machine::with_project("SHIP");
    let issues = nasty::issues(3, 11);
    let file = write(&machine, "tracker.csv", &issues);
    assert_eq!(import(&machine, &file, &["--source", "tracker"]).code, 0);
    assert_eq!(exported(&machine), issues);
    let run = machine.run(&["export", "csv", "--project", "SHIP"]);
    let mut reader = csv::Reader::from_reader(&run.stdout[..]);
    let place = reader.headers().unwrap().iter().position(|name| name == "external_ids").unwrap();
    let all: Vec<_> = reader.records().map(|row| row.unwrap()[place].to_owned()).collect();
    let expected: Vec<_> = issues.iter().map(|issue| format!("tracker={}", issue.id)).collect();
    assert_eq!(all, expected);
}

fn issues_with_ids(csv: &[u8]) -> usize {
    let all = issues(csv, ["external_id", "title", "description", "estimate"]);
    all.iter().filter(|issue| !issue.id.is_empty()).count()
}

#[test]
fn rows_that_cannot_be_taken_are_reported_and_the_others_taken() {
    let machine = Machine::with_project("SHIP");
    let mut file = b"issuekey,title,description,storypoint\r\n".to_vec();
    file.extend_from_slice(b"A-1,One,\"two\r\nlines\",1\r\n");
    file.extend_from_slice(b"A-2,,blank,1\r\nA-3,Bad \xff,x,1\r\nA-4,Four,x,lots\r\n");
    file.extend_from_slice(b"A-1,Again,x,1\r\nA-5,Five,x\r\nA-6,N\0L,x,1\r\nA-7,Seven,,\r\n");
    let run = import(&machine, &machine.file("mixed.csv", &file), &[]);
    assert_eq!(run.code, 7, "{run:?}");
    let report = report(&run);
    assert_eq!(counts(&report), [2, 0, 0, 6]);
    let refused: Vec<(u64, &str)> = report["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["line"].as_u64().unwrap(), row["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(
        refused,
        [
            (4, "its title is blank"),
            (5, "column `title` is not UTF-8 text (byte 4 of the cell)"),
            (6, "`lots` in column `storypoint` is not a number such as 3 or 0.5"),
            (7, "`A-1` stands on line 2 already"),
            (8, "it has 3 columns, the header 4"),
            (9, "column `title` contains a NUL character"),
        ]
    );
    let error: Value = serde_json::from_str(&run.one_line()).unwrap();
    assert_eq!(error["error"]["code"], "partial");
}

#[test]
fn a_file_that_cannot_be_read_is_one_line_and_writes_nothing() {
    let machine = Machine::with_project("SHIP");
    for (bytes, expected) in [
        (&b""[..], "the file is empty"),
        (b"key,name\n1,x\n", "there is no column `issuekey`; the file has `key`, `name`"),
        (b"\x89PNG\r\n\x1a\n\0\0", "the file is not CSV"),
        (
            b"issuekey,title,description,storypoint\nA-1,One,x,1\nA-2,Two,\"cut o",
            "the quote opened on line 3 is never closed",
        ),
    ] {
        let run = import(&machine, &machine.file("bad.csv", bytes), &[]);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.one_line().contains(expected), "{}", run.stderr);
    }
    assert_eq!(import(&machine, "/nonexistent.csv", &[]).code, 1);
    assert_eq!(machine.json(&["task", "list", "--project", "SHIP"]), json!([]));
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let machine = Machine::with_project("SHIP");
    let file = write(&machine, "issues.csv", &nasty::issues(20, 3));
    let run = import(&machine, &file, &["--dry-run"]);
    assert_eq!(counts(&report(&run)), [20, 0, 0, 0]);
    assert_eq!(report(&run)["dry_run"], true);
    assert_eq!(machine.json(&["task", "list", "--project", "SHIP"]), json!([]));
    assert_eq!(counts(&report(&import(&machine, &file, &[]))), [20, 0, 0, 0]);
}

#[test]
fn a_task_in_the_bin_stays_there_and_is_reported() {
    let machine = Machine::with_project("SHIP");
    let mut issues = nasty::issues(2, 3);
    import(&machine, &write(&machine, "issues.csv", &issues), &[]);
    machine.ok(&["task", "delete", "NASTY-0"]);
    issues[0].title = "Changed".to_owned();
    let run = import(&machine, &write(&machine, "changed.csv", &issues), &[]);
    assert_eq!(run.code, 0);
    let report = report(&run);
    assert_eq!(counts(&report), [0, 0, 1, 0]);
    assert_eq!(
        (&report["skipped"][0]["line"], &report["skipped"][0]["id"]),
        (&json!(2), &json!("NASTY-0"))
    );
    assert!(machine.json(&["task", "show", "NASTY-0"])["deleted_at"].is_number());
}

#[test]
fn standard_input_other_delimiters_and_a_byte_order_mark_are_fine() {
    let machine = Machine::with_project("SHIP");
    let csv = b"\xef\xbb\xbfissuekey;title;description;storypoint\nA-1;One;x;5.0\n";
    let args = ["import", "csv", "-", "--project", "SHIP", "--delimiter", ";"];
    let run = machine.run_with_stdin(&[&args, &COLUMNS[..]].concat(), csv);
    assert_eq!((run.code, run.text().as_str()), (0, "1 created, 0 updated, 0 unchanged\n"));
    assert_eq!(exported(&machine)[0].points, "5");
}

#[test]
fn progress_in_json_is_one_event_a_line_on_standard_error() {
    let machine = Machine::with_project("SHIP");
    let file = write(&machine, "issues.csv", &nasty::issues(250, 5));
    let args = ["import", "csv", &file, "--project", "SHIP", "--id-column", "issuekey"];
    let run = machine.run(&[&args[..], &["--progress", "json"]].concat());
    assert_eq!(run.code, 0);
    let events: Vec<Value> =
        run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = json!({ "event": "progress", "what": "import", "done": 250, "total": 250 });
    assert_eq!(events.last(), Some(&last));
}

/// The trackers' own files, where they are: they are research data and not part of the project.
#[test]
fn real_files_come_out_as_they_went_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("no real files at {}: the generated ones have to do", folder.display());
        return;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    for path in paths {
        let machine = Machine::with_project("SHIP");
        let bytes = std::fs::read(&path).unwrap();
        let issues = issues(&bytes, ["issuekey", "title", "description", "storypoint"]);
        let run = import(&machine, &path.display().to_string(), &[]);
        assert_eq!(counts(&report(&run)), [issues.len() as u64, 0, 0, 0], "{}", path.display());
        assert!(exported(&machine) == issues, "{} differs", path.display());
        println!("{}: {} issues came out as they went in", path.display(), issues.len());
    }
}
