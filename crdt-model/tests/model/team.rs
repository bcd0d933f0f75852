//! A team: people with a replica each, ids by number, and changes that travel between them.

use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::command::{Command, CommandError, NewTask, TaskCommand};
use aloft_crdt_model::document::{ActorId, Author, Change, DocKind, Document};
use aloft_crdt_model::ids::{DocId, StreamId, TextRole, UserId, text_doc};
use aloft_crdt_model::rows::{CommentRow, DocRows, ProjectRow, TaskRow};
use aloft_crdt_model::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The id with this number, of whatever type.
pub(crate) fn id<T: From<Uuid>>(number: u8) -> T {
    T::from(Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 + u128::from(number)))
}

/// The stream that all documents live in.
pub(crate) fn stream() -> StreamId {
    id(200)
}

/// The document under test; a text document's id follows from its owner.
pub(crate) fn doc_id(kind: DocKind) -> DocId {
    match kind {
        DocKind::Text => text_doc(id(201), TextRole::Description),
        _ => id(201),
    }
}

/// Person number n, and the store they write from.
pub(crate) fn author(number: u8) -> Author {
    Author { actor: ActorId([number + 1; 16]), user: Some(id::<UserId>(100 + number)) }
}

/// The relay.
pub(crate) fn relay() -> Author {
    Author { actor: ActorId([0xee; 16]), user: None }
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1_000)
}

/// One person's copy of a document. Changes may come in any order: those whose dependencies are
/// missing wait here, as they would in a store.
#[derive(Clone)]
pub(crate) struct Replica {
    pub(crate) document: Document,
    waiting: Vec<Change>,
    /// Activity of every change, derived when it was first seen.
    pub(crate) activity: BTreeMap<String, Vec<ActivityRow>>,
}

impl Replica {
    pub(crate) fn new(kind: DocKind) -> Self {
        Self::of(Document::genesis(kind))
    }

    pub(crate) fn of(document: Document) -> Self {
        Self { document, waiting: Vec::new(), activity: BTreeMap::new() }
    }

    /// Runs the command and gives the change that it made.
    pub(crate) fn run(
        &mut self,
        author: &Author,
        at: Timestamp,
        command: &Command,
    ) -> Result<Option<Change>, CommandError> {
        let change = self.document.execute(author, at, command)?;
        if let Some(change) = &change {
            self.note(change);
        }
        Ok(change)
    }

    /// Takes a change in now, or as soon as its dependencies are here.
    pub(crate) fn receive(&mut self, change: Change) {
        self.waiting.push(change);
        while let Some(ready) = self.take_ready() {
            let is_new = !self.document.contains(&ready.hash());
            self.document.apply(vec![ready.clone()]).unwrap();
            if is_new {
                self.note(&ready);
            }
        }
    }

    fn take_ready(&mut self) -> Option<Change> {
        let is_ready =
            |change: &Change| change.deps().iter().all(|dep| self.document.contains(dep));
        let place = self.waiting.iter().position(is_ready)?;
        Some(self.waiting.remove(place))
    }

    fn note(&mut self, change: &Change) {
        let rows = self.activity_of(change);
        self.activity.insert(change.hash().to_string(), rows);
    }

    pub(crate) fn activity_of(&self, change: &Change) -> Vec<ActivityRow> {
        self.document.activity(doc_id(self.document.kind()), stream(), change)
    }

    pub(crate) fn rows(&self) -> DocRows {
        self.document.rows(doc_id(self.document.kind()), stream())
    }

    pub(crate) fn task(&self) -> TaskRow {
        let DocRows::Task { task, .. } = self.rows() else { panic!("not a task") };
        *task
    }

    pub(crate) fn comments(&self) -> Vec<CommentRow> {
        let DocRows::Task { comments, .. } = self.rows() else { panic!("not a task") };
        comments
    }

    pub(crate) fn project(&self) -> ProjectRow {
        let DocRows::Project(project) = self.rows() else { panic!("not a project") };
        *project
    }

    pub(crate) fn text(&self) -> String {
        let DocRows::Text(row) = self.rows() else { panic!("not a text") };
        row.text
    }

    /// Runs a task command that must succeed.
    pub(crate) fn task_do(
        &mut self,
        who: u8,
        seconds: i64,
        command: TaskCommand,
    ) -> Option<Change> {
        self.run(&author(who), at(seconds), &Command::Task(command)).unwrap()
    }

    /// Takes in everything that another replica has.
    pub(crate) fn merge(&mut self, other: &Self) {
        let changes = other.document.changes_since(&self.document.heads());
        for change in changes {
            self.receive(change);
        }
    }
}

/// The least that a task is created with.
pub(crate) fn new_task(title: &str) -> NewTask {
    NewTask { title: title.to_owned(), order: "a0".to_owned(), ..NewTask::default() }
}

/// A task that person 0 created at second 0.
pub(crate) fn created_task() -> Replica {
    let mut replica = Replica::new(DocKind::Task);
    replica.task_do(0, 0, TaskCommand::Create(Box::new(new_task("Write the tests"))));
    replica
}

pub(crate) fn title(text: &str) -> TaskCommand {
    TaskCommand::SetTitle { title: text.to_owned() }
}

pub(crate) fn comment(number: u8, body: &str) -> TaskCommand {
    TaskCommand::AddComment { id: id(number), parent: None, body: body.to_owned(), at: None }
}
