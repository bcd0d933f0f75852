//! Copies of a database never write under one actor.

use crate::setup::{Home, open, set_title};
use aloft_client::store::DATABASE_FILE;
use tempfile::TempDir;

#[test]
fn reopening_keeps_the_identity() {
    let mut home = Home::new(1);
    home.task("x");
    let before = home.store.identity().unwrap();
    let home = home.reopen(2);
    assert_eq!(home.store.identity().unwrap(), before);
}

#[test]
fn a_copied_folder_gets_another_actor_and_the_original_keeps_its_own() {
    let mut home = Home::new(3);
    home.task("x");
    let before = home.store.identity().unwrap();
    let home = home.reopen(4);
    let copy = TempDir::new().unwrap();
    for file in std::fs::read_dir(home.folder.path()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let copied = open(copy.path(), 5).identity().unwrap();
    assert_ne!(copied.actor, before.actor);
    assert_eq!((copied.user, copied.device), (before.user, before.device));
    assert_eq!(home.reopen(6).store.identity().unwrap(), before);
}

#[test]
fn a_restored_database_gets_another_actor() {
    let mut home = Home::new(7);
    let task = home.task("x");
    let home = home.reopen(8);
    let path = home.folder.path().join(DATABASE_FILE);
    // The last close folded the journal into the file, so that this is a whole backup.
    let Home { store, org, project, folder } = home;
    drop(store);
    let backup = std::fs::read(&path).unwrap();
    let mut home = Home { store: open(folder.path(), 9), org, project, folder };
    let before = home.store.identity().unwrap();
    home.edit(task, set_title("after the backup"));
    let Home { store, org, project, folder } = home;
    drop(store);
    // In place: the file stays the same file.
    std::fs::write(&path, backup).unwrap();
    let mut home = Home { store: open(folder.path(), 10), org, project, folder };
    assert_ne!(home.store.identity().unwrap().actor, before.actor);
    home.edit(task, set_title("after the restore"));
    home.assert_sound();
}

#[test]
fn a_lost_sidecar_rotates_the_actor() {
    let home = Home::new(11);
    let before = home.store.identity().unwrap().actor;
    std::fs::remove_file(home.folder.path().join("device")).unwrap();
    assert_ne!(home.reopen(12).store.identity().unwrap().actor, before);
}

#[test]
fn another_person_gets_another_actor() {
    let mut home = Home::new(13);
    let before = home.store.identity().unwrap();
    let other = aloft_crdt_model::ids::UserId(uuid::Uuid::from_u128(1));
    home.store.set_user(other).unwrap();
    let after = home.store.identity().unwrap();
    assert_eq!((after.user, after.device), (other, before.device));
    assert_ne!(after.actor, before.actor);
    let task = home.task("by the other");
    let row = home.store.queries().task(task).unwrap().unwrap();
    assert_eq!(row.created_by, Some(other));
}
