//! The other side of refusing: what honest clients make, alone and concurrently, passes inspection
//! always, and the policy unless it is somebody else's.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

#[path = "model/arbitrary.rs"]
mod arbitrary;
#[expect(dead_code, reason = "shared with the model's own proofs, which use all of it")]
#[path = "model/team.rs"]
mod team;

use aloft_crdt_model::command::{Command, TaskCommand};
use aloft_crdt_model::document::{ActorId, Author, DocKind, Document, Heads};
use aloft_crdt_model::hostile::quiet_engine_panics;
use aloft_crdt_model::ids::{DocId, OrgId, StreamId, UserId, private_stream};
use aloft_crdt_model::inspect::{self, Limits, Verdict};
use aloft_crdt_model::policy::{self, OrgRole, Place, Subject};
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use aloft_crdt_model::rows::DocRows;
use automerge::ReadDoc;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;
use team::{at, author, doc_id, id};

fn place_of(kind: DocKind) -> (DocId, StreamId) {
    let private = private_stream(id(250), id(100));
    match kind {
        DocKind::User => (DocId(private.0), private),
        DocKind::Project => (id(200), id(200)),
        DocKind::Task | DocKind::Text => (doc_id(kind), id(200)),
    }
}

/// The relay's whole judgement of one change.
fn judge(relay: &mut Document, user: UserId, bytes: &[u8]) -> Result<(), Refusal> {
    let change = inspect::check_bytes(bytes, &Limits::default())?;
    assert_eq!(inspect::check_structure(relay, &change)?, Verdict::New);
    let mut after = relay.clone();
    inspect::apply_guarded(&mut after, &change)?;
    let ops = inspect::resolve(&after, &change)?;
    let identities = BTreeSet::from([user]);
    let role = Some(OrgRole::Member);
    let subject = Subject { identities: &identities, org_role: role, is_relay: false };
    let (doc, stream) = place_of(relay.kind());
    let (org, kind) = (id::<OrgId>(250), relay.kind());
    let place = Place { doc, kind, stream, org, before: relay, after: &after };
    policy::check_author(&subject, &change)?;
    policy::authorise(&subject, &place, change.author(), &ops)?;
    *relay = after;
    Ok(())
}

#[derive(Clone, Debug)]
struct Step {
    who: u8,
    syncs: bool,
    command: Command,
}

fn any_history() -> impl Strategy<Value = (DocKind, Vec<Step>)> {
    prop::sample::select(&DocKind::ALL[..]).prop_flat_map(|kind| {
        let command = match kind {
            DocKind::Task => prop_oneof![arbitrary::command(kind), on_a_comment()].boxed(),
            _ => arbitrary::command(kind),
        };
        let step = (0_u8..3, prop::bool::weighted(0.6), command)
            .prop_map(|(who, syncs, command)| Step { who, syncs, command });
        (Just(kind), vec(step, 10..40))
    })
}

/// Few comments, so that people meet on them.
fn on_a_comment() -> impl Strategy<Value = Command> {
    let (body, emoji) = ("Fine.".to_owned(), "🎉".to_owned());
    (0_u8..3, 0_u8..5).prop_map(move |(comment, what)| {
        let (id, body, emoji) = (id(comment), body.clone(), emoji.clone());
        Command::Task(match what {
            0 | 1 => TaskCommand::AddComment { id, parent: None, body, at: None },
            2 => TaskCommand::EditComment { id, body: body + "!" },
            3 => TaskCommand::DeleteComment { id },
            _ => TaskCommand::React { id, emoji },
        })
    })
}

/// A person's replica; a refused change makes them begin anew from the relay's, as another actor.
struct Person {
    document: Document,
    actor: [u8; 16],
}

impl Person {
    fn writes_as(&self, who: u8) -> Author {
        Author { actor: ActorId(self.actor), ..author(who) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn honest_changes_pass((kind, steps) in any_history()) {
        quiet_engine_panics();
        let mut relay = Document::genesis(kind);
        let mut team: Vec<_> = (0_u8..3)
            .map(|who| Person { document: relay.clone(), actor: [who + 1; 16] })
            .collect();
        let begin = Step { who: 0, syncs: true, command: arbitrary::creation(kind) };
        for (second, step) in (1..).zip([begin].into_iter().chain(steps)) {
            // A private document has one person with several devices.
            let user = if kind == DocKind::User { 0 } else { step.who };
            let person = &mut team[usize::from(step.who)];
            if step.syncs || second < 5 {
                let news = relay.automerge().get_changes(&[]);
                person.document.apply(news).unwrap();
            }
            let writes_as = person.writes_as(user);
            let made = person.document.execute(&writes_as, at(second), &step.command);
            let Ok(Some(change)) = made else { continue };
            if let Err(refusal) = judge(&mut relay, id(100 + user), change.raw_bytes()) {
                // Somebody else's comment, or the same id or creation from two people at once.
                let expected = [RefusalCode::Forbidden, RefusalCode::Reserved];
                prop_assert!(expected.contains(&refusal.code), "{refusal} {step:?}");
                person.document = relay.clone();
                person.actor[15] += 16;
            }
        }
        let loaded = Document::load(kind, &relay.save()).unwrap();
        prop_assert_eq!(loaded.heads(), relay.heads());
    }
}

/// A text with the first changes that the editor made in it, each judged as the relay does.
///
/// Automerge's JavaScript package made them as the window's editor does: a text begun, then
/// headings, lists in lists, quotes, code, marks and links, then all of it replaced. Made once, with
/// version 3.5.0 of the package, on the genesis of a text.
fn typed(count: usize) -> Document {
    let made: serde_json::Value =
        serde_json::from_str(include_str!("fixtures/editor.json")).unwrap();
    let mut relay = Document::genesis(DocKind::Text);
    for change in made["changes"].as_array().unwrap().iter().take(count) {
        judge(&mut relay, id(100), &bytes_of(change)).unwrap();
    }
    relay
}

fn bytes_of(hex: &serde_json::Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap();
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

#[test]
fn what_the_editor_writes_passes() {
    let relay = typed(4);
    let (doc, stream) = place_of(DocKind::Text);
    let DocRows::Text(row) = relay.rows(doc, stream) else { panic!("a text has a text's row") };
    assert_eq!(row.text, "Short again.");
    assert_eq!(row.owner, id(201));
    let DocRows::Text(rich) = typed(3).rows(doc, stream) else { panic!("a text has a text's row") };
    assert_eq!(
        rich.text,
        "Plan \u{1F600}\nvery bold and linked\none\ntwo\n\nquoted\nlet x = 1;\nlet y;"
    );
}

/// The window's own binding (`ui/src/editor/binding.ts`) made these on the genesis of a text: a block
/// changed in place, marks taken off and put on, lists in lists, and a deletion across blocks.
#[test]
fn what_the_windows_binding_writes_passes() {
    let made: serde_json::Value =
        serde_json::from_str(include_str!("fixtures/editor_binding.json")).unwrap();
    let mut relay = Document::genesis(DocKind::Text);
    for change in made["changes"].as_array().unwrap() {
        judge(&mut relay, id(100), &bytes_of(change)).unwrap();
    }
    let (doc, stream) = place_of(DocKind::Text);
    let DocRows::Text(row) = relay.rows(doc, stream) else { panic!("a text has a text's row") };
    assert_eq!(row.text, made["text"].as_str().unwrap());
}

/// What was typed is made anew under another actor, with its blocks and marks.
#[test]
fn an_edit_that_is_made_again_leads_to_the_same_text() {
    let original = typed(3);
    let (mut again, mut relay) =
        (Document::genesis(DocKind::Text), Document::genesis(DocKind::Text));
    for edit in original.changes_since(&Heads::default()) {
        let change = again.edit_again(&author(0), at(1), &original, &edit).unwrap().unwrap();
        judge(&mut relay, id(100), change.raw_bytes()).unwrap();
    }
    let (doc, stream) = place_of(DocKind::Text);
    assert_eq!(again.rows(doc, stream), original.rows(doc, stream));
    let spans = |document: &Document| {
        let (_, text) = document.automerge().get(automerge::ROOT, "text").unwrap().unwrap();
        document.automerge().spans(&text).unwrap().collect::<Vec<_>>()
    };
    assert_eq!(spans(&again), spans(&original));
}
