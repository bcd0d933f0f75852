//! A client that says exactly what a test wants, and hears everything.

use crate::test_app::Person;
use aloft_crdt_model::document::{DocKind, Document};
use aloft_crdt_model::ids::{DeviceId, DocId, OrgId, StreamId, UserId};
use aloft_sync_protocol::frames::from_client::{
    Again, Fetch, Hello, OpenStream, Push, PushedChange, Subscribe,
};
use aloft_sync_protocol::frames::from_relay::{Directory, RelayGoodbye};
use aloft_sync_protocol::frames::{
    ClientFrame, DirectoryOrg, ErrorCode, RelayFrame, SnapshotDoc, TailEntry,
};
use aloft_sync_protocol::limits::VERSIONS;
use aloft_sync_protocol::log::{self, Cursor, Position, Seq, StreamKind};
use futures_util::{SinkExt, StreamExt};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) user: UserId,
    pub(crate) device: DeviceId,
    /// What came and nobody has asked for yet.
    heard: VecDeque<RelayFrame>,
    pushes: u64,
    again: Option<Again>,
}

/// A change on its way to the relay.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) doc: DocId,
    pub(crate) kind: DocKind,
    pub(crate) bytes: Vec<u8>,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Accepted(Seq),
    Refused(String),
}

impl Fate {
    pub(crate) fn seq(&self) -> Seq {
        match self {
            Self::Accepted(seq) => *seq,
            Self::Refused(code) => panic!("refused: {code}"),
        }
    }
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr, person: &Person, device: DeviceId) -> Self {
        let mut client = Self::silent(address, person, device).await;
        client.hello(&person.access).await;
        client.until(|frame| matches!(frame, RelayFrame::Welcome(_)).then_some(())).await;
        client.directory().await;
        client
    }

    /// A socket on which nothing was said yet.
    pub(crate) async fn silent(address: SocketAddr, person: &Person, device: DeviceId) -> Self {
        let (socket, _) =
            tokio_tungstenite::connect_async(format!("ws://{address}/v1/sync")).await.unwrap();
        let user = UserId(person.id);
        Self { socket, user, device, heard: VecDeque::new(), pushes: 0, again: None }
    }

    pub(crate) async fn hello(&mut self, token: &str) {
        self.say(ClientFrame::Hello(Hello {
            versions: VERSIONS.to_vec(),
            device: self.device,
            token: token.to_owned(),
            agent: "test".to_owned(),
        }))
        .await;
    }

    pub(crate) async fn say(&mut self, frame: ClientFrame) {
        self.socket.send(Message::Binary(frame.encode().into())).await.unwrap();
    }

    /// The next frame from the network; none once the socket is closed.
    async fn receive(&mut self) -> Option<RelayFrame> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.socket.next())
                .await
                .unwrap_or_else(|_| panic!("the relay said nothing; heard {:?}", self.heard));
            match message {
                Some(Ok(Message::Binary(bytes))) => {
                    return Some(RelayFrame::decode(&bytes).unwrap());
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Waits for the first frame that is wanted. Others stay for whoever asks for them.
    pub(crate) async fn until<T>(&mut self, mut wanted: impl FnMut(&RelayFrame) -> Option<T>) -> T {
        for place in 0..self.heard.len() {
            if let Some(found) = wanted(&self.heard[place]) {
                self.heard.remove(place);
                return found;
            }
        }
        loop {
            let frame = self.receive().await.expect("the relay closed the socket");
            match wanted(&frame) {
                Some(found) => return found,
                None => self.heard.push_back(frame),
            }
        }
    }

    /// Whether the relay goes on after the hello.
    pub(crate) async fn is_welcome(&mut self) -> bool {
        self.until(|frame| match frame {
            RelayFrame::Welcome(_) => Some(true),
            RelayFrame::Goodbye(_) => Some(false),
            _ => None,
        })
        .await
    }

    /// Waits until the relay ends the connection, and says why it did.
    pub(crate) async fn until_goodbye(&mut self) -> RelayGoodbye {
        self.until(|frame| match frame {
            RelayFrame::Goodbye(goodbye) => Some(goodbye.clone()),
            _ => None,
        })
        .await
    }

    /// What the relay says within this time, for tests that expect nothing.
    pub(crate) async fn says_within(&mut self, time: Duration) -> Vec<RelayFrame> {
        let end = tokio::time::Instant::now() + time;
        while let Ok(Some(Ok(message))) = tokio::time::timeout_at(end, self.socket.next()).await {
            if let Message::Binary(bytes) = message {
                self.heard.push_back(RelayFrame::decode(&bytes).unwrap());
            }
        }
        self.heard.drain(..).collect()
    }

    pub(crate) async fn directory(&mut self) -> Vec<DirectoryOrg> {
        self.until(|frame| match frame {
            RelayFrame::Directory(directory) => Some(Directory::clone(directory)),
            _ => None,
        })
        .await
        .orgs()
        .unwrap()
    }

    pub(crate) async fn error(&mut self) -> ErrorCode {
        self.until(|frame| match frame {
            RelayFrame::Error(error) => Some(error.code),
            _ => None,
        })
        .await
    }

    pub(crate) async fn open(&mut self, org: OrgId, stream: StreamId, kind: StreamKind) -> Seq {
        self.say(ClientFrame::OpenStream(OpenStream { org, stream, kind })).await;
        self.until(|frame| match frame {
            RelayFrame::StreamOpened(opened) if opened.stream == stream => Some(opened.head_seq),
            _ => None,
        })
        .await
    }

    pub(crate) async fn subscribe(&mut self, stream: StreamId, position: Position) {
        self.say(ClientFrame::Subscribe(Subscribe { stream, position })).await;
        self.until(|frame| match frame {
            RelayFrame::Subscribed(subscribed) => (subscribed.stream == stream).then_some(()),
            _ => None,
        })
        .await;
    }

    /// Follows a stream that is still empty.
    pub(crate) async fn follow(&mut self, stream: StreamId) {
        self.subscribe(stream, Position::Tail(Cursor::ZERO)).await;
    }

    pub(crate) async fn push(&mut self, stream: StreamId, changes: Vec<Change>) -> Vec<Fate> {
        self.try_push(stream, changes).await.expect("the relay said goodbye")
    }

    /// Offers changes that a relay had acknowledged.
    pub(crate) async fn push_again(&mut self, stream: StreamId, changes: Vec<Change>) -> Vec<Fate> {
        self.again = Some(Again::WasAcknowledged);
        let fates = self.push(stream, changes).await;
        self.again = None;
        fates
    }

    /// What became of the changes; none when the relay ended the connection instead.
    pub(crate) async fn try_push(
        &mut self,
        stream: StreamId,
        changes: Vec<Change>,
    ) -> Option<Vec<Fate>> {
        let (push_id, count) = self.begin_push(stream, changes).await;
        let mut fates = BTreeMap::new();
        while fates.len() < count {
            let more = self
                .until(|frame| match frame {
                    RelayFrame::Goodbye(_) => Some(None),
                    frame => fates_of(frame, push_id).map(Some),
                })
                .await?;
            fates.extend(more);
        }
        Some(fates.into_values().collect())
    }

    /// Sends a push and does not wait for what becomes of it.
    pub(crate) async fn begin_push(
        &mut self,
        stream: StreamId,
        changes: Vec<Change>,
    ) -> (u64, usize) {
        self.pushes += 1;
        let push_id = self.pushes;
        let count = changes.len();
        let changes = changes.into_iter().map(|change| PushedChange {
            doc: change.doc,
            kind: wire_kind(change.kind),
            bytes: change.bytes.into(),
            again: self.again,
        });
        let changes = changes.collect();
        self.say(ClientFrame::Push(Push { push_id, stream, changes })).await;
        (push_id, count)
    }

    /// The next entries of the tail.
    pub(crate) async fn entries(&mut self, stream: StreamId) -> Vec<TailEntry> {
        self.until(|frame| match frame {
            RelayFrame::Changes(changes) if changes.stream == stream => {
                Some(changes.entries().unwrap())
            }
            _ => None,
        })
        .await
    }

    /// Entries of the tail until the one with this seq.
    pub(crate) async fn entries_to(&mut self, stream: StreamId, seq: Seq) -> Vec<TailEntry> {
        let mut entries = Vec::new();
        while entries.last().is_none_or(|last: &TailEntry| last.seq < seq) {
            entries.extend(self.entries(stream).await);
        }
        entries
    }

    /// Pages of snapshots up to the last one.
    pub(crate) async fn snapshots(
        &mut self,
        stream: StreamId,
    ) -> (Cursor, Vec<SnapshotDoc>, usize) {
        let (mut docs, mut pages) = (Vec::new(), 0);
        loop {
            let page = self
                .until(|frame| match frame {
                    RelayFrame::SnapshotPage(page) if page.stream == stream => Some(page.clone()),
                    _ => None,
                })
                .await;
            pages += 1;
            docs.extend(page.docs().unwrap());
            if page.after.is_none() {
                return (page.at, docs, pages);
            }
        }
    }

    /// A document as the relay has it.
    pub(crate) async fn fetch(&mut self, stream: StreamId, doc: DocId) -> Option<Document> {
        self.say(ClientFrame::Fetch(Fetch { stream, doc })).await;
        let state = self
            .until(|frame| match frame {
                RelayFrame::Document(document) if document.doc == doc => {
                    Some(document.state.clone())
                }
                _ => None,
            })
            .await?;
        let document = Document::load(model_kind(state.kind), &state.bytes.unpack().unwrap());
        let document = document.unwrap();
        assert_eq!(document.heads().to_bytes(), state.heads.as_bytes());
        Some(document)
    }
}

fn fates_of(frame: &RelayFrame, push: u64) -> Option<Vec<(u32, Fate)>> {
    match frame {
        RelayFrame::Accepted(accepted) if accepted.push_id == push => {
            let fate = |item: &aloft_sync_protocol::frames::from_relay::AcceptedItem| {
                (item.index, Fate::Accepted(item.seq))
            };
            Some(accepted.accepted.iter().map(fate).collect())
        }
        RelayFrame::Refused(refused) if refused.push_id == push => {
            let fate = |item: &aloft_sync_protocol::frames::from_relay::RefusedItem| {
                (item.index, Fate::Refused(item.refusal.code.clone()))
            };
            Some(refused.refused.iter().map(fate).collect())
        }
        RelayFrame::Error(error) if error.push_id == Some(push) => {
            panic!("the push was not taken: {error:?}")
        }
        _ => None,
    }
}

pub(crate) fn wire_kind(kind: DocKind) -> log::DocKind {
    match kind {
        DocKind::Project => log::DocKind::Project,
        DocKind::Task => log::DocKind::Task,
        DocKind::Text => log::DocKind::Text,
        DocKind::User => log::DocKind::User,
    }
}

pub(crate) fn model_kind(kind: log::DocKind) -> DocKind {
    match kind {
        log::DocKind::Project => DocKind::Project,
        log::DocKind::Task => DocKind::Task,
        log::DocKind::Text => DocKind::Text,
        log::DocKind::User => DocKind::User,
    }
}
