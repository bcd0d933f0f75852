//! An organisation with weeks of work in it, made by the real `aloft` command the way two people
//! at two machines would make it: for `cargo xtask run`, and for the gallery's pictures.

mod days;
mod tasks;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tasks::{LABELS, PLANS, Plan, RELATIONS, TASKS, Task};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "only for playing";
/// The project's key.
pub(crate) const KEY: &str = "LAMP";

/// Somebody of the example.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Somebody {
    /// Ada Okafor, who made the organisation.
    Ada,
    /// Ben Lindqvist, a member.
    Ben,
}

/// Two people's stores and the command to use them.
pub(crate) struct Example {
    aloft: PathBuf,
    folder: PathBuf,
    relay: String,
}

impl Somebody {
    pub(crate) fn first_name(self) -> &'static str {
        self.name().split(' ').next().unwrap_or_default()
    }

    pub(crate) fn email(self) -> &'static str {
        match self {
            Self::Ada => "ada@example.com",
            Self::Ben => "ben@example.com",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ada => "Ada Okafor",
            Self::Ben => "Ben Lindqvist",
        }
    }

    fn called(first_name: &str) -> Self {
        if first_name == "Ben" { Self::Ben } else { Self::Ada }
    }
}

impl Example {
    pub(crate) fn new(aloft: PathBuf, folder: PathBuf, relay: String) -> Self {
        Self { aloft, folder, relay }
    }

    /// The folder of somebody's store.
    pub(crate) fn store(&self, who: Somebody) -> PathBuf {
        self.folder.join(who.first_name().to_lowercase())
    }

    /// The command, to be used on somebody's store.
    pub(crate) fn command(&self, who: Somebody) -> String {
        format!("{} --store {}", self.aloft.display(), self.store(who).display())
    }

    /// Whether an earlier run has prepared it to the end.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready().exists()
    }

    /// Makes the accounts, the organisation and the work.
    pub(crate) fn prepare(&self) -> Result<()> {
        fs::remove_dir_all(&self.folder).ok();
        fs::create_dir_all(&self.folder)?;
        for who in [Somebody::Ada, Somebody::Ben] {
            let words = ["sign-up", "--email", who.email(), "--name", who.name()];
            self.aloft(who, &[&words[..], &["--relay", &self.relay]].concat())?;
        }
        let ids = self.fill()?;
        self.plan(&ids)?;
        self.discuss(&ids)?;
        self.work_apart(&ids[0])?;
        fs::write(self.ready(), "")?;
        Ok(())
    }

    /// The organisation with both people in it, its project, and the tasks.
    fn fill(&self) -> Result<Vec<String>> {
        let ada = Somebody::Ada;
        self.aloft(ada, &["project", "create", "--key", KEY, "--name", "Lamp 2"])?;
        let labels = LABELS.iter().flat_map(|label| ["--add-label", label]).collect::<Vec<_>>();
        self.aloft(ada, &[&["project", "edit", KEY], &labels[..]].concat())?;
        self.aloft(ada, &["org", "join", "--name", "Lykta Cycle Lamps"])?;
        self.aloft(ada, &["org", "add-member", Somebody::Ben.email()])?;
        self.sync(&[ada])?;
        let mut ids: Vec<String> = Vec::new();
        for task in TASKS {
            let parent = task.parent.checked_sub(1).map(|index| ids[index].clone());
            ids.push(self.create(ada, task, parent.as_deref())?);
        }
        self.sync(&[ada, Somebody::Ben])?;
        Ok(ids)
    }

    fn create(&self, who: Somebody, task: &Task, parent: Option<&str>) -> Result<String> {
        let day = |days: Option<i64>| days.map(days::from_today).unwrap_or_default();
        let (start, due) = (day(task.start), day(task.due));
        let mut words = vec!["--json", "task", "create", "--project", KEY, "--title", task.title];
        let options = [
            ("--description", task.description),
            ("--state", task.state),
            ("--priority", task.priority),
            ("--estimate", task.estimate),
            ("--start", &start),
            ("--due", &due),
            ("--parent", parent.unwrap_or_default()),
        ];
        let given = options.iter().filter(|(_, value)| !value.is_empty());
        words.extend(given.flat_map(|(name, value)| [*name, *value]));
        words.extend(task.labels.iter().flat_map(|label| ["--label", label]));
        let people = task.assignees.iter().map(|name| Somebody::called(name).name());
        words.extend(people.flat_map(|name| ["--assignee", name]));
        let printed: Value = serde_json::from_str(&self.aloft(who, &words)?)?;
        printed["id"].as_str().map(str::to_owned).context("a task has an id")
    }

    /// Cycles and milestones with what is in them, and what has to do with what.
    fn plan(&self, ids: &[String]) -> Result<()> {
        let ada = Somebody::Ada;
        for Plan { option, name, days, tasks } in PLANS {
            let days: Vec<String> = days.iter().copied().map(days::from_today).collect();
            let add = option.replacen("--", "--add-", 1);
            self.aloft(
                ada,
                &["project", "edit", KEY, &add, &format!("{name}={}", days.join(".."))],
            )?;
            for task in *tasks {
                self.aloft(ada, &["task", "edit", &ids[task - 1], option, name])?;
            }
        }
        for (task, kind, other) in RELATIONS {
            let relation = format!("{kind}={}", ids[other - 1]);
            self.aloft(ada, &["task", "edit", &ids[task - 1], "--relate", &relation])?;
        }
        Ok(())
    }

    /// What people have written to each other, in its order.
    fn discuss(&self, ids: &[String]) -> Result<()> {
        for (task, id) in TASKS.iter().zip(ids) {
            for (who, words) in task.comments {
                self.aloft(Somebody::called(who), &["task", "comment", id, words])?;
            }
        }
        self.sync(&[Somebody::Ada, Somebody::Ben, Somebody::Ada])
    }

    /// One estimate that both wrote while they were apart: a conflict to look at.
    fn work_apart(&self, task: &str) -> Result<()> {
        self.aloft(Somebody::Ada, &["task", "edit", task, "--estimate", "8"])?;
        self.aloft(Somebody::Ben, &["task", "edit", task, "--estimate", "3"])?;
        self.sync(&[Somebody::Ada, Somebody::Ben, Somebody::Ada])
    }

    fn sync(&self, people: &[Somebody]) -> Result<()> {
        people.iter().try_for_each(|who| self.aloft(*who, &["sync"]).map(drop))
    }

    fn aloft(&self, who: Somebody, words: &[&str]) -> Result<String> {
        let output = Command::new(&self.aloft)
            .arg("--store")
            .arg(self.store(who))
            .args(words)
            .env("ALOFT_PASSWORD", PASSWORD)
            .stdin(Stdio::null())
            .output()
            .context("starting aloft")?;
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            bail!("`aloft {}` failed: {}", words.join(" "), complaint.trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn ready(&self) -> PathBuf {
        self.folder.join("ready")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_come_before_their_parts() {
        for (index, task) in TASKS.iter().enumerate() {
            assert!(task.parent <= index, "{}", task.title);
        }
    }
}
