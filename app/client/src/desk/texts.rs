//! Descriptions, which the window edits in an Automerge document of its own.

use super::views::{Acted, TextHeader};
use super::{Desk, Failure};
use aloft_crdt_model::document::Heads;
use aloft_crdt_model::ids::{TaskId, TextRole};

/// What an editor begins with.
#[derive(Clone, Debug)]
pub struct TextOpened {
    /// Whose text it is, and who types.
    pub header: TextHeader,
    /// The document.
    pub bytes: Vec<u8>,
}

impl Desk {
    /// A session on a task's description, under an actor of its own.
    pub async fn text_open(&self, task: TaskId) -> Result<TextOpened, Failure> {
        self.front(move |keeper| {
            let session = keeper.store.open_description(task)?;
            let header = TextHeader {
                doc: session.doc,
                actor: session.actor.to_string(),
                author: session.author,
                owner: task.doc(),
                role: TextRole::Description,
            };
            Ok(TextOpened { header, bytes: session.bytes })
        })
        .await
    }

    /// Keeps an editor's change: it is on the disk when this is answered.
    pub async fn text_change(&self, task: TaskId, change: Vec<u8>) -> Result<Acted, Failure> {
        self.front(move |keeper| {
            keeper.store.edit_description(task, &change)?;
            // The editor undoes its own typing.
            keeper.acted(None)
        })
        .await
    }

    /// What an editor with these heads lacks, as bytes to load incrementally.
    pub async fn text_changes_since(&self, task: TaskId, heads: Heads) -> Result<Vec<u8>, Failure> {
        self.front(move |keeper| Ok(keeper.store.description_since(task, &heads)?)).await
    }
}
