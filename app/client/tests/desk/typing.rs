//! Descriptions that are edited in an Automerge document of the window's.

use crate::setup::Seat;
use aloft_client::desk::TextOpened;
use aloft_crdt_model::document::Heads;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Author, AutoCommit, LoadOptions, ObjType, ROOT, ReadDoc, TextEncoding};

/// What the window does with what it got.
struct Editor {
    document: AutoCommit,
    owner: String,
}

impl Editor {
    fn of(opened: &TextOpened) -> Self {
        let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
        let mut document = AutoCommit::load_with_options(&opened.bytes, options).unwrap();
        let actor: ActorId = opened.header.actor.as_str().try_into().unwrap();
        document.set_actor(actor);
        document.set_author(Some(Author::from(opened.header.author.0.as_bytes().to_vec())));
        Self { document, owner: opened.header.owner.to_string() }
    }

    /// One change, as bytes.
    fn types(&mut self, text: &str) -> Vec<u8> {
        // Whose text it is, the first change says.
        if self.document.get(ROOT, "owner").unwrap().is_none() {
            self.document.put(ROOT, "owner", self.owner.as_str()).unwrap();
            self.document.put(ROOT, "role", "description").unwrap();
        }
        let (_, obj) = self.document.get(ROOT, "text").unwrap().unwrap();
        let end = self.document.length(&obj);
        self.document.splice_text(&obj, end, 0, text).unwrap();
        self.document.commit_with(CommitOptions::default().with_time(1));
        self.document.get_last_local_change().unwrap().raw_bytes().to_vec()
    }

    fn text(&self) -> String {
        let (value, obj) = self.document.get(ROOT, "text").unwrap().unwrap();
        assert_eq!(value.to_objtype(), Some(ObjType::Text));
        self.document.text(&obj).unwrap()
    }

    fn heads(&mut self) -> Heads {
        self.document.get_heads().into_iter().collect()
    }
}

#[tokio::test]
async fn typing_is_kept_and_another_editor_hears_it() {
    let seat = Seat::new().await;
    let task = seat.task("One").await;
    let opened = seat.desk.text_open(task).await.unwrap();
    assert_eq!(opened.header.owner, task.doc());
    assert_eq!(opened.header.doc, task.description());
    let (mut one, mut two) = (Editor::of(&opened), {
        let other = seat.desk.text_open(task).await.unwrap();
        assert_ne!(other.header.actor, opened.header.actor, "two editors share an actor");
        Editor::of(&other)
    });
    let acted = seat.desk.text_change(task, one.types("Hello")).await.unwrap();
    assert_eq!(acted.delta.touched, [task]);
    assert_eq!(acted.label, None, "the editor undoes its own typing");
    let news = seat.desk.text_changes_since(task, two.heads()).await.unwrap();
    two.document.load_incremental(&news).unwrap();
    assert_eq!(two.text(), "Hello");
    let detail = seat.desk.task_detail(task).await.unwrap().unwrap();
    assert_eq!(detail.description.as_deref(), Some("Hello"));
    assert!(seat.desk.text_changes_since(task, two.heads()).await.unwrap().is_empty());
}

#[tokio::test]
async fn bytes_that_are_no_change_are_refused() {
    let seat = Seat::new().await;
    let task = seat.task("One").await;
    let failed = seat.desk.text_change(task, b"junk".to_vec()).await.unwrap_err();
    assert_eq!(failed.code, "invalid");
}
