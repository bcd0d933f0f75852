//! Filters, orders, boards, repairs; and that lists use their indexes.

use crate::setup::Home;
use aloft_client::queries::{
    Choice, Conflicted, DateRange, Direction, GroupBy, GroupKey, ParentFilter, SortBy, TaskFilter,
    TaskQuery,
};
use aloft_client::store::DATABASE_FILE;
use aloft_crdt_model::command::Command;
use aloft_crdt_model::command::{NewTask, ProjectCommand, TaskCommand};
use aloft_crdt_model::ids::{LabelId, TaskId, UserId};
use aloft_crdt_model::rows::{Priority, StateCategory};
use uuid::Uuid;

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn label(n: u128) -> LabelId {
    LabelId(Uuid::from_u128(n))
}

/// Four tasks that differ in everything.
fn varied() -> (Home, Vec<TaskId>) {
    let mut home = Home::new(1);
    let project = home.project;
    let states = home.store.queries().project(project).unwrap().unwrap().states;
    let tasks = home.write(|tx| {
        let mut tasks = Vec::new();
        for (n, title) in ["delta", "Alpha", "charlie", "Bravo"].into_iter().enumerate() {
            let day = format!("2026-12-0{}", 4 - n).parse().unwrap();
            tasks.push(tx.create_task(
                project,
                NewTask {
                    title: title.to_owned(),
                    state: Some(states[n].id),
                    priority: Priority::ALL[n],
                    assignees: (0..n as u128).map(user).collect(),
                    labels: (0..n as u128).map(label).collect(),
                    due: (n < 3).then_some(day),
                    estimate: (n > 0).then_some(f64::from(u8::try_from(n).unwrap())),
                    ..NewTask::default()
                },
            )?);
        }
        Ok(tasks)
    });
    (home, tasks)
}

fn titles(home: &Home, filter: TaskFilter, sort: SortBy, direction: Direction) -> Vec<String> {
    let query = TaskQuery { filter, sort, direction, ..TaskQuery::default() };
    let queries = home.store.queries();
    let tasks = queries.tasks(&query).unwrap();
    let ids: Vec<_> = tasks.iter().map(|task| task.row.id).collect();
    assert_eq!(queries.task_ids(&query).unwrap(), ids);
    assert_eq!(queries.count_tasks(&query.filter).unwrap(), ids.len() as u64);
    tasks.into_iter().map(|task| task.row.title).collect()
}

fn filtered(home: &Home, filter: TaskFilter) -> Vec<String> {
    titles(home, filter, SortBy::Order, Direction::Ascending)
}

#[test]
fn every_filter_holds_what_it_says() {
    let (mut home, tasks) = varied();
    home.edit(tasks[1], TaskCommand::SetParent { parent: Some(tasks[0]) });
    let states = home.store.queries().project(home.project).unwrap().unwrap().states;
    let any = TaskFilter::default;
    let state = Some(Choice::AnyOf(vec![states[1].id, states[2].id]));
    assert_eq!(filtered(&home, TaskFilter { state, ..any() }), ["Alpha", "charlie"]);
    let categories = vec![StateCategory::Completed];
    assert_eq!(filtered(&home, TaskFilter { categories, ..any() }), ["Bravo"]);
    let assignee = Some(Choice::AnyOf(vec![user(1)]));
    assert_eq!(filtered(&home, TaskFilter { assignee, ..any() }), ["charlie", "Bravo"]);
    let assignee = Some(Choice::Missing);
    assert_eq!(filtered(&home, TaskFilter { assignee, ..any() }), ["delta"]);
    let label = Some(Choice::AnyOf(vec![label(2)]));
    assert_eq!(filtered(&home, TaskFilter { label, ..any() }), ["Bravo"]);
    let priorities = vec![Priority::Urgent, Priority::High];
    assert_eq!(filtered(&home, TaskFilter { priorities, ..any() }), ["Alpha", "charlie"]);
    let due = DateRange { from: "2026-12-03".parse().ok(), to: None };
    assert_eq!(filtered(&home, TaskFilter { due, ..any() }), ["delta", "Alpha"]);
    let parent = ParentFilter::Of(tasks[0]);
    assert_eq!(filtered(&home, TaskFilter { parent, ..any() }), ["Alpha"]);
    let parent = ParentFilter::TopLevel;
    assert_eq!(filtered(&home, TaskFilter { parent, ..any() }), ["delta", "charlie", "Bravo"]);
    let text = Some("cha".to_owned());
    assert_eq!(filtered(&home, TaskFilter { text, ..any() }), ["charlie"]);
    let conflicted = Conflicted::Only;
    assert!(filtered(&home, TaskFilter { conflicted, ..any() }).is_empty());
    let created_by = vec![home.store.identity().unwrap().user];
    assert_eq!(filtered(&home, TaskFilter { created_by, ..any() }).len(), 4);
}

#[test]
fn every_order_holds_and_missing_values_come_last() {
    use Direction::{Ascending, Descending};
    let (home, _) = varied();
    let sorted = |sort, direction| titles(&home, TaskFilter::default(), sort, direction);
    assert_eq!(sorted(SortBy::Title, Ascending), ["Alpha", "Bravo", "charlie", "delta"]);
    assert_eq!(sorted(SortBy::Title, Descending), ["delta", "charlie", "Bravo", "Alpha"]);
    assert_eq!(sorted(SortBy::Priority, Ascending), ["Alpha", "charlie", "Bravo", "delta"]);
    assert_eq!(sorted(SortBy::Due, Ascending), ["charlie", "Alpha", "delta", "Bravo"]);
    assert_eq!(sorted(SortBy::Due, Descending), ["delta", "Alpha", "charlie", "Bravo"]);
    assert_eq!(sorted(SortBy::Estimate, Descending), ["Bravo", "charlie", "Alpha", "delta"]);
    assert_eq!(sorted(SortBy::Created, Ascending), ["delta", "Alpha", "charlie", "Bravo"]);
    let page = TaskQuery { limit: Some(2), offset: 1, ..TaskQuery::default() };
    let page = home.store.queries().tasks(&page).unwrap();
    assert_eq!(page.iter().map(|t| t.row.title.as_str()).collect::<Vec<_>>(), ["Alpha", "charlie"]);
}

#[test]
fn boards_have_every_column_with_its_counts() {
    let (home, _) = varied();
    let query = TaskQuery {
        filter: TaskFilter { project: Some(home.project), ..TaskFilter::default() },
        limit: Some(1),
        ..TaskQuery::default()
    };
    let queries = home.store.queries();
    let by_state = queries.board(&query, GroupBy::State).unwrap();
    assert_eq!(by_state.iter().map(|g| g.count).collect::<Vec<_>>(), [1, 1, 1, 1, 0]);
    let by_priority = queries.board(&query, GroupBy::Priority).unwrap();
    assert_eq!(by_priority[0].key, GroupKey::Priority(Priority::Urgent));
    assert_eq!(by_priority[0].tasks[0].row.title, "Alpha");
    let by_person = queries.board(&query, GroupBy::Assignee).unwrap();
    let counts: Vec<_> = by_person.iter().map(|g| (g.key, g.count, g.tasks.len())).collect();
    assert_eq!(
        counts,
        [
            (GroupKey::Assignee(Some(user(0))), 3, 1),
            (GroupKey::Assignee(Some(user(1))), 2, 1),
            (GroupKey::Assignee(Some(user(2))), 1, 1),
            (GroupKey::Assignee(None), 1, 1),
        ]
    );
    assert!((by_person[0].points - 6.0).abs() < f64::EPSILON);
    let by_label = queries.board(&query, GroupBy::Label).unwrap();
    assert_eq!(by_label.len(), 4);
}

#[test]
fn a_removed_state_and_a_cycle_of_parents_are_shown_repaired() {
    let (mut home, tasks) = varied();
    let project = home.project;
    let states = home.store.queries().project(project).unwrap().unwrap().states;
    let remove = Command::Project(ProjectCommand::RemoveState { id: states[3].id });
    home.store.execute(project.stream(), project.doc(), &remove).unwrap();
    home.edit(tasks[0], TaskCommand::SetParent { parent: Some(tasks[1]) });
    home.edit(tasks[1], TaskCommand::SetParent { parent: Some(tasks[2]) });
    home.edit(tasks[3], TaskCommand::SetParent { parent: Some(tasks[2]) });
    home.assert_sound();
    home.edit(tasks[2], TaskCommand::SetParent { parent: Some(tasks[0]) });
    home.assert_sound();
    let items = home.store.queries().tasks_by_id(&tasks).unwrap();
    assert_ne!(items[3].shown_state_id, items[3].row.state_id);
    assert!(items[3].shown_state_id.is_some());
    let shown = |n: usize| items[n].shown_parent_id;
    let greatest = tasks[..3].iter().max().unwrap();
    for (n, task) in tasks[..3].iter().enumerate() {
        assert_eq!(shown(n).is_none(), task == greatest);
    }
    assert_eq!(shown(3), Some(tasks[2]));
    // A deleted parent is none; its return brings its children back.
    home.edit(tasks[2], TaskCommand::Delete);
    home.assert_sound();
    home.edit(tasks[2], TaskCommand::Restore);
    home.edit(tasks[2], TaskCommand::SetParent { parent: None });
    home.assert_sound();
}

#[test]
fn lists_of_a_project_read_no_other_and_sort_by_place_already() {
    let (home, _) = varied();
    let raw = rusqlite::Connection::open(home.folder.path().join(DATABASE_FILE)).unwrap();
    for sort in [
        SortBy::Order,
        SortBy::Number,
        SortBy::Priority,
        SortBy::Due,
        SortBy::Created,
        SortBy::Updated,
        SortBy::Title,
        SortBy::Estimate,
    ] {
        for direction in [Direction::Ascending, Direction::Descending] {
            let filter = TaskFilter { project: Some(home.project), ..TaskFilter::default() };
            let query = TaskQuery { filter, sort, direction, ..TaskQuery::default() };
            let plan = plan(&raw, &query);
            assert!(
                plan.contains("USING INDEX tasks_by_") || plan.contains("USING COVERING INDEX"),
                "{sort:?}: {plan}"
            );
            let sorts = plan.contains("TEMP B-TREE");
            assert!(!sorts || sort != SortBy::Order, "{direction:?} sorts: {plan}");
            assert!(!plan.contains("SCAN t"), "{sort:?} reads everything: {plan}");
        }
    }
    let states = home.store.queries().project(home.project).unwrap().unwrap().states;
    let filter = TaskFilter {
        project: Some(home.project),
        state: Some(Choice::AnyOf(vec![states[0].id])),
        ..TaskFilter::default()
    };
    let plan = plan(&raw, &TaskQuery { filter, ..TaskQuery::default() });
    assert!(plan.contains("tasks_by_state") && !plan.contains("TEMP B-TREE"), "{plan}");
}

fn plan(raw: &rusqlite::Connection, query: &TaskQuery) -> String {
    let (sql, values) = query.explain();
    let mut statement = raw.prepare(&sql).unwrap();
    let lines = statement
        .query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3))
        .unwrap();
    lines.collect::<Result<Vec<_>, _>>().unwrap().join("; ")
}
