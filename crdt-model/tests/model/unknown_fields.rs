//! What a newer version wrote survives whatever this version does.

use crate::arbitrary::{command, creation};
use crate::team::{Replica, at, author, comment};
use aloft_crdt_model::command::Command;
use aloft_crdt_model::document::DocKind;
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ObjId, ObjType, ROOT, ReadDoc};
use proptest::prelude::*;
use proptest::sample::select;

const FUTURE: &str = "somethingNew";

/// Every map of the document, with its path.
fn maps(automerge: &Automerge, obj: ObjId, path: &str, found: &mut Vec<(String, ObjId)>) {
    let inner: Vec<_> = automerge
        .map_range(&obj, ..)
        .filter(|item| item.value == automerge::ValueRef::Object(ObjType::Map))
        .map(|item| (format!("{path}/{}", item.key), item.id()))
        .collect();
    found.push((path.to_owned(), obj));
    for (path, obj) in inner {
        maps(automerge, obj, &path, found);
    }
}

fn all_maps(automerge: &Automerge) -> Vec<(String, ObjId)> {
    let mut found = Vec::new();
    maps(automerge, ROOT, "", &mut found);
    found
}

/// A newer version adds a value, a list and a map to every map of the document.
fn write_from_the_future(replica: &mut Replica) {
    let mut automerge = replica.document.automerge().clone();
    automerge.set_actor(ActorId::from([0x77; 16]));
    let heads = automerge.get_heads();
    let maps = all_maps(&automerge);
    let mut tx = automerge.transaction();
    for (path, obj) in &maps {
        tx.put(obj, FUTURE, path.as_str()).unwrap();
        let list = tx.put_object(obj, format!("{FUTURE}List"), ObjType::List).unwrap();
        tx.insert(list, 0, "item").unwrap();
        let map = tx.put_object(obj, format!("{FUTURE}Map"), ObjType::Map).unwrap();
        tx.put(map, "inner", 1).unwrap();
    }
    tx.commit();
    let changes = automerge.get_changes(&heads);
    replica.document.apply(changes).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn unknown_fields_survive_every_command(
        (kind, before, after) in select(DocKind::ALL.to_vec()).prop_flat_map(|kind| (
            Just(kind),
            prop::collection::vec(command(kind), 0..12),
            prop::collection::vec(command(kind), 1..12),
        )),
    ) {
        let mut replica = Replica::new(kind);
        replica.run(&author(0), at(0), &creation(kind)).unwrap();
        for command in &before {
            let _refused = replica.run(&author(0), at(1), command);
        }
        write_from_the_future(&mut replica);
        let written = all_maps(replica.document.automerge());
        for command in &after {
            let _refused = replica.run(&author(1), at(2), command);
        }
        let automerge = replica.document.automerge();
        for (path, obj) in written {
            if path.contains(FUTURE) {
                continue;
            }
            let text = automerge.get(&obj, FUTURE).unwrap().unwrap().0;
            prop_assert_eq!(text.as_str(), Some(path.as_str()));
            let list = automerge.get(&obj, format!("{FUTURE}List")).unwrap().unwrap().1;
            prop_assert_eq!(automerge.length(list), 1);
            // The map that holds it is still where it was.
            prop_assert_eq!(path_of(automerge, &obj), path);
        }
    }
}

fn path_of(automerge: &Automerge, obj: &ObjId) -> String {
    let path = automerge.parents(obj).unwrap().visible_path().unwrap();
    path.into_iter().fold(String::new(), |path, (_, prop)| format!("{path}/{prop}"))
}

#[test]
fn unknown_values_in_known_places_hide_nothing_else() {
    let mut replica = crate::team::created_task();
    replica.task_do(0, 1, comment(1, "Hello"));
    let mut automerge = replica.document.automerge().clone();
    automerge.set_actor(ActorId::from([0x77; 16]));
    let heads = automerge.get_heads();
    let mut tx = automerge.transaction();
    tx.put(ROOT, "priority", "apocalyptic").unwrap();
    tx.put(ROOT, "due", "soon").unwrap();
    let labels = tx.get(ROOT, "labels").unwrap().unwrap().1;
    tx.put(labels, "not an id", true).unwrap();
    tx.commit();
    replica.document.apply(automerge.get_changes(&heads)).unwrap();
    let task = replica.task();
    assert_eq!(task.title, "Write the tests");
    assert_eq!((task.priority, task.due), (aloft_crdt_model::rows::Priority::None, None));
    assert!(task.labels.is_empty());
    assert_eq!(task.comment_count, 1);
}

#[test]
fn a_command_of_another_kind_is_refused() {
    let mut replica = Replica::new(DocKind::Project);
    let wrong = Command::Task(crate::team::title("No"));
    let error = replica.run(&author(0), at(0), &wrong).unwrap_err();
    assert_eq!(error.to_string(), "this changes a task, and the document is a project");
}
