//! Clients of other versions: one of schema version 0, and one newer than this program.

use crate::client::{Change, Client, Fate};
use crate::node::{Node, World};
use crate::test_app::{Person, any_id};
use crate::version_0::{self, Elder};
use crate::writer::{Draft, Writer};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::{DeviceId, DocId, StreamId, UserId};
use automerge::Automerge;
use rand::RngExt;
use rand::rngs::StdRng;
use std::net::SocketAddr;

/// Both. They connect when they have something to say, as their tokens may have ended meanwhile.
pub(crate) struct Others {
    stream: StreamId,
    relay: SocketAddr,
    elder: Elder,
    device: DeviceId,
    old_tasks: Vec<(DocId, Automerge)>,
    newer: DeviceId,
    written: u32,
}

impl Others {
    pub(crate) fn new(node: &Node, world: &World, stream: StreamId) -> Self {
        let device = DeviceId(any_id());
        let elder = Elder { user: UserId(world.ada.id), actor: *any_id().as_bytes() };
        let newer = DeviceId(any_id());
        let (relay, old_tasks) = (node.address, Vec::new());
        Self { stream, relay, elder, device, old_tasks, newer, written: 0 }
    }

    /// Version 0 makes a task, or goes on with its copy of one as if nobody else had touched it.
    pub(crate) async fn write_as_older(&mut self, world: &World, rng: &mut StdRng) {
        let mut client = self.connect(world, &world.ada, self.device).await;
        self.written += 1;
        if self.old_tasks.len() < 3 {
            let task = version_0::task_of_version_0(&self.elder);
            let before = version_0::version_0(&self.elder).get_heads();
            let doc = DocId(any_id());
            self.push(&mut client, doc, &task, &before).await;
            self.old_tasks.push((doc, task));
            return;
        }
        let place = rng.random_range(0..self.old_tasks.len());
        let (doc, mut task) = self.old_tasks.swap_remove(place);
        let before = task.get_heads();
        version_0::write_as_version_0(&mut task, self.written, rng.random_range(0..4));
        self.push(&mut client, doc, &task, &before).await;
        self.old_tasks.push((doc, task));
    }

    async fn push(
        &self,
        client: &mut Client,
        doc: DocId,
        task: &Automerge,
        since: &[automerge::ChangeHash],
    ) {
        let changes = task.get_changes(since);
        let changes = changes.iter().map(|change| Change {
            doc,
            kind: DocKind::Task,
            bytes: change.raw_bytes().to_vec(),
        });
        let fates = client.push(self.stream, changes.collect()).await;
        assert!(fates.iter().all(|fate| matches!(fate, Fate::Accepted(_))), "{fates:?}");
    }

    /// A newer version puts keys that this one has never heard of into a task.
    pub(crate) async fn write_as_newer(&mut self, world: &World, task: DocId) {
        let mut client = self.connect(world, &world.ben, self.newer).await;
        let Some(document) = client.fetch(self.stream, task).await else { return };
        let mut draft = Draft { id: task, document };
        self.written += 1;
        let mut writer = Writer::of(&client);
        let change = writer.raw(&mut draft, "somethingNew", format!("number {}", self.written));
        let fates = client.push(self.stream, vec![change]).await;
        assert!(matches!(fates[..], [Fate::Accepted(_)]), "{fates:?}");
    }

    async fn connect(&self, world: &World, person: &Person, device: DeviceId) -> Client {
        let body = serde_json::json!({
            "email": person.email, "password": crate::test_app::PASSWORD,
        });
        let person = world.app.post("/v1/sign-in", body).await.person();
        Client::connect(self.relay, &person, device).await
    }
}
