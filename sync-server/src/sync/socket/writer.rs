//! The way out of a socket: messages in order, each reported when it has left.

use aloft_sync_protocol::frames::GoodbyeCode;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::SinkExt;
use futures_util::stream::SplitSink;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// How long a peer may take to read the last messages.
const LINGER: Duration = Duration::from_secs(3);

/// Writes to a socket. The queue has no bound of its own: the session counts what is in it, and
/// ends when it grows too long.
pub(super) struct Writer {
    queue: Option<mpsc::UnboundedSender<Message>>,
    sent: mpsc::UnboundedReceiver<usize>,
    writing: JoinHandle<()>,
}

impl Writer {
    pub(super) fn start(sink: SplitSink<WebSocket, Message>) -> Self {
        let (queue, messages) = mpsc::unbounded_channel();
        let (report, sent) = mpsc::unbounded_channel();
        Self { queue: Some(queue), sent, writing: tokio::spawn(write(sink, messages, report)) }
    }

    pub(super) fn send(&self, bytes: Vec<u8>) {
        if let Some(queue) = &self.queue {
            // The writer ends before its queue only when the peer is gone.
            let _ = queue.send(Message::Binary(bytes.into()));
        }
    }

    /// Says why, and writes nothing more.
    pub(super) fn close(&mut self, code: GoodbyeCode) {
        if let Some(queue) = self.queue.take() {
            let frame = CloseFrame { code: code.number(), reason: "".into() };
            let _ = queue.send(Message::Close(Some(frame)));
        }
    }

    /// The bytes of the next message that left; none when the peer is gone.
    pub(super) async fn sent(&mut self) -> Option<usize> {
        self.sent.recv().await
    }

    /// Waits, not for long, until everything is written.
    pub(super) async fn finish(mut self) {
        self.queue = None;
        if tokio::time::timeout(LINGER, &mut self.writing).await.is_err() {
            self.writing.abort();
        }
    }
}

async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut messages: mpsc::UnboundedReceiver<Message>,
    report: mpsc::UnboundedSender<usize>,
) {
    while let Some(message) = messages.recv().await {
        let bytes = if let Message::Binary(bytes) = &message { bytes.len() } else { 0 };
        if sink.send(message).await.is_err() {
            return;
        }
        if bytes > 0 {
            // The socket is closing, and nobody counts any more.
            let _ = report.send(bytes);
        }
    }
    let _ = sink.close().await;
}
