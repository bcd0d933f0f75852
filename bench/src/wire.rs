//! A thin client: the protocol's frames on a socket, without a store. For workloads of many clients
//! at once, where fifty stores on one disk would measure the disk.

use crate::person::Person;
use aloft_crdt_model::ids::{DeviceId, DocId, OrgId, StreamId, UserId};
use aloft_crdt_model::schema::DocKind;
use aloft_sync_protocol::frames::from_client::{Hello, OpenStream, Push, PushedChange, Subscribe};
use aloft_sync_protocol::frames::{ClientFrame, RelayFrame};
use aloft_sync_protocol::limits::{MAX_RELAY_FRAME, VERSIONS};
use aloft_sync_protocol::log::{Cursor, Position, StreamKind};
use anyhow::{Context, Result, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long the relay may say nothing.
const PATIENCE: Duration = Duration::from_mins(1);

/// A connected client.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) user: UserId,
    pub(crate) sender: Sender,
    pub(crate) receiver: Receiver,
}

/// Its way out.
#[derive(Debug)]
pub(crate) struct Sender {
    sink: SplitSink<Socket, Message>,
    pushes: u64,
}

/// Its way in.
#[derive(Debug)]
pub(crate) struct Receiver(SplitStream<Socket>);

/// A change to be pushed.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) doc: DocId,
    pub(crate) kind: DocKind,
    pub(crate) bytes: Vec<u8>,
}

impl Client {
    /// Connects and says hello.
    pub(crate) async fn connect(address: SocketAddr, person: &Person) -> Result<Self> {
        let session = person.session()?;
        let device = person.store()?.identity()?.device;
        Self::with_token(address, session.user, device, session.access_token).await
    }

    async fn with_token(
        address: SocketAddr,
        user: UserId,
        device: DeviceId,
        token: String,
    ) -> Result<Self> {
        let config = WebSocketConfig::default()
            .read_buffer_size(8 << 10)
            .max_message_size(Some(MAX_RELAY_FRAME))
            .max_frame_size(Some(MAX_RELAY_FRAME));
        let url = format!("ws://{address}/v1/sync");
        let (socket, _) = connect_async_with_config(url, Some(config), true).await?;
        let (sink, stream) = socket.split();
        let (sender, receiver) = (Sender { sink, pushes: 0 }, Receiver(stream));
        let mut client = Self { user, sender, receiver };
        let agent = "aloft-bench".to_owned();
        let hello = Hello { versions: VERSIONS.to_vec(), device, token, agent };
        client.sender.say(&ClientFrame::Hello(hello)).await?;
        client.until(|frame| matches!(frame, RelayFrame::Directory(_))).await?;
        Ok(client)
    }

    /// Makes a project's stream if it is not there.
    pub(crate) async fn open(&mut self, org: OrgId, stream: StreamId) -> Result<()> {
        let kind = StreamKind::Project;
        self.sender.say(&ClientFrame::OpenStream(OpenStream { org, stream, kind })).await?;
        self.until(|frame| matches!(frame, RelayFrame::StreamOpened(_))).await
    }

    /// Follows a stream from a place of its log.
    pub(crate) async fn follow(&mut self, stream: StreamId, from: Cursor) -> Result<()> {
        let position = Position::Tail(from);
        self.sender.say(&ClientFrame::Subscribe(Subscribe { stream, position })).await?;
        self.until(|frame| matches!(frame, RelayFrame::Subscribed(_))).await
    }

    async fn until(&mut self, wanted: impl Fn(&RelayFrame) -> bool) -> Result<()> {
        while !wanted(&self.receiver.next().await?) {}
        Ok(())
    }
}

impl Sender {
    async fn say(&mut self, frame: &ClientFrame) -> Result<()> {
        Ok(self.sink.send(Message::Binary(frame.encode().into())).await?)
    }

    /// Pushes changes, and does not wait for what becomes of them.
    pub(crate) async fn push(&mut self, stream: StreamId, changes: Vec<Change>) -> Result<()> {
        self.pushes += 1;
        let changes = changes.into_iter().map(|change| PushedChange {
            doc: change.doc,
            kind: change.kind.into(),
            bytes: change.bytes.into(),
            again: None,
        });
        let push = Push { push_id: self.pushes, stream, changes: changes.collect() };
        self.say(&ClientFrame::Push(push)).await
    }
}

impl Receiver {
    /// The next frame. A refusal, an error or a goodbye ends the measurement.
    pub(crate) async fn next(&mut self) -> Result<RelayFrame> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await;
            let message = message.context("the relay said nothing")?.context("it hung up")??;
            let Message::Binary(bytes) = message else { continue };
            match RelayFrame::decode(&bytes)? {
                RelayFrame::Refused(refused) => bail!("a change was refused: {refused:?}"),
                RelayFrame::Error(error) => bail!("the relay: {error:?}"),
                RelayFrame::Goodbye(goodbye) => bail!("the relay: {goodbye:?}"),
                frame => return Ok(frame),
            }
        }
    }
}
