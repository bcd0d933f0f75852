//! A task's page, search, and what a window begins with.

use crate::setup::{Seat, sit_down};
use aloft_crdt_model::command::TaskCommand;
use aloft_crdt_model::rows::RelationKind;

#[tokio::test]
async fn a_task_comes_with_everything_on_it() {
    let seat = Seat::new().await;
    let (one, two) = (seat.task("One").await, seat.task("Two").await);
    let blocks = TaskCommand::AddRelation { kind: RelationKind::Blocks, task: two };
    seat.desk.act(vec![one], blocks).await.unwrap();
    seat.desk.act(vec![two], TaskCommand::SetParent { parent: Some(one) }).await.unwrap();
    let said = seat.desk.add_comment(one, None, "Well?".to_owned()).await.unwrap();
    let detail = seat.desk.task_detail(one).await.unwrap().unwrap();
    assert_eq!(detail.comments[0].id.0, said.id);
    assert_eq!(detail.children[0].core.id, two);
    assert!(!detail.relations[0].inverse);
    assert!(detail.waiting > 0);
    let types: Vec<_> = detail.activity.iter().map(|line| line.event["type"].clone()).collect();
    assert!(types.contains(&"task_created".into()) && types.contains(&"comment_added".into()));
    let other = seat.desk.task_detail(two).await.unwrap().unwrap();
    assert!(other.relations[0].inverse);
    assert_eq!(other.relations[0].task.core.id, one);
    assert_eq!(other.parent.unwrap().core.id, one);
}

#[tokio::test]
async fn a_relation_touches_both_tasks() {
    let seat = Seat::new().await;
    let (one, two) = (seat.task("One").await, seat.task("Two").await);
    let blocks = TaskCommand::AddRelation { kind: RelationKind::Blocks, task: two };
    let acted = seat.desk.act(vec![one], blocks).await.unwrap();
    assert!(acted.delta.touched.contains(&one) && acted.delta.touched.contains(&two));
}

#[tokio::test]
async fn search_finds_lines_with_their_project() {
    let seat = Seat::new().await;
    let task = seat.task("Paint the fence").await;
    let hits = seat.desk.search("fen pai".to_owned(), None, 10).await.unwrap();
    assert_eq!((hits[0].line.core.id, hits[0].project), (task, seat.project));
}

#[tokio::test]
async fn a_task_in_the_bin_is_there_and_not_in_the_list() {
    let seat = Seat::new().await;
    let task = seat.task("One").await;
    seat.desk.act(vec![task], TaskCommand::Delete).await.unwrap();
    assert!(seat.lines().await.is_empty());
    assert!(seat.desk.open_bin(seat.project).await.unwrap().contains(&task.to_string()));
}

#[tokio::test]
async fn a_window_that_was_killed_finds_all_that_was_answered() {
    let seat = Seat::new().await;
    seat.task("One").await;
    // Nothing of the desk is dropped: as after a kill.
    let Seat { desk, folder, project, .. } = seat;
    std::mem::forget(desk);
    let (again, _events) = sit_down(folder.path());
    let boot = again.boot().await.unwrap();
    assert_eq!(boot.workspace.projects[0].id, project);
    assert_eq!(boot.workspace.projects[0].tasks, 1);
}
