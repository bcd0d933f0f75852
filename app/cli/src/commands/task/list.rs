//! `aloft task list`.

use crate::args::task::{GroupBy, List, SortBy};
use crate::context::Context;
use crate::failure::Result;
use crate::find::{self, People};
use crate::output::counted;
use crate::view::{self, Names, TaskView};
use aloft_client::queries::{
    self, Choice, Conflicted, DateRange, Deleted, Direction, Group, GroupKey, ParentFilter,
    TaskFilter, TaskQuery,
};
use aloft_client::store::Store;
use aloft_crdt_model::ids::{StateId, UserId};
use aloft_crdt_model::rows::{ProjectRow, StateCategory};
use serde::Serialize;

/// A heading and what is under it, in JSON.
#[derive(Serialize)]
struct GroupView {
    group: String,
    count: u64,
    points: f64,
    tasks: Vec<TaskView>,
}

pub(super) fn run(context: &Context, args: &List) -> Result<()> {
    let store = context.store()?;
    let project = find::project(&store, &args.project)?.row;
    let names = Names::of(&store)?;
    let query = query(&store, &project, &names.people, args)?;
    match args.group {
        None => {
            let tasks = names.tasks(store.queries().tasks(&query)?);
            context.output.show(&tasks, |page| view::list(page, &names, &tasks))
        }
        Some(by) => {
            let groups = store.queries().board(&query, group_by(by))?;
            let views: Vec<GroupView> =
                groups.into_iter().map(|group| group_view(&project, &names, group)).collect();
            context.output.show(&views, |page| {
                for (index, group) in views.iter().enumerate() {
                    if index > 0 {
                        page.blank()?;
                    }
                    let GroupView { group, count, points, tasks } = group;
                    let count = counted(*count, "task");
                    page.heading(&format!("{group}  {count}, {points} points"))?;
                    if !tasks.is_empty() {
                        view::list(page, &names, tasks)?;
                    }
                }
                Ok(())
            })
        }
    }
}

fn query(store: &Store, project: &ProjectRow, people: &People, args: &List) -> Result<TaskQuery> {
    let labels = args.label.iter().map(|word| find::label(project, word));
    let labels: Vec<_> = labels.collect::<Result<_>>()?;
    let parent = args.parent.as_deref().map(|word| find::task(store, word)).transpose()?;
    let filter = TaskFilter {
        project: Some(project.id),
        state: states(project, &args.state)?.map(Choice::AnyOf),
        assignee: args.assignee.as_deref().map(|word| assignee(people, word)).transpose()?,
        label: (!labels.is_empty()).then_some(Choice::AnyOf(labels)),
        priorities: args.priority.clone(),
        due: DateRange { from: None, to: args.due_by },
        parent: parent.map_or(ParentFilter::Any, |task| ParentFilter::Of(task.row.id)),
        text: args.text.clone(),
        deleted: if args.deleted { Deleted::Only } else { Deleted::Hide },
        conflicted: if args.conflicts { Conflicted::Only } else { Conflicted::Any },
        ..TaskFilter::default()
    };
    let direction = if args.reverse { Direction::Descending } else { Direction::Ascending };
    Ok(TaskQuery { filter, sort: sort_by(args.sort), direction, limit: args.limit, offset: 0 })
}

/// The states that the words name, each a state or all of a category; none: any state.
fn states(project: &ProjectRow, words: &[String]) -> Result<Option<Vec<StateId>>> {
    if words.is_empty() {
        return Ok(None);
    }
    let mut states = Vec::new();
    for word in words {
        match (find::state(project, word), StateCategory::parse(word)) {
            (Ok(id), _) => states.push(id),
            (Err(_), Some(category)) => {
                let of_it = project.states.iter().filter(|state| state.category == category);
                states.extend(of_it.map(|state| state.id));
            }
            (Err(unknown), None) => return Err(unknown),
        }
    }
    Ok(Some(states))
}

fn assignee(people: &People, word: &str) -> Result<Choice<UserId>> {
    if word == "none" {
        return Ok(Choice::Missing);
    }
    Ok(Choice::AnyOf(people.ids_of(people.find(word)?)))
}

fn sort_by(sort: SortBy) -> queries::SortBy {
    match sort {
        SortBy::Order => queries::SortBy::Order,
        SortBy::Key => queries::SortBy::Number,
        SortBy::Title => queries::SortBy::Title,
        SortBy::Priority => queries::SortBy::Priority,
        SortBy::Due => queries::SortBy::Due,
        SortBy::Estimate => queries::SortBy::Estimate,
        SortBy::Created => queries::SortBy::Created,
        SortBy::Updated => queries::SortBy::Updated,
    }
}

fn group_by(by: GroupBy) -> queries::GroupBy {
    match by {
        GroupBy::State => queries::GroupBy::State,
        GroupBy::Priority => queries::GroupBy::Priority,
        GroupBy::Assignee => queries::GroupBy::Assignee,
        GroupBy::Label => queries::GroupBy::Label,
    }
}

fn group_view(project: &ProjectRow, names: &Names, group: Group) -> GroupView {
    let Group { key, count, points, tasks } = group;
    let heading = match key {
        GroupKey::State(Some(id)) => {
            project.states.iter().find(|it| it.id == id).map(|it| it.name.clone())
        }
        GroupKey::Label(Some(id)) => {
            project.labels.iter().find(|it| it.id == id).map(|it| it.name.clone())
        }
        GroupKey::Assignee(Some(id)) => Some(names.people.name(id)),
        GroupKey::Priority(priority) => Some(priority.as_str().to_owned()),
        GroupKey::State(None) | GroupKey::Label(None) | GroupKey::Assignee(None) => None,
    };
    GroupView {
        group: heading.unwrap_or_else(|| "none".to_owned()),
        count,
        points,
        tasks: names.tasks(tasks),
    }
}
