//! Each rule both ways: what it lets through, and what it refuses.

use super::*;
use crate::command::{Command, NewState, NewTask, ProjectCommand, TaskCommand, TextCommand};
use crate::document::{ActorId, Author};
use crate::hostile::quiet_engine_panics;
use crate::ids::{CommentId, TextRole, private_stream, text_doc};
use crate::inspect::{self, Limits};
use crate::rows::StateCategory;
use crate::time::Timestamp;
use RefusalCode::{Forbidden, InvalidValue, Reserved, TooLarge, WrongAuthor, WrongDocument};
use automerge::transaction::{Transactable, Transaction};
use automerge::{ObjType, ROOT};
use uuid::Uuid;

const ORG: OrgId = OrgId(Uuid::from_u128(1));
const ALICE: UserId = UserId(Uuid::from_u128(0xa11ce));
const BOB: UserId = UserId(Uuid::from_u128(0xb0b));
const COMMENT: CommentId = CommentId(Uuid::from_u128(0xc0));
const ID: &str = "00000000-0000-0000-0000-0000000000ff";
const AT: Timestamp = Timestamp::from_millis(1_764_000_000_000);

/// A document in its stream, as Alice made it.
struct World {
    doc: DocId,
    stream: StreamId,
    document: Document,
}

/// Who writes, and in which role.
#[derive(Clone, Copy)]
struct Who {
    user: Option<UserId>,
    role: Option<OrgRole>,
}

const ALICE_MEMBER: Who = Who { user: Some(ALICE), role: Some(OrgRole::Member) };
const BOB_MEMBER: Who = Who { user: Some(BOB), role: Some(OrgRole::Member) };
const RELAY: Who = Who { user: None, role: None };

impl World {
    fn new(kind: DocKind, doc: u128, stream: u128, commands: &[Command]) -> Self {
        let mut document = Document::genesis(kind);
        let alice = Author { actor: ActorId([1; 16]), user: Some(ALICE) };
        for command in commands {
            document.execute(&alice, AT, command).unwrap();
        }
        let (doc, stream) = (Uuid::from_u128(doc).into(), Uuid::from_u128(stream).into());
        Self { doc, stream, document }
    }

    fn task() -> Self {
        let create = TaskCommand::Create(Box::new(NewTask {
            title: "Fly".to_owned(),
            order: "a0".to_owned(),
            ..NewTask::default()
        }));
        let body = "Hello".to_owned();
        let comment = TaskCommand::AddComment { id: COMMENT, parent: None, body, at: None };
        let attachment = TaskCommand::AddAttachment {
            id: Uuid::from_u128(0xff).into(),
            name: "a.txt".to_owned(),
            media_type: "text/plain".to_owned(),
            size: 3,
            sha256: "0".repeat(64),
        };
        let commands = [create, comment, attachment].map(Command::Task);
        Self::new(DocKind::Task, 7, 2, &commands)
    }

    fn project() -> Self {
        let states = vec![NewState {
            id: ID.parse().unwrap(),
            name: "Todo".to_owned(),
            category: StateCategory::Unstarted,
            color: "#000000".to_owned(),
            order: "a0".to_owned(),
        }];
        let (name, key) = ("Apollo".to_owned(), "APO".to_owned());
        let create = ProjectCommand::Create { name, key, states };
        Self::new(DocKind::Project, 2, 2, &[Command::Project(create)])
    }

    fn text() -> Self {
        let owner = DocId(Uuid::from_u128(7));
        let role = TextRole::Description;
        let start = TextCommand::Start { owner, role, text: "Once".to_owned() };
        let doc = text_doc(owner, role).0.as_u128();
        Self::new(DocKind::Text, doc, 2, &[Command::Text(start)])
    }

    fn private(user: UserId) -> Self {
        let stream = private_stream(ORG, user).0.as_u128();
        Self::new(DocKind::User, stream, stream, &[])
    }

    /// What the policy says of this edit.
    fn says(&self, who: Who, edit: impl FnOnce(&mut Transaction<'_>)) -> Result<(), RefusalCode> {
        quiet_engine_panics();
        let mut theirs = self.document.automerge().clone();
        theirs.set_author(who.user.map(|user| automerge::Author::from(user.0.as_bytes().to_vec())));
        theirs.set_actor(automerge::ActorId::from([9; 16]));
        let heads = theirs.get_heads();
        let mut tx = theirs.transaction();
        edit(&mut tx);
        tx.commit();
        let made = theirs.get_changes(&heads);
        let change = inspect::check_bytes(made[0].raw_bytes(), &Limits::default()).unwrap();
        let mut after = self.document.clone();
        inspect::check_structure(&after, &change).unwrap();
        inspect::apply_guarded(&mut after, &change).unwrap();
        let ops = inspect::resolve(&after, &change).unwrap();
        let identities = who.user.into_iter().collect();
        let is_relay = who.user.is_none();
        let subject = Subject { identities: &identities, org_role: who.role, is_relay };
        let place = Place {
            doc: self.doc,
            kind: self.document.kind(),
            stream: self.stream,
            org: ORG,
            before: &self.document,
            after: &after,
        };
        check_author(&subject, &change)
            .and_then(|()| authorise(&subject, &place, change.author(), &ops))
            .map_err(|refusal| refusal.code)
    }

    /// What it says of putting this under a key of the root.
    fn put(&self, key: &str, value: impl Into<ScalarValue>) -> Result<(), RefusalCode> {
        self.says(BOB_MEMBER, |tx| tx.put(ROOT, key, value.into()).unwrap())
    }

    /// What it says of putting this under a key of the object at the path.
    fn put_in(
        &self,
        who: Who,
        path: &[&str],
        key: &str,
        value: impl Into<ScalarValue>,
    ) -> Result<(), RefusalCode> {
        let object = self.at(path);
        self.says(who, |tx| tx.put(object, key, value.into()).unwrap())
    }

    fn at(&self, path: &[&str]) -> ObjId {
        path.iter().fold(ROOT, |object, key| {
            self.document.automerge().get(&object, *key).unwrap().unwrap().1
        })
    }

    fn comment(&self) -> ObjId {
        self.at(&["comments", &COMMENT.to_string()])
    }
}

fn time() -> ScalarValue {
    // Not the time of creation: the same value again would be no write.
    ScalarValue::Timestamp(AT.millis() + 1)
}

#[test]
fn members_write_and_others_do_not() {
    let task = World::task();
    let title =
        |role| task.says(Who { user: Some(BOB), role }, |tx| tx.put(ROOT, "title", "x").unwrap());
    for role in [OrgRole::Owner, OrgRole::Admin, OrgRole::Member] {
        assert_eq!(title(Some(role)), Ok(()));
    }
    assert_eq!(title(Some(OrgRole::Guest)), Err(Forbidden));
    assert_eq!(title(None), Err(Forbidden));
}

#[test]
fn the_relay_writes_numbers_and_nobody_else_does() {
    let task = World::task();
    let number = |who, number: i64| task.says(who, |tx| tx.put(ROOT, "number", number).unwrap());
    assert_eq!(number(RELAY, 1), Ok(()));
    assert_eq!(number(RELAY, 0), Err(InvalidValue));
    assert_eq!(number(BOB_MEMBER, 1), Err(Reserved));
    let admin = Who { role: Some(OrgRole::Owner), ..BOB_MEMBER };
    assert_eq!(number(admin, 1), Err(Reserved));
    assert_eq!(task.says(RELAY, |tx| tx.put(ROOT, "title", "x").unwrap()), Err(Reserved));
    let project = World::project();
    assert_eq!(project.says(RELAY, |tx| tx.put(ROOT, "number", 1).unwrap()), Err(Reserved));
}

#[test]
fn an_actors_first_change_names_its_writer() {
    let task = World::task();
    let identities = BTreeSet::from([BOB]);
    let subject =
        Subject { identities: &identities, org_role: Some(OrgRole::Member), is_relay: false };
    let place = Place {
        doc: task.doc,
        kind: DocKind::Task,
        stream: task.stream,
        org: ORG,
        before: &task.document,
        after: &task.document,
    };
    assert_eq!(authorise(&subject, &place, Some(BOB), &[]), Ok(()));
    assert_eq!(authorise(&subject, &place, None, &[]), Ok(()));
    let refusal = authorise(&subject, &place, Some(ALICE), &[]).unwrap_err();
    assert_eq!(refusal.code, WrongAuthor);
}

#[test]
fn a_nameless_first_change_is_the_relays_only() {
    let mut document = automerge::Automerge::new();
    document.set_actor(automerge::ActorId::from([3; 16]));
    let mut tx = document.transaction();
    tx.put(ROOT, "k", 1).unwrap();
    tx.commit();
    let bytes = document.get_changes(&[])[0].raw_bytes().to_vec();
    let change = inspect::check_bytes(&bytes, &Limits::default()).unwrap();
    let (nobody, bob) = (BTreeSet::new(), BTreeSet::from([BOB]));
    let relay = Subject { identities: &nobody, org_role: None, is_relay: true };
    assert_eq!(check_author(&relay, &change), Ok(()));
    let person = Subject { identities: &bob, org_role: Some(OrgRole::Member), is_relay: false };
    assert_eq!(check_author(&person, &change).unwrap_err().code, WrongAuthor);
}

#[test]
fn what_every_document_of_a_kind_has_stays() {
    let task = World::task();
    assert_eq!(task.put("kind", "project"), Err(Reserved));
    assert_eq!(task.put("schemaVersion", 9), Err(Reserved));
    assert_eq!(task.put("epoch", 2), Err(Reserved));
    assert_eq!(task.put("comments", "gone"), Err(Reserved));
    assert_eq!(task.says(BOB_MEMBER, |tx| tx.delete(ROOT, "comments").unwrap()), Err(Reserved));
    let make = |tx: &mut Transaction<'_>| {
        tx.put_object(ROOT, "labels", ObjType::Map).unwrap();
    };
    assert_eq!(task.says(BOB_MEMBER, make), Err(Reserved));
    assert_eq!(World::project().put("states", 1), Err(Reserved));
    assert_eq!(World::text().put("text", "flat"), Err(Reserved));
}

#[test]
fn creation_is_said_once_and_truly() {
    let task = World::task();
    assert_eq!(task.put("createdAt", time()), Err(Reserved));
    assert_eq!(task.put("createdBy", BOB.to_string()), Err(Reserved));
    let blank = World::new(DocKind::Task, 7, 2, &[]);
    assert_eq!(blank.put("createdAt", time()), Ok(()));
    assert_eq!(blank.put("createdAt", "yesterday"), Err(InvalidValue));
    assert_eq!(blank.put("createdBy", BOB.to_string()), Ok(()));
    assert_eq!(blank.put("createdBy", ALICE.to_string()), Err(WrongAuthor));
    assert_eq!(blank.put("createdBy", "Bob"), Err(InvalidValue));
}

#[test]
fn a_tasks_fields_hold_what_the_schema_says() {
    let task = World::task();
    let null = || ScalarValue::Null;
    let good: [(&str, ScalarValue); 14] = [
        ("title", "New".into()),
        ("state", ID.into()),
        ("state", null()),
        ("priority", "high".into()),
        ("start", "2026-02-28".into()),
        ("due", null()),
        ("estimate", 2.5.into()),
        ("estimate", 3.into()),
        ("parent", ID.into()),
        ("cycle", ID.into()),
        ("milestone", null()),
        ("order", "a1".into()),
        ("deletedAt", time()),
        ("aNewerKey", ScalarValue::Bytes(vec![1])),
    ];
    for (key, value) in good {
        assert_eq!(task.put(key, value.clone()), Ok(()), "{key} {value}");
    }
    let bad: [(&str, ScalarValue); 14] = [
        ("title", 1.into()),
        ("title", null()),
        ("title", "nul\0".into()),
        ("state", "todo".into()),
        ("state", "00000000-0000-0000-0000-0000000000FF".into()),
        ("priority", "asap".into()),
        ("start", "2026-02-30".into()),
        ("due", 5.into()),
        ("estimate", (-1.0).into()),
        ("estimate", "3".into()),
        ("parent", true.into()),
        ("order", "".into()),
        ("deletedAt", true.into()),
        ("aNewerKey\0", 1.into()),
    ];
    for (key, value) in bad {
        assert_eq!(task.put(key, value.clone()), Err(InvalidValue), "{key} {value}");
    }
    let counter = ScalarValue::counter(1);
    assert_eq!(task.put("estimate", counter), Err(InvalidValue));
    let object = |tx: &mut Transaction<'_>| {
        tx.put_object(ROOT, "title", ObjType::Text).unwrap();
    };
    assert_eq!(task.says(BOB_MEMBER, object), Err(InvalidValue));
}

#[test]
fn a_scalar_never_loses_its_last_value() {
    let task = World::task();
    let delete = |tx: &mut Transaction<'_>| tx.delete(ROOT, "title").unwrap();
    assert_eq!(task.says(BOB_MEMBER, delete), Err(InvalidValue));
    // Confirming the winner of a conflict deletes the loser.
    let mut conflicted = World::task();
    for (actor, title) in [(20, "one"), (21, "two")] {
        let mut theirs = World::task().document.automerge().clone();
        theirs.set_actor(automerge::ActorId::from([actor; 16]));
        let heads = theirs.get_heads();
        let mut tx = theirs.transaction();
        tx.put(ROOT, "title", title).unwrap();
        tx.commit();
        conflicted.document.apply(theirs.get_changes(&heads)).unwrap();
    }
    let shown = conflicted.document.automerge().get(ROOT, "title").unwrap().unwrap().0;
    let shown = shown.as_str().unwrap().to_owned();
    assert_eq!(conflicted.put("title", shown), Ok(()));
}

#[test]
fn sets_have_members_by_id() {
    let task = World::task();
    let put =
        |set: &str, key: &str, value: ScalarValue| task.put_in(BOB_MEMBER, &[set], key, value);
    assert_eq!(put("assignees", ID, true.into()), Ok(()));
    assert_eq!(put("assignees", ID, false.into()), Err(InvalidValue));
    assert_eq!(put("assignees", "bob", true.into()), Err(InvalidValue));
    assert_eq!(put("labels", ID, time()), Ok(()));
    assert_eq!(put("relations", &format!("blocks:{ID}"), true.into()), Ok(()));
    assert_eq!(put("relations", &format!("newer_kind:{ID}"), true.into()), Ok(()));
    assert_eq!(put("relations", "blocks", true.into()), Err(InvalidValue));
    assert_eq!(put("externalIds", "csv", "MESOS-1".into()), Ok(()));
    assert_eq!(put("externalIds", "csv", 1.into()), Err(InvalidValue));
    assert_eq!(put("fields", ID, "text:x".into()), Ok(()));
    assert_eq!(put("fields", ID, ScalarValue::Null), Ok(()));
    assert_eq!(put("fields", &format!("{ID}:{ID}"), true.into()), Ok(()));
    assert_eq!(put("fields", &format!("{ID}:{ID}"), "x".into()), Err(InvalidValue));
    assert_eq!(put("fields", "points", 1.into()), Err(InvalidValue));
}

#[test]
fn what_a_comment_says_is_its_authors() {
    let task = World::task();
    let body = task.at(&["comments", &COMMENT.to_string(), "body"]);
    let edit = |who| task.says(who, |tx| tx.splice_text(&body, 0, 1, "J").unwrap());
    assert_eq!(edit(ALICE_MEMBER), Ok(()));
    assert_eq!(edit(BOB_MEMBER), Err(Forbidden));
    let owner = Who { role: Some(OrgRole::Owner), ..BOB_MEMBER };
    assert_eq!(edit(owner), Err(Forbidden));
    let put = |who, key: &str, value: ScalarValue| {
        task.says(who, |tx| tx.put(task.comment(), key, value).unwrap())
    };
    assert_eq!(put(ALICE_MEMBER, "editedAt", time()), Ok(()));
    assert_eq!(put(BOB_MEMBER, "editedAt", time()), Err(Forbidden));
    assert_eq!(put(BOB_MEMBER, "aNewerKey", 1.into()), Err(Forbidden));
    assert_eq!(put(ALICE_MEMBER, "aNewerKey", 1.into()), Ok(()));
    assert_eq!(put(ALICE_MEMBER, "author", BOB.to_string().into()), Err(Reserved));
    assert_eq!(put(BOB_MEMBER, "author", BOB.to_string().into()), Err(Reserved));
    assert_eq!(put(ALICE_MEMBER, "createdAt", time()), Err(Reserved));
    assert_eq!(put(ALICE_MEMBER, "body", "flat".into()), Err(Reserved));
    assert_eq!(put(ALICE_MEMBER, "reactions", 1.into()), Err(Reserved));
}

#[test]
fn a_comment_is_deleted_by_its_author_or_an_admin() {
    let task = World::task();
    let delete = |who| task.says(who, |tx| tx.put(task.comment(), "deletedAt", time()).unwrap());
    assert_eq!(delete(ALICE_MEMBER), Ok(()));
    assert_eq!(delete(BOB_MEMBER), Err(Forbidden));
    for role in [OrgRole::Admin, OrgRole::Owner] {
        assert_eq!(delete(Who { role: Some(role), ..BOB_MEMBER }), Ok(()));
    }
    // Never the map itself, by anybody.
    let comments = task.at(&["comments"]);
    let remove = |tx: &mut Transaction<'_>| tx.delete(&comments, COMMENT.to_string()).unwrap();
    assert_eq!(task.says(ALICE_MEMBER, remove), Err(InvalidValue));
    let replace = |tx: &mut Transaction<'_>| {
        tx.put_object(&comments, COMMENT.to_string(), ObjType::Map).unwrap();
    };
    assert_eq!(task.says(ALICE_MEMBER, replace), Err(Reserved));
}

#[test]
fn a_new_comment_says_who_wrote_it() {
    let task = World::task();
    let comments = task.at(&["comments"]);
    let add = |author: Option<UserId>| {
        task.says(BOB_MEMBER, |tx| {
            let comment = tx.put_object(&comments, ID, ObjType::Map).unwrap();
            if let Some(author) = author {
                tx.put(&comment, "author", author.to_string()).unwrap();
            }
            tx.put(&comment, "createdAt", time()).unwrap();
            tx.put_object(&comment, "reactions", ObjType::Map).unwrap();
            let body = tx.put_object(&comment, "body", ObjType::Text).unwrap();
            tx.splice_text(&body, 0, 0, "Mine").unwrap();
        })
    };
    assert_eq!(add(Some(BOB)), Ok(()));
    assert_eq!(add(Some(ALICE)), Err(WrongAuthor));
    assert_eq!(add(None), Err(InvalidValue));
    let flat = task.says(BOB_MEMBER, |tx| {
        let comment = tx.put_object(&comments, ID, ObjType::Map).unwrap();
        tx.put(&comment, "author", BOB.to_string()).unwrap();
        tx.put(&comment, "body", "flat").unwrap();
    });
    assert_eq!(flat, Err(InvalidValue));
    let oddly_named = task.says(BOB_MEMBER, |tx| {
        tx.put_object(&comments, "first", ObjType::Map).unwrap();
    });
    assert_eq!(oddly_named, Err(InvalidValue));
}

#[test]
fn a_reaction_is_its_givers() {
    let task = World::task();
    let reactions = task.at(&["comments", &COMMENT.to_string(), "reactions"]);
    let react = |who, key: String| task.says(who, |tx| tx.put(&reactions, key, time()).unwrap());
    assert_eq!(react(BOB_MEMBER, format!("👍:{BOB}")), Ok(()));
    assert_eq!(react(BOB_MEMBER, format!("👍:{ALICE}")), Err(Forbidden));
    assert_eq!(react(BOB_MEMBER, "👍".to_owned()), Err(InvalidValue));
}

#[test]
fn an_attachments_record_does_not_change() {
    let task = World::task();
    let put =
        |key: &str, value: ScalarValue| task.put_in(BOB_MEMBER, &["attachments", ID], key, value);
    assert_eq!(put("removedAt", time()), Ok(()));
    assert_eq!(put("aNewerKey", 1.into()), Ok(()));
    assert_eq!(put("sha256", "1".repeat(64).into()), Err(Reserved));
    assert_eq!(put("addedBy", BOB.to_string().into()), Err(Reserved));
    assert_eq!(put("size", 4.into()), Err(Reserved));
    let other = "00000000-0000-0000-0000-0000000000fe";
    let add = |sha256: String, by: UserId| {
        let attachments = task.at(&["attachments"]);
        task.says(BOB_MEMBER, |tx| {
            let record = tx.put_object(&attachments, other, ObjType::Map).unwrap();
            tx.put(&record, "name", "b.txt").unwrap();
            tx.put(&record, "sha256", sha256).unwrap();
            tx.put(&record, "addedBy", by.to_string()).unwrap();
        })
    };
    assert_eq!(add("0".repeat(64), BOB), Ok(()));
    assert_eq!(add("0".repeat(63), BOB), Err(InvalidValue));
    assert_eq!(add("0".repeat(64), ALICE), Err(WrongAuthor));
}

#[test]
fn a_projects_settings_hold_what_the_schema_says() {
    let project = World::project();
    assert_eq!(project.put("name", "Gemini"), Ok(()));
    assert_eq!(project.put("name", 1), Err(InvalidValue));
    assert_eq!(project.put("key", "GEM2"), Ok(()));
    for key in ["gem", "2GEM", "", "ABCDEFGHIJK", "G-M"] {
        assert_eq!(project.put("key", key), Err(InvalidValue), "{key}");
    }
    let put =
        |key: &str, value: ScalarValue| project.put_in(BOB_MEMBER, &["states", ID], key, value);
    assert_eq!(put("name", "Doing".into()), Ok(()));
    assert_eq!(put("category", "started".into()), Ok(()));
    assert_eq!(put("category", "paused".into()), Err(InvalidValue));
    assert_eq!(put("color", "#ff00AA".into()), Ok(()));
    assert_eq!(put("color", "red".into()), Err(InvalidValue));
    assert_eq!(put("order", "not an order".into()), Err(InvalidValue));
    assert_eq!(put("removedAt", time()), Ok(()));
    assert_eq!(put("aNewerKey", 1.into()), Ok(()));
    let states = project.at(&["states"]);
    let remove = |tx: &mut Transaction<'_>| tx.delete(&states, ID).unwrap();
    assert_eq!(project.says(BOB_MEMBER, remove), Err(InvalidValue));
    let again = |tx: &mut Transaction<'_>| {
        tx.put_object(&states, ID, ObjType::Map).unwrap();
    };
    assert_eq!(project.says(BOB_MEMBER, again), Err(Reserved));
}

#[test]
fn a_custom_fields_type_is_for_ever() {
    let mut project = World::project();
    let fields = project.at(&["fields"]);
    let add = |kind: &str| {
        project.says(BOB_MEMBER, |tx| {
            let field = tx.put_object(&fields, ID, ObjType::Map).unwrap();
            tx.put(&field, "type", kind).unwrap();
            tx.put_object(&field, "options", ObjType::Map).unwrap();
        })
    };
    assert_eq!(add("number"), Ok(()));
    assert_eq!(add("quaternion"), Err(InvalidValue));
    let put = Command::Project(ProjectCommand::PutField {
        id: ID.parse().unwrap(),
        name: "Size".to_owned(),
        field_type: crate::rows::FieldType::Number,
        order: "a0".to_owned(),
    });
    let alice = Author { actor: ActorId([1; 16]), user: Some(ALICE) };
    project.document.execute(&alice, AT, &put).unwrap();
    let retype = project.put_in(BOB_MEMBER, &["fields", ID], "type", "text");
    assert_eq!(retype, Err(Reserved));
}

#[test]
fn a_text_belongs_to_the_document_its_id_is_made_of() {
    let text = World::text();
    let object = text.at(&["text"]);
    let edit = |tx: &mut Transaction<'_>| tx.splice_text(&object, 0, 0, "Not ").unwrap();
    assert_eq!(text.says(BOB_MEMBER, edit), Ok(()));
    assert_eq!(text.put("owner", ID), Err(WrongDocument));
    assert_eq!(text.put("role", "overview"), Err(WrongDocument));
    let nobodys = World::new(DocKind::Text, text.doc.0.as_u128(), 2, &[]);
    assert_eq!(nobodys.says(BOB_MEMBER, edit), Err(WrongDocument));
    let moved = World { doc: DocId(Uuid::from_u128(8)), ..World::text() };
    assert_eq!(moved.says(BOB_MEMBER, edit), Err(WrongDocument));
}

#[test]
fn blocks_of_a_text_may_hold_anything() {
    let text = World::text();
    let object = text.at(&["text"]);
    let split = |tx: &mut Transaction<'_>| {
        let block = tx.split_block(&object, 0).unwrap();
        tx.put(&block, "type", "paragraph").unwrap();
    };
    assert_eq!(text.says(BOB_MEMBER, split), Ok(()));
}

#[test]
fn a_text_has_a_largest_size() {
    let text = World::text();
    let object = text.at(&["text"]);
    // One element can hold many letters, as the webview's library sometimes writes them.
    let mut long = World::text();
    let chunk = "x".repeat(60_000);
    for part in 0..16 {
        let mut theirs = long.document.automerge().clone();
        theirs.set_actor(automerge::ActorId::from([40 + part; 16]));
        let heads = theirs.get_heads();
        let mut tx = theirs.transaction();
        tx.splice_text(&object, 0, 0, &chunk).unwrap();
        tx.commit();
        long.document.apply(theirs.get_changes(&heads)).unwrap();
    }
    let insert = |count: usize| {
        long.says(BOB_MEMBER, |tx| tx.splice_text(&object, 0, 0, &"y".repeat(count)).unwrap())
    };
    let room = MAX_TEXT_UNITS - 16 * 60_000 - 4;
    assert_eq!(insert(room), Ok(()));
    assert_eq!(insert(room + 1), Err(TooLarge));
}

#[test]
fn private_documents_are_their_owners() {
    let own = World::private(BOB);
    let star = |world: &World, who| {
        let stars = world.at(&["stars"]);
        world.says(who, |tx| tx.put(&stars, ID, time()).unwrap())
    };
    assert_eq!(star(&own, BOB_MEMBER), Ok(()));
    let guest = Who { role: Some(OrgRole::Guest), ..BOB_MEMBER };
    assert_eq!(star(&own, guest), Ok(()));
    assert_eq!(star(&own, Who { role: None, ..BOB_MEMBER }), Err(Forbidden));
    assert_eq!(star(&World::private(ALICE), BOB_MEMBER), Err(Forbidden));
    let stray = World { doc: DocId(Uuid::from_u128(8)), ..World::private(BOB) };
    assert_eq!(star(&stray, BOB_MEMBER), Err(WrongDocument));
    let put = |map: &str, key: &str, value: ScalarValue| own.put_in(BOB_MEMBER, &[map], key, value);
    assert_eq!(put("drafts", "comment/1", "Dear".into()), Ok(()));
    assert_eq!(put("drafts", "comment/1", 1.into()), Err(InvalidValue));
    assert_eq!(put("read", "somewhere", time()), Err(InvalidValue));
}

#[test]
fn documents_live_where_their_ids_say() {
    let title = |world: World| world.says(BOB_MEMBER, |tx| tx.put(ROOT, "name", "x").unwrap());
    assert_eq!(title(World::project()), Ok(()));
    let elsewhere = StreamId(Uuid::from_u128(3));
    assert_eq!(title(World { stream: elsewhere, ..World::project() }), Err(WrongDocument));
    let task = World { doc: DocId(Uuid::from_u128(2)), ..World::task() };
    assert_eq!(title(task), Err(WrongDocument));
}
