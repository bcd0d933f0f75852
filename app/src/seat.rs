//! The desk behind the window: reserved before the store is open, so that the window need not wait.

use aloft_client::desk::{Desk, Failure, Listener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::watch;

type Opened = Option<Result<Arc<Desk>, Failure>>;

/// Where commands find the desk.
#[derive(Debug)]
pub(crate) struct Seat {
    opened: watch::Receiver<Opened>,
    place: Arc<Place>,
}

/// Where the desk will be.
#[derive(Debug)]
pub(crate) struct Place(Mutex<watch::Sender<Opened>>);

impl Seat {
    pub(crate) fn reserve() -> (Self, Arc<Place>) {
        let (sender, opened) = watch::channel(None);
        let place = Arc::new(Place(Mutex::new(sender)));
        (Self { opened, place: Arc::clone(&place) }, place)
    }

    /// The desk, as soon as it is there; or why it cannot be.
    pub(crate) async fn desk(&self) -> Result<Arc<Desk>, Failure> {
        let mut opened = self.opened.clone();
        let desk = opened.wait_for(Option::is_some).await;
        match desk.as_deref() {
            Ok(Some(desk)) => desk.clone(),
            Ok(None) | Err(_) => Err(closed()),
        }
    }

    /// Says goodbye to the relay. What was answered is on the disk anyway.
    pub(crate) fn leave(&self) {
        drop(self.place.put(Err(closed())));
    }
}

impl Place {
    /// Opens the store on a thread of its own.
    pub(crate) fn take(self: Arc<Self>, folder: PathBuf, listener: Listener) {
        let opening = Arc::clone(&self);
        let started = thread::Builder::new().name("aloft-open".to_owned()).spawn(move || {
            let desk = Desk::open(&folder, listener).map(Arc::new).map_err(Failure::from);
            opening.put(desk);
        });
        if let Err(error) = started {
            self.put(Err(Failure::from(error)));
        }
    }

    /// What was there before.
    fn put(&self, desk: Result<Arc<Desk>, Failure>) -> Opened {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sender.send_replace(Some(desk))
    }
}

fn closed() -> Failure {
    Failure::new("internal", "Aloft is closing.")
}
