//! The socket to the relay.

use crate::account::RelayUrl;
use aloft_sync_protocol::limits::MAX_RELAY_FRAME;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// How long a connection may take to stand, TLS and upgrade included.
const OPEN_WITHIN: Duration = Duration::from_secs(15);
/// How long the last messages and the closing may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// At most one socket, in whatever state.
#[derive(Debug)]
pub(super) struct Link {
    address: String,
    state: State,
    is_paused: bool,
}

#[derive(Debug)]
enum State {
    Closed,
    Opening(JoinHandle<Result<Socket, String>>),
    Open { reader: SplitStream<Socket>, writer: Writer },
}

/// Messages on their way out. The session bounds how many there are; a task of their own writes
/// them, so that two sides whose buffers are full still read.
#[derive(Debug)]
struct Writer {
    queue: mpsc::UnboundedSender<Vec<u8>>,
    task: JoinHandle<()>,
}

/// What the socket tells.
#[derive(Debug)]
pub(super) enum LinkEvent {
    Opened,
    Frame(Vec<u8>),
    Lost { close_code: Option<u16>, words: String },
}

impl Link {
    pub(super) fn to(relay: &RelayUrl) -> Self {
        Self { address: relay.web_socket(), state: State::Closed, is_paused: false }
    }

    pub(super) fn open(&mut self) {
        self.drop_socket();
        let address = self.address.clone();
        self.state = State::Opening(tokio::spawn(open(address)));
    }

    pub(super) fn send(&self, frame: Vec<u8>) {
        if let State::Open { writer, .. } = &self.state {
            // A writer that ended has lost the socket, which the reader is about to tell.
            let _ = writer.queue.send(frame);
        }
    }

    pub(super) fn pause(&mut self, is_paused: bool) {
        self.is_paused = is_paused;
    }

    /// Writes out what was sent, then closes.
    pub(super) async fn close(&mut self) {
        if let State::Open { writer, .. } = std::mem::replace(&mut self.state, State::Closed) {
            drop(writer.queue);
            // Who does not read the last words in time goes without.
            let _ = tokio::time::timeout(CLOSE_WITHIN, writer.task).await;
        }
        self.is_paused = false;
    }

    /// Waits for the next event: for ever while closed or paused. Safe to cancel.
    pub(super) async fn next(&mut self) -> LinkEvent {
        match &mut self.state {
            State::Closed => std::future::pending().await,
            State::Opening(opening) => {
                let opened = opening.await.unwrap_or_else(|failed| Err(failed.to_string()));
                self.opened(opened)
            }
            State::Open { .. } if self.is_paused => std::future::pending().await,
            State::Open { reader, .. } => {
                let event = read(reader).await;
                if matches!(event, LinkEvent::Lost { .. }) {
                    self.drop_socket();
                }
                event
            }
        }
    }

    fn opened(&mut self, opened: Result<Socket, String>) -> LinkEvent {
        match opened {
            Ok(socket) => {
                let (sink, reader) = socket.split();
                let (queue, messages) = mpsc::unbounded_channel();
                let writer = Writer { queue, task: tokio::spawn(write(sink, messages)) };
                self.state = State::Open { reader, writer };
                LinkEvent::Opened
            }
            Err(words) => {
                self.state = State::Closed;
                LinkEvent::Lost { close_code: None, words }
            }
        }
    }

    fn drop_socket(&mut self) {
        match std::mem::replace(&mut self.state, State::Closed) {
            State::Closed => {}
            State::Opening(opening) => opening.abort(),
            State::Open { writer, .. } => writer.task.abort(),
        }
        self.is_paused = false;
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.drop_socket();
    }
}

async fn open(address: String) -> Result<Socket, String> {
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_RELAY_FRAME))
        .max_frame_size(Some(MAX_RELAY_FRAME));
    // Small frames must not wait for an acknowledgement: they are what people wait for.
    let connecting = connect_async_with_config(address, Some(config), true);
    match tokio::time::timeout(OPEN_WITHIN, connecting).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(Error::Http(answer))) => Err(format!("it answers with status {}", answer.status())),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("it does not answer".to_owned()),
    }
}

async fn read(reader: &mut SplitStream<Socket>) -> LinkEvent {
    let lost = |close_code, words: String| LinkEvent::Lost { close_code, words };
    loop {
        match reader.next().await {
            Some(Ok(Message::Binary(frame))) => return LinkEvent::Frame(frame.into()),
            Some(Ok(Message::Close(close))) => {
                let code = close.as_ref().map(|close| u16::from(close.code));
                let words = close.map(|close| close.reason.to_string()).unwrap_or_default();
                let said = !words.is_empty();
                return lost(code, if said { words } else { "the relay closed it".to_owned() });
            }
            // Pings are answered by the library; text has no meaning here.
            Some(Ok(_)) => {}
            Some(Err(error)) => return lost(None, error.to_string()),
            None => return lost(None, "the connection ended".to_owned()),
        }
    }
}

async fn write(mut sink: SplitSink<Socket, Message>, mut frames: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(frame) = frames.recv().await {
        if sink.feed(Message::Binary(frame.into())).await.is_err() {
            return;
        }
        // Whatever queued up meanwhile shares the flush.
        if frames.is_empty() && sink.flush().await.is_err() {
            return;
        }
    }
    // A peer that is gone needs no closing.
    let _ = sink.close().await;
}
