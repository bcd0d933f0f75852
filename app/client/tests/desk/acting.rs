//! Commands, their deltas, and taking them back.

use crate::setup::Seat;
use aloft_client::desk::views::{NewTask, Placement};
use aloft_crdt_model::command::{ProjectCommand, TaskCommand};
use aloft_crdt_model::ids::{LabelId, ProjectId, TaskId};
use aloft_crdt_model::rows::Priority;
use uuid::Uuid;

#[tokio::test]
async fn an_answer_holds_what_was_written_and_nothing_twice() {
    let seat = Seat::new().await;
    let task = NewTask { title: "Paint".to_owned(), ..NewTask::default() };
    let created = seat.desk.create_task(seat.project, task, None, None).await.unwrap();
    assert_eq!(created.label.as_deref(), Some("Created “Paint”"));
    let [line] = created.delta.upserted.as_slice() else { panic!("{:?}", created.delta) };
    assert_eq!((line.core.id.0, line.core.title.as_str()), (created.id, "Paint"));
    assert!(line.repaired.state.is_some(), "the project's first state");
    let command = TaskCommand::SetPriority { priority: Priority::High };
    let acted = seat.desk.act(vec![TaskId(created.id)], command).await.unwrap();
    assert!(acted.delta.revision > created.delta.revision);
    assert_eq!(acted.delta.upserted.len(), 1);
    assert_eq!(acted.delta.upserted[0].core.priority, Priority::High);
}

#[tokio::test]
async fn an_act_on_several_is_one_step() {
    let seat = Seat::new().await;
    let tasks = vec![seat.task("One").await, seat.task("Two").await];
    let acted = seat.desk.act(tasks.clone(), TaskCommand::Delete).await.unwrap();
    assert_eq!(acted.label.as_deref(), Some("Deleted on 2 tasks"));
    assert!(seat.titles().await.is_empty());
    let undone = seat.desk.undo().await.unwrap().unwrap();
    assert_eq!(undone.label, acted.label);
    assert_eq!(seat.titles().await, ["One", "Two"]);
    seat.desk.redo().await.unwrap().unwrap();
    assert!(seat.titles().await.is_empty());
}

#[tokio::test]
async fn an_act_that_fails_on_one_does_nothing() {
    let seat = Seat::new().await;
    let (known, unknown) = (seat.task("One").await, TaskId(Uuid::nil()));
    let failed = seat.desk.act(vec![known, unknown], TaskCommand::Delete).await.unwrap_err();
    assert_eq!(failed.code, "not_found");
    assert_eq!(seat.titles().await, ["One"]);
}

#[tokio::test]
async fn undo_goes_back_step_by_step_and_forth_again() {
    let seat = Seat::new().await;
    let task = seat.task("One").await;
    for title in ["Two", "Three"] {
        let command = TaskCommand::SetTitle { title: title.to_owned() };
        seat.desk.act(vec![task], command).await.unwrap();
    }
    seat.desk.undo().await.unwrap().unwrap();
    seat.desk.undo().await.unwrap().unwrap();
    assert_eq!(seat.titles().await, ["One"]);
    seat.desk.redo().await.unwrap().unwrap();
    assert_eq!(seat.titles().await, ["Two"]);
    // Something new closes the way forth.
    let command = TaskCommand::SetTitle { title: "Four".to_owned() };
    seat.desk.act(vec![task], command).await.unwrap();
    assert!(seat.desk.redo().await.unwrap().is_none());
    seat.desk.undo().await.unwrap().unwrap();
    assert_eq!(seat.titles().await, ["Two"]);
}

#[tokio::test]
async fn undo_leaves_alone_what_others_did() {
    let seat = Seat::new().await;
    let task = seat.task("One").await;
    let command = TaskCommand::SetPriority { priority: Priority::High };
    seat.desk.act(vec![task], command).await.unwrap();
    let title = TaskCommand::SetTitle { title: "Theirs".to_owned() };
    seat.elsewhere().write(|transaction| transaction.edit_task(task, title)).unwrap();
    seat.desk.undo().await.unwrap().unwrap();
    let lines = seat.lines().await;
    assert_eq!(lines[0].core.title, "Theirs");
    assert_eq!(lines[0].core.priority, Priority::None);
}

#[tokio::test]
async fn an_act_that_changes_nothing_is_no_step() {
    let seat = Seat::new().await;
    let task = seat.task("One").await;
    let command = TaskCommand::SetPriority { priority: Priority::None };
    let acted = seat.desk.act(vec![task], command).await.unwrap();
    assert_eq!(acted.label, None);
    // What is undone is the creation.
    seat.desk.undo().await.unwrap().unwrap();
    assert!(seat.titles().await.is_empty());
    assert!(seat.desk.undo().await.unwrap().is_none());
}

#[tokio::test]
async fn a_move_takes_place_and_state_together() {
    let seat = Seat::new().await;
    let (one, two) = (seat.task("One").await, seat.task("Two").await);
    let workspace = seat.desk.workspace().await.unwrap();
    let done = workspace.projects[0].states.iter().find(|state| state.name == "Done").unwrap();
    let to = Placement::Before { task: one };
    let moved = seat.desk.move_task(two, to, Some(done.id)).await.unwrap();
    assert_eq!(moved.delta.upserted[0].repaired.state, Some(done.id));
    assert_eq!(seat.titles().await, ["Two", "One"]);
    seat.desk.undo().await.unwrap().unwrap();
    let lines = seat.lines().await;
    assert_eq!(lines[1].core.id, two);
    assert_ne!(lines[1].repaired.state, Some(done.id));
}

#[tokio::test]
async fn a_projects_settings_are_undone_too() {
    let seat = Seat::new().await;
    let id = LabelId(seat.desk.new_id().await.unwrap());
    let (name, color) = ("Later".to_owned(), "#8b8d98".to_owned());
    let command = ProjectCommand::PutLabel { id, name, color };
    let acted = seat.desk.edit_project(seat.project, command).await.unwrap();
    assert!(acted.delta.workspace);
    assert_eq!(seat.desk.workspace().await.unwrap().projects[0].labels[0].name, "Later");
    seat.desk.undo().await.unwrap().unwrap();
    assert!(seat.desk.workspace().await.unwrap().projects[0].labels.is_empty());
}

#[tokio::test]
async fn a_first_project_gets_a_first_organisation_and_a_second_the_same() {
    let seat = Seat::new().await;
    let second = seat.desk.create_project(None, "Garden".to_owned(), "GAR".to_owned()).await;
    second.unwrap();
    let workspace = seat.desk.workspace().await.unwrap();
    assert_eq!(workspace.organisations.len(), 1);
    assert_eq!(workspace.projects[0].org_id, workspace.projects[1].org_id);
    let again = seat.desk.create_project(None, "Other".to_owned(), "GAR".to_owned()).await;
    assert_eq!(again.unwrap_err().code, "invalid");
}

#[tokio::test]
async fn lines_of_other_projects_are_not_told() {
    let seat = Seat::new().await;
    let other = seat.desk.create_project(None, "Garden".to_owned(), "GAR".to_owned()).await;
    let other = ProjectId(other.unwrap().id);
    let task = NewTask { title: "Dig".to_owned(), ..NewTask::default() };
    let created = seat.desk.create_task(other, task, None, None).await.unwrap();
    assert!(created.delta.upserted.is_empty());
    assert_eq!(created.delta.touched, [TaskId(created.id)]);
}
