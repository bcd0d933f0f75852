//! An organisation with a week of work in it: the people who build a bicycle lamp.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PASSWORD: &str = "only for playing";
const KEY: &str = "LAMP";

/// Two people's stores and the command to use them.
pub(super) struct Example {
    aloft: PathBuf,
    folder: PathBuf,
    relay: String,
}

struct Task {
    title: &'static str,
    description: &'static str,
    state: &'static str,
    priority: &'static str,
    estimate: &'static str,
    label: &'static str,
    assignee: &'static str,
}

#[rustfmt::skip]
const TASKS: [Task; 12] = [
    Task { title: "Housing cracks at −20 °C", description: "Three of ten housings from the second batch cracked along the lens seam after an hour in the freezer.\n\nThe supplier says the resin is the same. Compare with the first batch.", state: "In progress", priority: "urgent", estimate: "5", label: "hardware", assignee: "Ada Okafor" },
    Task { title: "Ask for the resin's data sheet", description: "", state: "Done", priority: "high", estimate: "1", label: "hardware", assignee: "Ben Lindqvist" },
    Task { title: "Battery gauge jumps from 40 % to 8 %", description: "Seen with cells older than a year. The gauge trusts the voltage alone; count the charge as well.", state: "In progress", priority: "high", estimate: "8", label: "firmware", assignee: "Ben Lindqvist" },
    Task { title: "Dim to parking light after ten minutes at rest", description: "", state: "Todo", priority: "medium", estimate: "3", label: "firmware", assignee: "Ben Lindqvist" },
    Task { title: "Remember the last brightness", description: "Riders set it every morning.", state: "Todo", priority: "medium", estimate: "2", label: "firmware", assignee: "" },
    Task { title: "Charging cable falls out on cobbles", description: "The magnet is strong enough, the groove is too shallow: 0.4 mm more.", state: "Todo", priority: "high", estimate: "3", label: "hardware", assignee: "Ada Okafor" },
    Task { title: "Test report for road approval", description: "Photometric tables, the beam cut-off photographs, and the vibration test.", state: "Backlog", priority: "high", estimate: "5", label: "approval", assignee: "Ada Okafor" },
    Task { title: "Book the photometry laboratory", description: "They have a slot every second Thursday.", state: "Done", priority: "medium", estimate: "1", label: "approval", assignee: "Ada Okafor" },
    Task { title: "Manual in four languages", description: "English and Swedish first; German and French once the approval text is fixed.", state: "Backlog", priority: "low", estimate: "5", label: "", assignee: "" },
    Task { title: "Packaging without plastic", description: "", state: "Backlog", priority: "low", estimate: "3", label: "", assignee: "" },
    Task { title: "Mount slips on carbon handlebars", description: "A softer insert helped. It must not mark the bar.", state: "Backlog", priority: "medium", estimate: "3", label: "hardware", assignee: "" },
    Task { title: "Photographs for the shop page", description: "", state: "Backlog", priority: "none", estimate: "", label: "", assignee: "Ben Lindqvist" },
];

impl Example {
    pub(super) fn new(aloft: PathBuf, folder: PathBuf, relay: String) -> Self {
        Self { aloft, folder, relay }
    }

    /// Whether an earlier run has prepared it to the end.
    pub(super) fn is_ready(&self) -> bool {
        self.ready().exists()
    }

    /// Makes the accounts, the organisation and the work, as two people at two machines.
    pub(super) fn prepare(&self) -> Result<()> {
        fs::remove_dir_all(&self.folder).ok();
        fs::create_dir_all(&self.folder)?;
        let (ada, ben) = (self.store("ada"), self.store("ben"));
        self.sign_up(&ada, "ada@example.com", "Ada Okafor")?;
        self.sign_up(&ben, "ben@example.com", "Ben Lindqvist")?;
        let first = self.fill(&ada)?;
        self.aloft(&ben, &["sync"])?;
        self.work_apart(&ada, &ben, &first)?;
        fs::write(self.ready(), "")?;
        Ok(())
    }

    /// Prints how to use it.
    pub(super) fn explain(&self, log: &Path) {
        let command = |store: PathBuf, words: &str| {
            format!("{} --store {} {words}", self.aloft.display(), store.display())
        };
        let (ada, ben) = (self.store("ada"), self.store("ben"));
        println!(
            "\nThe relay is at {} until Ctrl-C; it logs to {}.\n\n\
             Two people work on a bicycle lamp, each with a store of their own. There is no window\n\
             yet; this is Ada's machine:\n\n  {}\n  {}\n  {}\n\n\
             and this is Ben's, who hears of what she does while this runs:\n\n  {}\n  {}\n\n\
             Both wrote one estimate while they were apart. Somebody has to choose:\n\n  {}\n\n\
             To sign in elsewhere: ada@example.com or ben@example.com, “{PASSWORD}”.\n",
            self.relay,
            log.display(),
            command(ada.clone(), &format!("task list --project {KEY}")),
            command(ada.clone(), &format!("task show {KEY}-1")),
            command(ada.clone(), "sync"),
            command(ben.clone(), "sync --watch"),
            command(ben, &format!("task comment {KEY}-1 \"I have a freezer here.\"")),
            command(ada, "conflict list"),
        );
    }

    /// The organisation, its project and tasks, on the relay; and Ben in it.
    fn fill(&self, ada: &Path) -> Result<String> {
        let lamp = ["--key", KEY, "--name", "Lamp 2"];
        self.aloft(ada, &[&["project", "create"], &lamp[..]].concat())?;
        let labels = ["hardware=#b3541e", "firmware=#2f6f8f", "approval=#6b5b95"];
        let labels = labels.iter().flat_map(|label| ["--add-label", label]).collect::<Vec<_>>();
        self.aloft(ada, &[&["project", "edit", KEY], &labels[..]].concat())?;
        self.aloft(ada, &["org", "join", "--name", "Lykta Cycle Lamps"])?;
        self.aloft(ada, &["org", "add-member", "ben@example.com"])?;
        self.aloft(ada, &["sync"])?;
        let mut first = None;
        for task in &TASKS {
            let id = self.create(ada, task)?;
            first.get_or_insert(id);
        }
        self.aloft(ada, &["sync"])?;
        first.context("there is a task")
    }

    fn create(&self, store: &Path, task: &Task) -> Result<String> {
        let mut words = vec!["--json", "task", "create", "--project", KEY, "--title", task.title];
        let options = [
            ("--description", task.description),
            ("--state", task.state),
            ("--priority", task.priority),
            ("--estimate", task.estimate),
            ("--label", task.label),
            ("--assignee", task.assignee),
        ];
        words.extend(
            options
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .flat_map(|(name, value)| [*name, *value]),
        );
        let printed: Value = serde_json::from_str(&self.aloft(store, &words)?)?;
        printed["id"].as_str().map(str::to_owned).context("a task has an id")
    }

    /// A conversation, and one estimate that both wrote: a conflict to look at.
    fn work_apart(&self, ada: &Path, ben: &Path, task: &str) -> Result<()> {
        self.aloft(ada, &["task", "comment", task, "The first batch holds. So it is the resin."])?;
        self.aloft(ada, &["task", "edit", task, "--estimate", "8"])?;
        self.aloft(ben, &["task", "comment", task, "Or the mould: they changed it in May."])?;
        self.aloft(ben, &["task", "edit", task, "--estimate", "3"])?;
        for store in [ada, ben, ada] {
            self.aloft(store, &["sync"])?;
        }
        Ok(())
    }

    fn sign_up(&self, store: &Path, email: &str, name: &str) -> Result<()> {
        let words = ["sign-up", "--email", email, "--name", name, "--relay", &self.relay];
        self.aloft(store, &words).map(drop)
    }

    fn aloft(&self, store: &Path, words: &[&str]) -> Result<String> {
        let output = Command::new(&self.aloft)
            .arg("--store")
            .arg(store)
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

    fn store(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn ready(&self) -> PathBuf {
        self.folder.join("ready")
    }
}
