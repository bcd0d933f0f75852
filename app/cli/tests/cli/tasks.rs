//! `aloft task`, `search`: offline.

use crate::support::Machine;
use serde_json::{Value, json};

fn create(machine: &Machine, title: &str, more: &[&str]) -> String {
    let args = [&["task", "create", "--project", "SHIP", "--title", title], more].concat();
    machine.json(&args)["key"].as_str().unwrap().to_owned()
}

fn titles(list: &Value) -> Vec<String> {
    let tasks = list.as_array().unwrap().iter();
    tasks.map(|task| task["title"].as_str().unwrap().to_owned()).collect()
}

fn listed(machine: &Machine, more: &[&str]) -> Vec<String> {
    titles(&machine.json(&[&["task", "list", "--project", "SHIP"], more].concat()))
}

#[test]
fn a_task_is_what_it_was_created_with() {
    let machine = Machine::with_project("SHIP");
    machine.ok(&["project", "edit", "SHIP", "--add-label", "hull"]);
    let parent = create(&machine, "Repair", &[]);
    let key = create(
        &machine,
        "  Caulk \u{1F600} ",
        &[
            "--description",
            "Two\nlines",
            "--state",
            "done",
            "--priority",
            "urgent",
            "--assignee",
            "me",
            "--label",
            "hull",
            "--start",
            "2026-11-23",
            "--due",
            "2026-12-01",
            "--estimate",
            "0.5",
            "--parent",
            &parent,
        ],
    );
    let task = machine.json(&["task", "show", &key]);
    assert_eq!(task["title"], "  Caulk \u{1F600} ");
    assert_eq!(task["description"], "Two\nlines");
    assert_eq!((&task["state"], &task["priority"]), (&json!("Done"), &json!("urgent")));
    assert_eq!((&task["start"], &task["due"]), (&json!("2026-11-23"), &json!("2026-12-01")));
    assert_eq!(task["estimate"], 0.5);
    assert_eq!(task["assignees"][0], machine.json(&["status"])["user"]);
    assert_eq!(task["labels"].as_array().unwrap().len(), 1);
    assert_eq!(machine.json(&["task", "show", &parent])["children"][0]["id"], task["id"]);
    assert_eq!(task["number"], Value::Null, "only the relay numbers");
    let text = machine.ok(&["task", "show", task["id"].as_str().unwrap()]);
    assert!(text.contains("Two") && text.contains("urgent"), "{text}");
}

#[test]
fn an_edit_changes_what_it_names_and_clears_with_none() {
    let machine = Machine::with_project("SHIP");
    let key = create(&machine, "One", &["--estimate", "3", "--due", "2026-12-01"]);
    machine.ok(&["task", "edit", &key, "--title", "Two", "--estimate", "none", "--assign", "me"]);
    let task = machine.json(&["task", "show", &key]);
    assert_eq!((&task["title"], &task["estimate"]), (&json!("Two"), &Value::Null));
    assert_eq!(task["due"], "2026-12-01");
    machine.ok(&["task", "edit", &key, "--unassign", "me", "--description", "text"]);
    let run = machine.run_with_stdin(&["task", "edit", &key, "--description-file", "-"], b"a\r\nb");
    assert_eq!(run.code, 0, "{run:?}");
    let task = machine.json(&["task", "show", &key]);
    assert_eq!((&task["description"], &task["assignees"]), (&json!("a\r\nb"), &json!([])));
    machine.fails(2, &["task", "edit", &key]);
}

#[test]
fn tasks_move_among_each_other() {
    let machine = Machine::with_project("SHIP");
    let [one, two, three] = ["1", "2", "3"].map(|title| create(&machine, title, &[]));
    machine.ok(&["task", "move", &three, "--first"]);
    assert_eq!(listed(&machine, &[]), ["3", "1", "2"]);
    machine.ok(&["task", "move", &three, "--after", &one, "--state", "Todo"]);
    assert_eq!(listed(&machine, &[]), ["1", "3", "2"]);
    machine.ok(&["task", "move", &one, "--before", &two]);
    assert_eq!(listed(&machine, &[]), ["3", "1", "2"]);
    machine.ok(&["task", "move", &three, "--last"]);
    assert_eq!(listed(&machine, &["--reverse"]), ["3", "2", "1"]);
    assert_eq!(listed(&machine, &["--state", "todo"]), ["3"]);
}

#[test]
fn lists_filter_sort_and_group() {
    let machine = Machine::with_project("SHIP");
    create(&machine, "b", &["--priority", "low", "--estimate", "2", "--assignee", "me"]);
    create(&machine, "a", &["--priority", "urgent", "--state", "Done", "--due", "2026-12-01"]);
    create(&machine, "C", &["--estimate", "1"]);
    assert_eq!(listed(&machine, &["--sort", "title"]), ["a", "b", "C"]);
    assert_eq!(listed(&machine, &["--sort", "priority", "--limit", "2"]), ["a", "b"]);
    assert_eq!(listed(&machine, &["--sort", "estimate"]), ["C", "b", "a"]);
    assert_eq!(listed(&machine, &["--state", "completed", "--state", "Canceled"]), ["a"]);
    assert_eq!(listed(&machine, &["--assignee", "me"]), ["b"]);
    assert_eq!(listed(&machine, &["--assignee", "none"]), ["a", "C"]);
    assert_eq!(listed(&machine, &["--due-by", "2026-12-31"]), ["a"]);
    assert_eq!(listed(&machine, &["--priority", "low", "--priority", "none"]), ["b", "C"]);
    let groups = machine.json(&["task", "list", "--project", "SHIP", "--group", "state"]);
    let first = &groups[0];
    assert_eq!((&first["group"], &first["points"]), (&json!("Backlog"), &json!(3.0)));
    assert_eq!(titles(&first["tasks"]), ["b", "C"]);
    let text = machine.ok(&["task", "list", "--project", "SHIP", "--group", "priority"]);
    assert!(text.starts_with("urgent  1 task, 0 points\n"), "{text}");
}

#[test]
fn comments_are_said_answered_changed_and_deleted() {
    let machine = Machine::with_project("SHIP");
    let key = create(&machine, "One", &[]);
    let comment = machine.json(&["task", "comment", &key, "First."]);
    let id = comment["id"].as_str().unwrap();
    let run = machine.run_with_stdin(&["task", "comment", &key, "-", "--reply-to", id], b"Answer.");
    assert_eq!(run.code, 0, "{run:?}");
    machine.ok(&["task", "comment", &key, "--edit", id, "First, changed."]);
    machine.ok(&["task", "comment", &key, "--react", id, "👍"]);
    let task = machine.json(&["task", "show", &key]);
    let first = &task["comments"][0];
    assert_eq!(
        (&first["body"], &first["replies"][0]["body"]),
        (&json!("First, changed."), &json!("Answer."))
    );
    assert_eq!(first["reactions"]["👍"].as_array().unwrap().len(), 1);
    machine.ok(&["task", "comment", &key, "--unreact", id, "👍"]);
    machine.ok(&["task", "comment", &key, "--delete", id]);
    let task = machine.json(&["task", "show", &key]);
    assert!(task["comments"][0]["deleted_at"].is_number());
    assert_eq!(task["comment_count"], 1);
    machine
        .fails(3, &["task", "comment", &key, "--delete", "01a20ab9-7826-705b-bf03-cf9180544c38"]);
}

#[test]
fn tasks_go_to_the_bin_and_back() {
    let machine = Machine::with_project("SHIP");
    let [one, two] = ["1", "2"].map(|title| create(&machine, title, &[]));
    let deleted = machine.json(&["task", "delete", &one, &two]);
    assert_eq!(titles(&deleted), ["1", "2"]);
    assert_eq!(listed(&machine, &[]), Vec::<String>::new());
    assert_eq!(listed(&machine, &["--deleted"]), ["1", "2"]);
    machine.ok(&["task", "restore", &two]);
    assert_eq!(listed(&machine, &[]), ["2"]);
}

#[test]
fn search_finds_titles_descriptions_and_comments() {
    let machine = Machine::with_project("SHIP");
    let key = create(&machine, "Caulk the hull", &["--description", "with oakum"]);
    create(&machine, "Paint", &[]);
    machine.ok(&["task", "comment", &key, "Tar, too."]);
    for words in [&["hull"][..], &["oak"], &["tar"], &["caulk", "oakum"]] {
        assert_eq!(titles(&machine.json(&[&["search"], words].concat())), ["Caulk the hull"]);
    }
    assert_eq!(titles(&machine.json(&["search", "nothing"])), Vec::<String>::new());
    assert_eq!(listed(&machine, &["--text", "oakum"]), ["Caulk the hull"]);
}

#[test]
fn what_others_wrote_cannot_steer_the_terminal() {
    let machine = Machine::with_project("SHIP");
    let key = create(&machine, "red \u{1b}[31m alert", &["--description", "\u{1b}]0;x\u{7}"]);
    for args in [&["task", "list", "--project", "SHIP"][..], &["task", "show", &key]] {
        assert!(!machine.ok(args).contains('\u{1b}'));
    }
    assert_eq!(machine.json(&["task", "show", &key])["title"], "red \u{1b}[31m alert");
}

#[test]
fn two_processes_write_one_store_at_the_same_time() {
    let machine = Machine::with_project("SHIP");
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let machine = &machine;
            scope.spawn(move || {
                for n in 0..5 {
                    create(machine, &format!("{writer}-{n}"), &[]);
                }
            });
        }
    });
    let mut titles = listed(&machine, &[]);
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), 20);
}
