//! A thread that owns something and does what it is asked, in order.

use super::Failure;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// What a worker owns.
pub(super) trait Owned: Send + 'static {
    /// How often to look around; none: never, and the thread sleeps until it is asked.
    const LOOK_EVERY: Option<Duration> = None;

    /// Between two things that were asked: look around.
    fn look(&mut self) {}
}

/// How long an ending window waits for what was asked last.
const PATIENCE: Duration = Duration::from_secs(2);

type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// The thread, from outside. It ends when this is dropped, after what it was asked.
#[derive(Debug)]
pub(super) struct Worker<T> {
    jobs: Option<mpsc::Sender<Job<T>>>,
    /// Closed when the thread has ended. Locked by nobody: a receiver alone could not be shared.
    ended: Mutex<mpsc::Receiver<()>>,
}

impl<T: Owned> Worker<T> {
    pub(super) fn start(name: &str, owned: T) -> Self {
        let (jobs, inbox) = mpsc::channel();
        let (ending, ended) = mpsc::channel();
        let started = thread::Builder::new().name(name.to_owned()).spawn(move || {
            work(owned, &inbox);
            drop(ending);
        });
        if let Err(error) = started {
            // Whoever asks is told: the channel is closed.
            tracing::error!(%error, "a thread of the desk does not start");
        }
        Self { jobs: Some(jobs), ended: Mutex::new(ended) }
    }

    /// Does something after what was asked before.
    pub(super) async fn ask<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut T) -> Result<R, Failure> + Send + 'static,
    ) -> Result<R, Failure> {
        let (answer, answered) = oneshot::channel();
        let job = move |owned: &mut T| {
            // A bug in one request must not end the thread that keeps everything else. The
            // transaction that was open is rolled back by its drop.
            let done = catch_unwind(AssertUnwindSafe(|| work(owned)));
            // Whoever asked may have gone; the work is done all the same.
            let _ = answer.send(done.unwrap_or_else(|_| Err(Failure::broken())));
        };
        let jobs = self.jobs.as_ref().ok_or_else(Failure::gone)?;
        jobs.send(Box::new(job)).map_err(|_| Failure::gone())?;
        answered.await.map_err(|_| Failure::gone())?
    }
}

fn work<T: Owned>(mut owned: T, inbox: &mpsc::Receiver<Job<T>>) {
    let mut next_look = T::LOOK_EVERY.map(|every| Instant::now() + every);
    loop {
        let asked = match next_look {
            Some(at) => inbox.recv_timeout(at.saturating_duration_since(Instant::now())),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match asked {
            Ok(job) => job(&mut owned),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        // Also while requests keep coming: what others did must not wait for a pause.
        if next_look.is_some_and(|at| Instant::now() >= at) {
            owned.look();
            next_look = T::LOOK_EVERY.map(|every| Instant::now() + every);
        }
    }
}

impl<T> Drop for Worker<T> {
    fn drop(&mut self) {
        self.jobs = None;
        // Timed out or ended: what was answered is on the disk either way.
        let ended = self.ended.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = ended.recv_timeout(PATIENCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Owned for u32 {}

    #[tokio::test]
    async fn a_request_that_panics_is_answered_and_the_next_one_too() {
        let worker = Worker::start("test", 1_u32);
        let broken: Result<(), _> = worker.ask(|_| panic!("a bug")).await;
        assert_eq!(broken.unwrap_err().code, "internal");
        let next = worker.ask(|number| Ok(std::mem::replace(number, 2))).await;
        assert_eq!(next.unwrap(), 1);
    }
}
