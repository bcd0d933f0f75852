//! Texts: offsets are UTF-16 code units, and nobody's characters are lost.

use crate::team::{Replica, at, author, id};
use aloft_crdt_model::command::{Command, CommandError, TextCommand};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::TextRole;
use automerge::transaction::Transactable;
use automerge::{ActorId, ROOT, ReadDoc};
use proptest::prelude::*;

fn started(text: &str) -> Replica {
    let mut replica = Replica::new(DocKind::Text);
    run(&mut replica, 0, start(text)).unwrap();
    replica
}

fn start(text: &str) -> TextCommand {
    TextCommand::Start { owner: id(201), role: TextRole::Description, text: text.to_owned() }
}

fn run(replica: &mut Replica, who: u8, command: TextCommand) -> Result<(), CommandError> {
    replica.run(&author(who), at(1), &Command::Text(command)).map(|_| ())
}

fn replace(text: &str) -> TextCommand {
    TextCommand::Replace { text: text.to_owned() }
}

/// Text of one, two, three and four byte characters, some of them two code units.
fn any_text() -> impl Strategy<Value = String> {
    "[a-z é€\u{301}🙂𝕏\n]{0,30}"
}

proptest! {
    #[test]
    fn a_splice_edits_code_units(
        text in any_text(),
        insert in any_text(),
        index in 0_usize..40,
        delete in 0_usize..10,
    ) {
        let mut replica = started(&text);
        let mut units: Vec<u16> = text.encode_utf16().collect();
        let splice = TextCommand::Splice { index, delete, insert: insert.clone() };
        let result = run(&mut replica, 0, splice);
        let inside = index + delete <= units.len();
        if inside {
            units.splice(index..index + delete, insert.encode_utf16());
        }
        match String::from_utf16(&units) {
            Ok(expected) if inside => {
                // An edit inside a surrogate pair may look whole again; it is refused all the same.
                let expected = if result.is_ok() { expected } else { text };
                prop_assert_eq!(replica.text(), expected);
            }
            _ => {
                prop_assert!(result.is_err());
                prop_assert_eq!(replica.text(), text);
            }
        }
    }

    #[test]
    fn a_replacement_reads_as_asked(old in any_text(), new in any_text()) {
        let mut replica = started(&old);
        run(&mut replica, 0, replace(&new)).unwrap();
        prop_assert_eq!(replica.text(), new);
    }

    #[test]
    fn a_replacement_merges_with_a_concurrent_edit_and_loses_no_character(
        old in any_text(),
        places: (prop::sample::Index, prop::sample::Index),
        other_replaces: bool,
    ) {
        // One person hands in the whole text with an insertion; the other does so too, or types.
        let ends: Vec<_> = old.char_indices().map(|(end, _)| end).chain([old.len()]).collect();
        let halves = |place: prop::sample::Index| old.split_at(ends[place.index(ends.len())]);
        let mut one = started(&old);
        let mut other = one.clone();
        let (before, after) = halves(places.0);
        run(&mut one, 1, replace(&format!("{before}<<1>>{after}"))).unwrap();
        let (before, after) = halves(places.1);
        let index = before.encode_utf16().count();
        let edit = if other_replaces {
            replace(&format!("{before}[[2]]{after}"))
        } else {
            TextCommand::Splice { index, delete: 0, insert: "[[2]]".to_owned() }
        };
        run(&mut other, 2, edit).unwrap();
        one.merge(&other);
        other.merge(&one);
        prop_assert_eq!(one.text(), other.text());
        let text = one.text();
        prop_assert!(text.contains("<<1>>") && text.contains("[[2]]"), "{}", text);
        prop_assert_eq!(text.replace("<<1>>", "").replace("[[2]]", ""), old);
    }
}

#[test]
fn an_edit_inside_a_surrogate_pair_is_refused() {
    let mut replica = started("a🙂b");
    let splice = TextCommand::Splice { index: 2, delete: 0, insert: "x".to_owned() };
    let error = run(&mut replica, 0, splice).unwrap_err();
    let sentence = "the edit at 2 (deleting 0) does not fit the text of 4 code units";
    assert_eq!(error.to_string(), sentence);
    run(&mut replica, 0, TextCommand::Splice { index: 1, delete: 2, insert: "-".to_owned() })
        .unwrap();
    assert_eq!(replica.text(), "a-b");
}

#[test]
fn two_people_who_start_the_same_text_offline_keep_both_beginnings() {
    let mut one = started("From one. ");
    let mut other = Replica::new(DocKind::Text);
    run(&mut other, 1, start("From the other. ")).unwrap();
    one.merge(&other);
    other.merge(&one);
    assert_eq!(one.rows(), other.rows());
    assert!(one.text().contains("From one. ") && one.text().contains("From the other. "));
}

#[test]
fn a_beginning_that_is_replayed_upon_anothers_comes_after_it() {
    let mut replica = started("First. ");
    run(&mut replica, 1, start("Second.")).unwrap();
    assert_eq!(replica.text(), "First. Second.");
}

#[test]
fn a_text_is_started_before_it_is_edited() {
    let mut replica = Replica::new(DocKind::Text);
    let error = run(&mut replica, 0, replace("x")).unwrap_err();
    assert_eq!(error.to_string(), "the text does not exist yet: create it first");
}

#[test]
fn more_than_one_change_may_hold_is_refused_and_written_in_steps() {
    let mut replica = started("");
    let long = "x".repeat(70_000);
    let error = run(&mut replica, 0, replace(&long)).unwrap_err();
    assert_eq!(error.to_string(), "this is too much for one change: write it in several steps");
    assert_eq!(replica.text(), "");
    for index in [0, 35_000] {
        let insert = long[..35_000].to_owned();
        run(&mut replica, 0, TextCommand::Splice { index, delete: 0, insert }).unwrap();
    }
    assert_eq!(replica.text(), long);
}

#[test]
fn blocks_read_as_new_lines_and_a_persons_own_object_character_stays() {
    let mut replica = started("Title\u{fffc}");
    let mut automerge = replica.document.automerge().clone();
    automerge.set_actor(ActorId::from([0x77; 16]));
    let heads = automerge.get_heads();
    let text = automerge.get(ROOT, "text").unwrap().unwrap().1;
    let mut tx = automerge.transaction();
    tx.split_block(&text, 0).unwrap();
    let end = tx.length(&text);
    tx.split_block(&text, end).unwrap();
    tx.splice_text(&text, end + 1, 0, "Body").unwrap();
    tx.commit();
    replica.document.apply(automerge.get_changes(&heads)).unwrap();
    assert_eq!(replica.text(), "Title\u{fffc}\nBody");
}
