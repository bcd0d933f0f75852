//! Pictures of the window: what is shown when, and in which light and size.

mod album;
mod scenes;

pub use album::Album;

use crate::window::Window;
use std::path::PathBuf;

/// Who and what the pictures show: two people of one organisation, with weeks of work.
pub struct Stage {
    /// Ada's store.
    pub ada: PathBuf,
    /// Ben's store.
    pub ben: PathBuf,
    /// The relay that both know.
    pub relay: String,
    /// Everybody's password.
    pub password: String,
}

impl Stage {
    /// Goes through all screens. A scene that cannot be had is told of, and the next one taken.
    pub fn show(&self, album: &mut Album) {
        let empty = tempfile::tempdir().expect("a folder");
        let newcomer = Window::open("newcomer", empty.path());
        for scene in scenes::BEFORE_ANYTHING {
            album.take(&newcomer, scene);
        }
        drop(newcomer);
        let ben = Window::open("ben", &self.ben);
        let ada = Window::open("ada", &self.ada);
        scenes::accompany(&ben);
        for scene in scenes::AT_WORK {
            album.take(&ada, scene);
        }
    }
}
