//! What `aloft sync --watch` prints while it runs.

use crate::args::sync::Sync;
use crate::context::Context;
use crate::failure::Result;
use crate::find::People;
use crate::output::{self, Output, counted};
use crate::view;
use aloft_client::store::Store;
use aloft_client::sync::{ChangeHash, LinkStatus, SyncEvent, SyncStatus};
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::event::Event;
use aloft_crdt_model::ids::{StreamId, TaskId};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;

/// Lines of a stream's feed that are looked through for what has just arrived.
const FEED: usize = 500;

/// Prints events, if they are wanted.
pub(super) struct Watch<'a> {
    output: &'a Output,
    store: Store,
    is_watching: bool,
    said: Option<String>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(context: &'a Context, args: &Sync) -> Result<Self> {
        let store = context.store()?;
        Ok(Self { output: &context.output, store, is_watching: args.watch, said: None })
    }

    /// Says something once, on standard error: it is not what the command is asked for.
    pub(super) fn say(&mut self, words: &str) -> Result<()> {
        if self.output.json || self.said.as_deref() == Some(words) {
            return Ok(());
        }
        self.said = Some(words.to_owned());
        Ok(writeln!(std::io::stderr(), "aloft: {words}")?)
    }

    pub(super) fn show(&mut self, event: &SyncEvent) -> Result<()> {
        if !self.is_watching {
            return match event {
                SyncEvent::NotJoined { words } => self.say(words),
                _ => Ok(()),
            };
        }
        match event {
            SyncEvent::Status(status) => self.status(status),
            SyncEvent::Disconnected { words } => {
                let json = json!({ "event": "disconnected", "words": words });
                self.event(&json, &format!("Disconnected: {words}."))
            }
            SyncEvent::Arrived { stream, changes } => self.arrived(*stream, changes),
            SyncEvent::Accepted { count } => {
                let json = json!({ "event": "pushed", "changes": count });
                self.event(&json, &format!("Pushed {}.", counted(*count, "change")))
            }
            SyncEvent::Refused { count } => {
                let json = json!({ "event": "refused", "changes": count });
                self.event(
                    &json,
                    &format!("{} refused: see `aloft refused`.", counted(*count, "change")),
                )
            }
            SyncEvent::Fetched { stream, documents } => {
                let json = json!({ "event": "fetched", "stream": stream, "documents": documents });
                self.event(&json, &format!("Fetched {}.", counted(*documents, "document")))
            }
            SyncEvent::Joined { org, name } => {
                let json = json!({ "event": "joined", "org": org, "name": name });
                self.event(&json, &format!("{name} is at the relay now."))
            }
            SyncEvent::NotJoined { words } => {
                let json = json!({ "event": "not_joined", "words": words });
                self.event(&json, words)
            }
            SyncEvent::Directory | SyncEvent::Presence { .. } => Ok(()),
        }
    }

    fn status(&mut self, status: &SyncStatus) -> Result<()> {
        let held_up = match status.held_up {
            0 => String::new(),
            count => format!("; the relay does not have what {count} of them build on"),
        };
        let waiting = format!("{} waiting{held_up}.", counted(status.waiting, "change"));
        let words = match status.link {
            _ if status.is_synced() => "All synced.".to_owned(),
            LinkStatus::Online if status.waiting > 0 => waiting,
            LinkStatus::Waiting { .. } => format!("Offline; {waiting}"),
            LinkStatus::Online | LinkStatus::Connecting | LinkStatus::Stopped => return Ok(()),
        };
        if self.said.as_ref() == Some(&words) {
            return Ok(());
        }
        self.said = Some(words.clone());
        let json = json!({
            "event": "status",
            "online": status.link == LinkStatus::Online,
            "synced": status.is_synced(),
            "waiting": status.waiting,
            "held_up": status.held_up,
            "refused": status.refused,
        });
        self.event(&json, &words)
    }

    /// The activity that others' changes brought.
    fn arrived(&mut self, stream: StreamId, changes: &[ChangeHash]) -> Result<()> {
        let hashes: BTreeSet<String> = changes.iter().map(ToString::to_string).collect();
        let people = People::of(&self.store)?;
        let mut rows = self.store.queries().stream_activity(stream, FEED)?;
        rows.retain(|row| hashes.contains(&row.change));
        // Numbers are the relay's answer to a task, not news of it.
        rows.retain(|row| !matches!(row.event, Event::TaskNumbered { .. }));
        for row in rows.iter().rev() {
            let task = self.store.queries().tasks_by_id(&[TaskId(row.subject.0)])?.pop();
            let is_mine = row.author.is_some_and(|author| people.is_me(author));
            let key = task.as_ref().map(|task| task.key.clone());
            let what = task.map(|task| format!("{}  {}  ", task.key, task.row.title));
            let line = format!("{}{}", what.unwrap_or_default(), view::activity_line(&people, row));
            self.event(&changed(row, key.as_deref(), is_mine), &line)?;
        }
        Ok(())
    }

    fn event(&self, json: &Value, words: &str) -> Result<()> {
        if self.output.json { output::json_line(json) } else { output::line(words) }
    }
}

fn changed(row: &ActivityRow, key: Option<&str>, is_mine: bool) -> Value {
    json!({ "event": "changed", "task": key, "mine": is_mine, "activity": row })
}
