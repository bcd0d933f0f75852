//! Somebody's store, as far as making changes goes.

use crate::client::{Change, Client};
use crate::test_app::{START, any_id};
use aloft_crdt_model::command::{
    Command, NewTask, ProjectCommand, TaskCommand, TextCommand, UserCommand,
};
use aloft_crdt_model::document::{ActorId, Author, DocKind, Document};
use aloft_crdt_model::ids::{CommentId, DocId, StreamId, TextRole, text_doc};
use aloft_crdt_model::time::Timestamp;
use automerge::transaction::Transactable;
use automerge::{ROOT, ReadDoc, ScalarValue};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

pub(crate) struct Writer {
    pub(crate) author: Author,
    at: i64,
    rng: StdRng,
}

/// A document in somebody's store.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) id: DocId,
    pub(crate) document: Document,
}

impl Writer {
    /// Writes as this client's person and store.
    pub(crate) fn of(client: &Client) -> Self {
        let actor = ActorId(client.device.0.into_bytes());
        Self::new(Author { actor, user: Some(client.user) })
    }

    pub(crate) fn new(author: Author) -> Self {
        Self { author, at: START.millis(), rng: StdRng::seed_from_u64(1) }
    }

    /// Does what the command says; the change to be pushed.
    pub(crate) fn write(&mut self, draft: &mut Draft, command: &Command) -> Change {
        self.at += 1000;
        let at = Timestamp::from_millis(self.at);
        let change = draft.document.execute(&self.author, at, command).unwrap().unwrap();
        let kind = draft.document.kind();
        Change { doc: draft.id, kind, bytes: change.raw_bytes().to_vec() }
    }

    pub(crate) fn project(&mut self, stream: StreamId) -> (Draft, Change) {
        let mut draft = Draft::new(DocId(stream.0), DocKind::Project);
        let (name, key) = ("Engine".to_owned(), "ENG".to_owned());
        let create = ProjectCommand::Create { name, key, states: Vec::new() };
        let change = self.write(&mut draft, &Command::Project(create));
        (draft, change)
    }

    pub(crate) fn task(&mut self, title: &str) -> (Draft, Change) {
        let mut draft = Draft::new(DocId(any_id()), DocKind::Task);
        let order = aloft_crdt_model::order::between(None, None, &mut self.rng).unwrap();
        let new = NewTask { title: title.to_owned(), order, ..NewTask::default() };
        let change = self.write(&mut draft, &Command::Task(TaskCommand::Create(Box::new(new))));
        (draft, change)
    }

    pub(crate) fn description(&mut self, of: &Draft, text: &str) -> (Draft, Change) {
        let role = TextRole::Description;
        let mut draft = Draft::new(text_doc(of.id, role), DocKind::Text);
        let start = TextCommand::Start { owner: of.id, role, text: text.to_owned() };
        let change = self.write(&mut draft, &Command::Text(start));
        (draft, change)
    }

    pub(crate) fn title(&mut self, task: &mut Draft, title: &str) -> Change {
        self.write(task, &Command::Task(TaskCommand::SetTitle { title: title.to_owned() }))
    }

    pub(crate) fn star(&mut self, draft: &mut Draft, doc: DocId) -> Change {
        self.write(draft, &Command::User(UserCommand::Star { doc }))
    }

    /// Puts a value where no command would.
    pub(crate) fn raw(
        &mut self,
        draft: &mut Draft,
        key: &str,
        value: impl Into<ScalarValue>,
    ) -> Change {
        let mut doc = draft.document.automerge().clone();
        // An actor's first change in a document names its author.
        doc.set_author(self.author.user.map(|user| user.0.as_bytes().to_vec().into()));
        doc.set_actor(self.author.actor.to_automerge());
        let mut edit = doc.transaction();
        edit.put(ROOT, key, value).unwrap();
        let (hash, _) = edit.commit();
        let change = doc.get_change_by_hash(&hash.unwrap()).unwrap();
        let bytes = change.raw_bytes().to_vec();
        draft.document.apply(vec![change]).unwrap();
        Change { doc: draft.id, kind: draft.document.kind(), bytes }
    }

    /// Some edit of a task.
    pub(crate) fn any_edit(&mut self, task: &mut Draft) -> Change {
        let number: u32 = self.rng.random();
        let me = self.author.user.unwrap();
        let command = match number % 7 {
            0 => TaskCommand::SetTitle { title: format!("title {number} 😀") },
            1 => TaskCommand::SetEstimate { estimate: Some(f64::from(number) / 10.0) },
            2 => TaskCommand::Assign { user: me },
            3 => TaskCommand::Unassign { user: me },
            4 => {
                let (id, body) = (CommentId(any_id()), format!("comment {number}"));
                TaskCommand::AddComment { id, parent: None, body, at: None }
            }
            5 => {
                let due = format!("20{:02}-05-17", number % 100).parse().unwrap();
                TaskCommand::SetDue { due: Some(due) }
            }
            _ => TaskCommand::SetExternalId { source: "x".to_owned(), id: number.to_string() },
        };
        self.at += 1000;
        let at = Timestamp::from_millis(self.at);
        let command = Command::Task(command);
        let Some(change) = task.document.execute(&self.author, at, &command).unwrap() else {
            // It is so already.
            return self.title(task, &format!("title {number}"));
        };
        let kind = task.document.kind();
        Change { doc: task.id, kind, bytes: change.raw_bytes().to_vec() }
    }
}

impl Draft {
    pub(crate) fn new(id: DocId, kind: DocKind) -> Self {
        Self { id, document: Document::genesis(kind) }
    }
}
