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

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::Pin;

    /// A sink that says what was asked of it, and takes messages while it is not blocked.
    #[derive(Default)]
    struct Wire {
        said: Vec<String>,
        is_blocked: bool,
    }

    impl Wire {
        fn state(&self) -> Poll<Result<(), Error>> {
            if self.is_blocked { Poll::Pending } else { Poll::Ready(Ok(())) }
        }
    }

    impl Sink<Message> for Wire {
        type Error = Error;

        fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
            self.state()
        }

        fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Error> {
            self.said.push(match message {
                Message::Binary(bytes) => format!("{} bytes", bytes.len()),
                Message::Close(_) => "close".to_owned(),
                other => format!("{other:?}"),
            });
            Ok(())
        }

        fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
            if !self.is_blocked {
                self.said.push("flush".to_owned());
            }
            self.state()
        }

        fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
            self.poll_flush(context)
        }
    }

    fn poll(writer: &mut Writer<Wire>) -> Option<usize> {
        match writer.poll_sent(&mut Context::from_waker(std::task::Waker::noop())) {
            Poll::Ready(sent) => Some(sent.unwrap()),
            Poll::Pending => None,
        }
    }

    #[test]
    fn small_messages_leave_together_and_are_reported_once() {
        let mut writer = Writer::new(Wire::default());
        assert_eq!(poll(&mut writer), None);
        for bytes in [10, 20, 30] {
            writer.send(vec![0; bytes]);
        }
        assert_eq!(poll(&mut writer), Some(60));
        assert_eq!(poll(&mut writer), None);
        assert_eq!(writer.sink.said, ["10 bytes", "20 bytes", "30 bytes", "flush"]);
    }

    #[test]
    fn a_peer_that_reads_slowly_is_seen_to_read() {
        let mut writer = Writer::new(Wire::default());
        for _ in 0..3 {
            writer.send(vec![0; TOGETHER]);
        }
        assert_eq!(poll(&mut writer), Some(TOGETHER));
        writer.sink.is_blocked = true;
        assert_eq!(poll(&mut writer), None);
        writer.sink.is_blocked = false;
        assert_eq!(poll(&mut writer), Some(TOGETHER));
        assert_eq!(poll(&mut writer), Some(TOGETHER));
        assert_eq!(poll(&mut writer), None);
    }

    #[tokio::test]
    async fn nothing_is_written_after_the_close() {
        let mut writer = Writer::new(Wire::default());
        writer.send(vec![0; 1]);
        writer.close(GoodbyeCode::Draining);
        writer.send(vec![0; 2]);
        writer.close(GoodbyeCode::Internal);
        assert_eq!(poll(&mut writer), Some(1));
        assert_eq!(writer.sink.said, ["1 bytes", "close", "flush"]);
        writer.close(GoodbyeCode::Internal);
        tokio::time::timeout(LINGER / 2, writer.finish()).await.unwrap();
    }
}
