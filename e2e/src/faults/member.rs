//! Somebody of the team: works from a seed, and remembers what was promised.

use super::dice::Dice;
use super::ledger::Ledger;
use crate::issues;
use crate::person::{Person, Running, argument};
use crate::programs;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

/// The project's key.
pub const KEY: &str = "TEAM";
/// No command of theirs takes so long: one that is not killed before has hung.
const UNHARMED: Duration = Duration::from_mins(3);
/// Exit codes that an outage explains, of commands that ask the relay.
const OUTAGE: [i32; 3] = [1, 4, 5];

/// Somebody of the team.
pub struct Member {
    /// Their machine.
    pub person: Person,
    /// What they were promised.
    pub ledger: Ledger,
    /// What they did, and what befell them.
    pub tally: Tally,
    /// Their store may lack what they were promised, until it has been synchronised.
    pub was_restored: bool,
    /// Their store's disk may be full: a command may fail, and has to say why.
    pub may_fail: bool,
    dice: Dice,
    made: u64,
    watching: Option<Running>,
}

/// What somebody did, and what befell them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Commands that answered.
    pub done: u64,
    /// Commands that failed and said why.
    pub failed: u64,
    /// Processes killed while they worked.
    pub killed: u64,
}

/// Whether commands are let live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They end by themselves.
    Spared,
    /// Some are killed at a random moment.
    Hunted,
}

impl Member {
    /// Somebody who has not begun.
    pub fn new(person: Person, dice: Dice) -> Self {
        Self {
            person,
            ledger: Ledger::default(),
            tally: Tally::default(),
            was_restored: false,
            may_fail: false,
            dice,
            made: 0,
            watching: None,
        }
    }

    /// Does one thing, and takes a breath.
    pub fn act(&mut self, fate: Fate) {
        let breath = self.dice.millis(0, 80);
        std::thread::sleep(breath);
        let hunted = fate == Fate::Hunted && self.dice.percent(60);
        match self.dice.below(100) {
            0..25 => self.create(hunted),
            25..45 => self.retitle(hunted),
            45..60 => self.comment(hunted),
            60..70 => self.describe(hunted),
            70..80 => self.set_state(hunted),
            80..84 => self.import(hunted),
            84..89 => self.sit_at_desk(hunted),
            89..96 => self.sync(hunted),
            _ => self.watch_or_not(hunted),
        }
    }

    /// Does one thing that merges with anything: no text is written over another.
    pub fn act_apart(&mut self) {
        match self.dice.below(3) {
            0 => self.create(false),
            1 => self.retitle(false),
            _ => self.comment(false),
        }
    }

    /// Gives what waits, and takes what is there.
    pub fn sync_fully(&mut self) {
        let synced = self.person.json(&["sync"]);
        assert_eq!(synced["result"], "synced", "{}: {synced}", self.person.name());
    }

    /// Begins to exchange changes as they are made, if that is not so already.
    pub fn watch(&mut self) {
        let running = self.watching.as_mut().is_some_and(Running::is_running);
        if !running {
            self.watching = Some(self.person.start(&["sync", "--watch"]));
        }
    }

    /// Kills what [`Self::watch`] began.
    pub fn stop_watching(&mut self) {
        if let Some(mut watching) = self.watching.take()
            && watching.kill()
        {
            self.tally.killed += 1;
        }
    }

    /// Everything of the project.
    pub fn export(&self) -> Value {
        self.person.json(&["export", "json", "--project", KEY])
    }

    /// How many changes no relay has acknowledged.
    pub fn waiting(&self) -> u64 {
        let status = self.person.json(&["status"]);
        status["waiting"].as_u64().expect("a count") + status["local"].as_u64().expect("a count")
    }

    fn create(&mut self, hunted: bool) {
        let title = self.word("Task");
        let answer =
            self.run(&["task", "create", "--project", KEY, "--title", &title], hunted, false);
        if let Some(task) = answer {
            self.ledger.created(task["id"].as_str().expect("an id"), &title);
        }
    }

    fn retitle(&mut self, hunted: bool) {
        let Some(task) = self.own_task_here() else { return self.create(hunted) };
        let title = self.word("Title");
        let answer = self.run(&["task", "edit", &task, "--title", &title], hunted, false);
        self.ledger.titled(&task, &title, answer.is_some());
    }

    fn describe(&mut self, hunted: bool) {
        let Some(task) = self.own_task_here() else { return self.create(hunted) };
        let text = self.word("Text\nwith a second line");
        let answer = self.run(&["task", "edit", &task, "--description", &text], hunted, false);
        self.ledger.described(&task, &text, answer.is_some());
    }

    fn comment(&mut self, hunted: bool) {
        let Some(task) = self.any_task() else { return self.create(hunted) };
        let body = self.word("Comment");
        if self.run(&["task", "comment", &task, &body], hunted, false).is_some() {
            self.ledger.commented(&task, &body);
        }
    }

    /// Fields that everybody writes: conflicts are wanted.
    fn set_state(&mut self, hunted: bool) {
        let Some(task) = self.any_task() else { return self.create(hunted) };
        let priority = *self.dice.pick(&["low", "medium", "high", "urgent"]).expect("there are");
        self.run(&["task", "edit", &task, "--priority", priority], hunted, false);
    }

    fn import(&mut self, hunted: bool) {
        self.made += 1;
        let source = format!("{}{}", self.person.name(), self.made);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("issues.csv");
        let count = 3 + self.dice.below(10);
        issues::write_named(&file, &source, usize::try_from(count).expect("a few"));
        let path = argument(&file);
        let words = [&issues::import_words(&path, KEY)[..], &["--progress", "json"]].concat();
        let (answer, said) = self.run_and_hear(&words, hunted, false);
        let created = answer.map_or(said, |answer| answer["created"].as_u64().expect("a count"));
        self.ledger.imported(&source, usize::try_from(created).expect("a few"));
    }

    /// One synchronisation, which needs the relay.
    fn sync(&mut self, hunted: bool) {
        if self.watching.is_none() {
            self.run(&["sync"], hunted, true);
        }
    }

    fn watch_or_not(&mut self, hunted: bool) {
        if hunted || self.dice.percent(40) {
            self.stop_watching();
        } else {
            self.watch();
        }
    }

    /// The desktop's core, without its window: acts that are each answered when they are saved.
    fn sit_at_desk(&mut self, hunted: bool) {
        let mut desk = programs::desk(&self.person);
        desk.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut desk = desk.spawn().expect("the desk starts");
        let mut stdin = desk.stdin.take().expect("a pipe");
        let acts = 2 + self.dice.below(6);
        let mut asked = Vec::new();
        for _ in 0..acts {
            let title = self.word("Desk");
            let line = json!({ "create": title, "project": KEY });
            // It may have failed to open its store; its answers tell.
            if writeln!(stdin, "{line}").is_err() {
                break;
            }
            asked.push(title);
        }
        let patience = if hunted { self.dice.millis(20, 400) } else { UNHARMED };
        drop(stdin);
        let begin = Instant::now();
        while begin.elapsed() < patience && matches!(desk.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(2));
        }
        let running = matches!(desk.try_wait(), Ok(None));
        desk.kill().ok();
        self.tally.killed += u64::from(running);
        let stdout = BufReader::new(desk.stdout.take().expect("a pipe"));
        let mut answered = 0;
        for (answer, title) in stdout.lines().map_while(Result::ok).zip(asked) {
            let Ok(answer) = serde_json::from_str::<Value>(&answer) else { break };
            match answer["saved"].as_str() {
                Some(task) => {
                    self.ledger.created(task, &title);
                    self.tally.done += 1;
                    answered += 1;
                }
                None => self.failed(&["desk"], &answer.to_string()),
            }
        }
        let ended = desk.wait().expect("it ends");
        let whole = running || self.may_fail || answered == acts;
        assert!(whole, "{}: the desk answered {answered} of {acts} ({ended})", self.person.name());
    }

    /// Runs a command. The answer, if it made one: then what it says is promised.
    fn run(&mut self, arguments: &[&str], hunted: bool, asks_relay: bool) -> Option<Value> {
        self.run_and_hear(arguments, hunted, asks_relay).0
    }

    /// Runs a command. The answer, if it made one, and how much it had said before was done: both
    /// are promised.
    fn run_and_hear(
        &mut self,
        arguments: &[&str],
        hunted: bool,
        asks_relay: bool,
    ) -> (Option<Value>, u64) {
        let arguments = [&["--json"], arguments].concat();
        let patience = if hunted { self.dice.millis(1, 250) } else { UNHARMED };
        let output = self.person.cut(&arguments, patience);
        let answer: Option<Value> = serde_json::from_slice(&output.stdout).ok();
        let said = progress(&output);
        match output.status.code() {
            Some(0) => {
                self.tally.done += 1;
                assert!(answer.is_some(), "{arguments:?} answered {}", words(&output));
            }
            Some(code) if self.may_fail || (asks_relay && OUTAGE.contains(&code)) => {
                self.failed(&arguments, &words(&output));
                return (None, said);
            }
            Some(code) => {
                let (name, refused) = (self.person.name(), self.person.refused_work(&output));
                panic!("{name}: {arguments:?}: {code}: {}{refused}", words(&output))
            }
            None if hunted => self.tally.killed += 1,
            None => panic!("{}: {arguments:?} did not end", self.person.name()),
        }
        (answer, said)
    }

    /// A failure says why.
    fn failed(&mut self, arguments: &[&str], words: &str) {
        self.tally.failed += 1;
        assert!(words.contains("message"), "{arguments:?} failed without a word: {words}");
    }

    /// One of their own tasks. A store that was put back from a backup may not have it.
    fn own_task_here(&mut self) -> Option<String> {
        let own = self.ledger.own_tasks();
        let task = self.dice.pick(&own).map(|task| (*task).clone())?;
        let is_here =
            !self.was_restored || self.person.output(&["task", "show", &task]).status.success();
        is_here.then_some(task)
    }

    fn any_task(&mut self) -> Option<String> {
        if self.dice.percent(50) {
            return self.own_task_here();
        }
        let limit = ["--sort", "updated", "--reverse", "--limit", "20"];
        let list = [&["--json", "task", "list", "--project", KEY], &limit[..]].concat();
        let output = self.person.output(&list);
        let list: Value = serde_json::from_slice(&output.stdout).ok()?;
        let task = self.dice.pick(list.as_array()?)?;
        task["id"].as_str().map(str::to_owned)
    }

    /// Words that nobody has said before.
    fn word(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what} {} of {}", self.made, self.person.name())
    }
}

/// The greatest number that was said to be done.
fn progress(output: &Output) -> u64 {
    let lines = String::from_utf8_lossy(&output.stderr);
    let events = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    events.filter_map(|event| event["done"].as_u64()).max().unwrap_or_default()
}

fn words(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}
