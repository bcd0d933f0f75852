//! The page says what the command does.

use crate::support::Machine;
use std::process::Command;

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cli.md");
    std::fs::read_to_string(path).unwrap()
}

/// The lines of the page's walk that need no relay, with lines that go on joined.
fn walk() -> Vec<String> {
    let page = page();
    let block = page.split("```console\n").nth(1).unwrap().split("```").next().unwrap();
    let joined = block.replace("\\\n", " ");
    let commands = joined.lines().filter_map(|line| line.strip_prefix("$ aloft "));
    let offline = commands.take_while(|command| !command.starts_with("sign-up"));
    offline.map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn the_walk_runs_as_it_is_written() {
    let machine = Machine::new();
    machine.file("issues.csv", b"issuekey,title,description,storypoint\nA-1,One,x,3\n");
    let mut key: Option<String> = None;
    for command in walk() {
        let command = match &key {
            Some(key) => command.replace("SHIP-~9a41c7", key),
            None => command,
        };
        let line = format!("{} --store store {command}", env!("CARGO_BIN_EXE_aloft"));
        let run = Command::new("sh").args(["-c", &line]).current_dir(machine.folder()).output();
        let run = run.unwrap();
        let (said, failed) =
            (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
        assert!(run.status.success(), "{line}: {failed}");
        if command.starts_with("task create") {
            key = said.split_whitespace().next().map(str::to_owned);
        }
    }
    let tasks = machine.json(&["task", "list", "--project", "SHIP"]);
    assert_eq!(tasks.as_array().unwrap().len(), 2);
    assert_eq!(tasks[0]["state"], "In progress");
}

#[test]
fn every_command_is_on_the_page() {
    let machine = Machine::new();
    let page = page();
    for group in
        [&[][..], &["org"], &["project"], &["task"], &["conflict"], &["import"], &["export"]]
    {
        let help = machine.ok(&[group, &["--help"]].concat());
        let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
        let names = commands.lines().filter_map(|line| line.split_whitespace().next());
        for name in names.filter(|name| *name != "help") {
            assert!(page.contains(name), "{group:?} {name} is not documented");
        }
    }
}
