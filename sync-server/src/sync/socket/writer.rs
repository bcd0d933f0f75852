//! The way out of a socket: messages in order, each reported when it has left.
//!
//! It has no task of its own. The socket's task writes while it waits for whatever comes next, so
//! that a message costs no change of tasks, neither on its way out nor for its report.

use aloft_sync_protocol::frames::GoodbyeCode;
use axum::Error;
use axum::extract::ws::{CloseFrame, Message};
use futures_util::{Sink, SinkExt};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// How long a peer may take to read the last messages.
const LINGER: Duration = Duration::from_secs(3);

/// Bytes that leave and are reported together: many small messages need one call of the system,
/// and a peer that reads slowly is still seen to read.
const TOGETHER: usize = 16 << 10;

/// Writes to a socket. The queue has no bound of its own: the session counts what is in it, and
/// ends when it grows too long.
pub(super) struct Writer<S> {
    sink: S,
    queue: VecDeque<Message>,
    /// Bytes of messages that the library took, and the system may not have taken yet; none when
    /// there are no such messages.
    leaving: Option<usize>,
    is_closed: bool,
}

impl<S> Writer<S>
where
    S: Sink<Message, Error = Error> + Unpin,
{
    pub(super) fn new(sink: S) -> Self {
        Self { sink, queue: VecDeque::new(), leaving: None, is_closed: false }
    }

    pub(super) fn send(&mut self, bytes: Vec<u8>) {
        if !self.is_closed {
            self.queue.push_back(Message::Binary(bytes.into()));
        }
    }

    /// Says why, and writes nothing more.
    pub(super) fn close(&mut self, code: GoodbyeCode) {
        if !self.is_closed {
            let frame = CloseFrame { code: code.number(), reason: "".into() };
            self.queue.push_back(Message::Close(Some(frame)));
            self.is_closed = true;
        }
    }

    /// The bytes of the next messages that left; an error when the peer is gone. Nothing is lost
    /// when it is not awaited to the end.
    pub(super) async fn sent(&mut self) -> Result<usize, Error> {
        poll_fn(|context| self.poll_sent(context)).await
    }

    /// Waits, not for long, until everything is written.
    pub(super) async fn finish(mut self) {
        let _ = tokio::time::timeout(LINGER, async {
            while !self.queue.is_empty() || self.leaving.is_some() {
                self.sent().await?;
            }
            self.sink.close().await
        })
        .await;
    }

    fn poll_sent(&mut self, context: &mut Context<'_>) -> Poll<Result<usize, Error>> {
        while self.leaving.unwrap_or_default() < TOGETHER && !self.queue.is_empty() {
            ready!(self.sink.poll_ready_unpin(context))?;
            let Some(message) = self.queue.pop_front() else { break };
            let bytes = if let Message::Binary(bytes) = &message { bytes.len() } else { 0 };
            self.sink.start_send_unpin(message)?;
            self.leaving = Some(self.leaving.unwrap_or_default() + bytes);
        }
        if self.leaving.is_none() {
            return Poll::Pending;
        }
        ready!(self.sink.poll_flush_unpin(context))?;
        Poll::Ready(Ok(self.leaving.take().unwrap_or_default()))
    }
}
