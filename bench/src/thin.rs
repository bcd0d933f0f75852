//! A project made by a thin client: its documents live in this process's memory.

use crate::shape::{Scene, Shape};
use crate::wire::{Change, Client};
use aloft_crdt_model::command::{Command, NewState, ProjectCommand, TaskCommand, TextCommand};
use aloft_crdt_model::document::{ActorId, Author, Change as ModelChange, Document};
use aloft_crdt_model::ids::{
    CommentId, DocId, OrgId, ProjectId, StateId, StreamId, TaskId, TextRole, UserId,
};
use aloft_crdt_model::order;
use aloft_crdt_model::rows::StateCategory;
use aloft_crdt_model::schema::DocKind;
use aloft_crdt_model::time::Timestamp;
use aloft_sync_protocol::frames::{RelayFrame, TailEntry};
use aloft_sync_protocol::limits::MAX_PUSH_CHANGES;
use aloft_sync_protocol::log::{ChangeHash, Cursor};
use anyhow::{Context, Result};
use rand::RngExt;
use std::collections::{BTreeMap, HashMap};

const STATES: [(&str, StateCategory); 3] = [
    ("Todo", StateCategory::Unstarted),
    ("In progress", StateCategory::Started),
    ("Done", StateCategory::Completed),
];

/// A project and its tasks, in memory.
#[derive(Clone, Debug)]
pub(crate) struct ThinProject {
    pub(crate) scene: Scene,
    pub(crate) documents: HashMap<DocId, Document>,
    /// The newest change that is in `documents`.
    pub(crate) cursor: Cursor,
}

/// Somebody's hand: makes changes on documents in memory.
#[derive(Debug)]
pub(crate) struct Hand {
    author: Author,
    clock: i64,
    pub(crate) shape: Shape,
}

impl Hand {
    pub(crate) fn of(user: UserId, seed: u64) -> Self {
        // Two people must not make the same ids.
        let mut shape = Shape::new(seed ^ user.0.as_u64_pair().1);
        // Actors must differ between runs on one relay, too: they are bound to a device for good.
        let random: [u8; 16] = *StateId::new(now(), &mut rand_of(user, seed)).0.as_bytes();
        let author = Author { actor: ActorId(random), user: Some(user) };
        let clock = 1_795_000_000_000 + shape.rng().random_range(0..1_000);
        Self { author, clock, shape }
    }

    /// One change, if the command changes anything.
    pub(crate) fn change(
        &mut self,
        document: &mut Document,
        doc: DocId,
        command: &Command,
    ) -> Result<Option<Change>> {
        let at = self.now();
        let change = document.execute(&self.author, at, command)?;
        let kind = document.kind();
        Ok(change.map(|change| Change { doc, kind, bytes: change.raw_bytes().to_vec() }))
    }

    /// A task of the shape, as changes: made, described, commented, moved on.
    pub(crate) fn task(
        &mut self,
        scene: &mut Scene,
        documents: &mut HashMap<DocId, Document>,
    ) -> Result<Vec<Change>> {
        let at = self.now();
        let task = TaskId::new(at, self.shape.rng());
        let people: Vec<_> = self.author.user.into_iter().collect();
        let mut new = self.shape.task(&people, scene);
        new.order = order::between(None, None, self.shape.rng())?;
        let comment = TaskCommand::AddComment {
            id: CommentId::new(at, self.shape.rng()),
            parent: None,
            body: self.shape.text(80),
            at: None,
        };
        let moved = TaskCommand::SetState { state: scene.states.get(1).copied() };
        let (owner, role) = (task.doc(), TextRole::Description);
        let text = TextCommand::Start { owner, role, text: self.shape.text(200) };
        let mut changes = Vec::new();
        let mut document = Document::genesis(DocKind::Task);
        for command in [TaskCommand::Create(Box::new(new)), comment, moved] {
            changes.extend(self.change(&mut document, owner, &Command::Task(command))?);
        }
        let mut description = Document::genesis(DocKind::Text);
        let text_id = task.description();
        changes.extend(self.change(&mut description, text_id, &Command::Text(text))?);
        documents.insert(owner, document);
        documents.insert(text_id, description);
        scene.tasks.push(task);
        Ok(changes)
    }

    fn now(&mut self) -> Timestamp {
        self.clock += 1;
        Timestamp::from_millis(self.clock)
    }
}

impl ThinProject {
    /// Makes it at the relay, and waits until every task has its number.
    pub(crate) async fn make(client: &mut Client, org: OrgId, tasks: usize) -> Result<Self> {
        let project = ProjectId::new(now(), &mut rand_of(client.user, 2));
        // One person's projects must not have the same tasks.
        let mut hand = Hand::of(client.user, project.0.as_u64_pair().0);
        let stream = project.stream();
        client.open(org, stream).await?;
        client.follow(stream, Cursor::ZERO).await?;
        let places = order::spread(None, None, STATES.len(), hand.shape.rng())?;
        let states: Vec<NewState> = STATES
            .iter()
            .zip(places)
            .map(|((name, category), order)| NewState {
                id: StateId::new(now(), hand.shape.rng()),
                name: (*name).to_owned(),
                category: *category,
                color: "#60646c".to_owned(),
                order,
            })
            .collect();
        let mut scene = Scene {
            project,
            states: states.iter().map(|state| state.id).collect(),
            labels: Vec::new(),
            tasks: Vec::new(),
        };
        let (name, key) = ("Measured".to_owned(), "MSR".to_owned());
        let create = Command::Project(ProjectCommand::Create { name, key, states });
        let mut document = Document::genesis(DocKind::Project);
        let mut changes: Vec<_> =
            hand.change(&mut document, project.doc(), &create)?.into_iter().collect();
        let mut documents = HashMap::from([(project.doc(), document)]);
        for _ in 0..tasks {
            changes.extend(hand.task(&mut scene, &mut documents)?);
        }
        let mut project = Self { scene, documents, cursor: Cursor::ZERO };
        for push in changes.chunks(MAX_PUSH_CHANGES) {
            client.sender.push(stream, push.to_vec()).await?;
        }
        // Own changes do not come back; the relay's numbers do.
        let mut numbered = 0;
        let mut accepted = 0;
        // Answers and numbers may come in any order.
        let mut log = BTreeMap::new();
        while numbered < tasks || accepted < changes.len() {
            match client.receiver.next().await? {
                RelayFrame::Accepted(frame) => {
                    accepted += frame.accepted.len();
                    for item in &frame.accepted {
                        let place = usize::try_from(frame.push_id - 1)? * MAX_PUSH_CHANGES
                            + item.index as usize;
                        log.insert(item.seq, hash(&changes[place].bytes)?);
                    }
                }
                RelayFrame::Changes(frame) => {
                    let entries = frame.entries()?;
                    numbered += entries.len();
                    for entry in &entries {
                        project.apply(entry)?;
                        log.insert(entry.seq, hash(&entry.bytes)?);
                    }
                }
                _ => {}
            }
        }
        project.cursor = log.into_values().fold(Cursor::ZERO, Cursor::then);
        Ok(project)
    }

    /// The stream.
    pub(crate) fn stream(&self) -> StreamId {
        self.scene.project.stream()
    }

    /// Applies a change from the log.
    pub(crate) fn take(&mut self, entry: &TailEntry) -> Result<()> {
        self.apply(entry)?;
        if entry.seq > self.cursor.seq {
            self.cursor = self.cursor.then(hash(&entry.bytes)?);
        }
        Ok(())
    }

    fn apply(&mut self, entry: &TailEntry) -> Result<()> {
        let document = self.documents.get_mut(&entry.doc).context("a document of the project")?;
        document.apply(vec![ModelChange::try_from(&entry.bytes[..])?])?;
        Ok(())
    }
}

fn hash(bytes: &[u8]) -> Result<ChangeHash> {
    Ok(ChangeHash(ModelChange::try_from(bytes)?.hash().0))
}

fn now() -> Timestamp {
    aloft_client::environment::Environment::system().now()
}

/// Random bits that differ between people and between runs.
fn rand_of(user: UserId, seed: u64) -> rand::rngs::StdRng {
    use rand::SeedableRng;
    let (a, b) = user.0.as_u64_pair();
    rand::rngs::StdRng::seed_from_u64(a ^ b.rotate_left(17) ^ seed)
}
