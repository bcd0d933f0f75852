//! What people call things: projects, tasks, people, states, labels, organisations.

use crate::failure::{Failure, Result};
use aloft_client::queries::{ProjectItem, TaskItem};
use aloft_client::store::Store;
use aloft_client::store::organisations::{FIRST_ORGANISATION, Organisation};
use aloft_crdt_model::ids::{CycleId, LabelId, MilestoneId, ProjectId, StateId, TaskId, UserId};
use aloft_crdt_model::rows::ProjectRow;
use std::collections::BTreeMap;

/// The project that a word names.
pub(crate) fn project(store: &Store, word: &str) -> Result<ProjectItem> {
    let found = store.queries().find_project(word)?;
    found.ok_or_else(|| Failure::not_found(format!("there is no project `{word}`")))
}

/// A project by its id, in the bin or not; by its key or name, only if it is not.
pub(crate) fn project_even_deleted(store: &Store, word: &str) -> Result<ProjectRow> {
    if let Ok(id) = word.parse::<ProjectId>()
        && let Some(row) = store.queries().project(id)?
    {
        return Ok(row);
    }
    project(store, word).map(|project| project.row)
}

/// The task that a word names.
pub(crate) fn task(store: &Store, word: &str) -> Result<TaskItem> {
    let found = store.queries().find_task(word)?;
    found.ok_or_else(|| Failure::not_found(format!("there is no task `{word}`")))
}

/// A task by its id.
pub(crate) fn task_by_id(store: &Store, id: TaskId) -> Result<TaskItem> {
    let found = store.queries().tasks_by_id(&[id])?.pop();
    found.ok_or_else(|| Failure::not_found(format!("there is no task {id}")))
}

/// The project of a task.
pub(crate) fn project_of(store: &Store, task: &TaskItem) -> Result<ProjectRow> {
    let id = task.row.project_id;
    let found = store.queries().project(id)?;
    found.ok_or_else(|| Failure::not_found(format!("the project of {} is not here yet", task.key)))
}

/// A state of a project by its name, letter case aside.
pub(crate) fn state(project: &ProjectRow, word: &str) -> Result<StateId> {
    let states = project.states.iter().map(|state| (state.id, state.name.as_str()));
    by_name(states, word, "state", &project.key)
}

/// A label of a project by its name, letter case aside.
pub(crate) fn label(project: &ProjectRow, word: &str) -> Result<LabelId> {
    let labels = project.labels.iter().map(|label| (label.id, label.name.as_str()));
    by_name(labels, word, "label", &project.key)
}

/// A cycle of a project by its name, letter case aside.
pub(crate) fn cycle(project: &ProjectRow, word: &str) -> Result<CycleId> {
    let cycles = project.cycles.iter().map(|cycle| (cycle.id, cycle.name.as_str()));
    by_name(cycles, word, "cycle", &project.key)
}

/// A milestone of a project by its name, letter case aside.
pub(crate) fn milestone(project: &ProjectRow, word: &str) -> Result<MilestoneId> {
    let milestones = project.milestones.iter().map(|each| (each.id, each.name.as_str()));
    by_name(milestones, word, "milestone", &project.key)
}

fn by_name<'a, Id: Copy>(
    all: impl Iterator<Item = (Id, &'a str)>,
    word: &str,
    what: &str,
    key: &str,
) -> Result<Id> {
    let all: Vec<(Id, &str)> = all.collect();
    let exact = all.iter().find(|(_, name)| *name == word);
    let folded = || all.iter().find(|(_, name)| name.to_lowercase() == word.to_lowercase());
    if let Some((id, _)) = exact.or_else(folded) {
        return Ok(*id);
    }
    let names: Vec<String> = all.iter().map(|(_, name)| format!("`{name}`")).collect();
    let there = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    Err(Failure::not_found(format!("{key} has no {what} `{word}`; it has {there}")))
}

/// Whom this store knows by name.
#[derive(Debug)]
pub(crate) struct People {
    me: UserId,
    names: BTreeMap<UserId, String>,
    /// Other ids of a person, to the account's.
    accounts: BTreeMap<UserId, UserId>,
}

impl People {
    pub(crate) fn of(store: &Store) -> Result<Self> {
        let mut people =
            Self { me: store.identity()?.user, names: BTreeMap::new(), accounts: BTreeMap::new() };
        for org in store.queries().organisations()? {
            for member in store.members(org.id)? {
                for identity in member.identities {
                    people.names.insert(identity, member.name.clone());
                    people.accounts.insert(identity, member.user);
                }
                people.names.insert(member.user, member.name);
            }
        }
        Ok(people)
    }

    pub(crate) fn is_me(&self, user: UserId) -> bool {
        self.ids_of(self.me).contains(&user)
    }

    /// Every id under which a person may stand in a document.
    pub(crate) fn ids_of(&self, user: UserId) -> Vec<UserId> {
        let account = self.accounts.get(&user).copied().unwrap_or(user);
        let others = self.accounts.iter().filter(|(_, of)| **of == account).map(|(id, _)| *id);
        let mut ids: Vec<UserId> = others.chain([account, user]).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// A name to show.
    pub(crate) fn name(&self, user: UserId) -> String {
        match self.names.get(&user) {
            Some(name) => name.clone(),
            None if user == self.me => "me".to_owned(),
            None => user.to_string(),
        }
    }

    /// Who wrote something; the relay, where nobody did.
    pub(crate) fn author(&self, user: Option<UserId>) -> String {
        user.map_or_else(|| "the relay".to_owned(), |user| self.name(user))
    }

    /// The person that a word names: `me`, an id, or a name.
    pub(crate) fn find(&self, word: &str) -> Result<UserId> {
        if word == "me" {
            return Ok(self.me);
        }
        if let Ok(id) = word.parse() {
            return Ok(id);
        }
        let folded = word.to_lowercase();
        let named = |(id, name): (&UserId, &String)| {
            let is_account = !self.accounts.contains_key(id) || self.accounts.get(id) == Some(id);
            (is_account && name.to_lowercase() == folded).then_some(*id)
        };
        let found: Vec<UserId> = self.names.iter().filter_map(named).collect();
        match found.as_slice() {
            [id] => Ok(*id),
            [] => Err(Failure::not_found(format!("nobody here is called `{word}`"))),
            several => {
                let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
                let ids = ids.join(", ");
                Err(Failure::usage(format!("several people are called `{word}`: {ids}")))
            }
        }
    }
}

/// The organisation that a word names, or the only one there is.
pub(crate) fn organisation(store: &Store, word: Option<&str>) -> Result<Organisation> {
    let known = store.queries().organisations()?;
    match choose(known, word)? {
        Some(org) => Ok(org),
        None => Err(Failure::not_found("there is no organisation yet")),
    }
}

/// Where a new project goes: as [`organisation`], or into a first one that is made for it.
pub(crate) fn organisation_or_first(store: &mut Store, word: Option<&str>) -> Result<Organisation> {
    let known = store.queries().organisations()?;
    if let Some(org) = choose(known, word)? {
        return Ok(org);
    }
    let id = store.write(|transaction| transaction.create_organisation(FIRST_ORGANISATION))?;
    Ok(store.organisation(id)?)
}

fn choose(known: Vec<Organisation>, word: Option<&str>) -> Result<Option<Organisation>> {
    let names = |orgs: &[Organisation]| {
        let named: Vec<String> = orgs.iter().map(|org| format!("`{}`", org.name)).collect();
        named.join(", ")
    };
    let Some(word) = word else {
        if known.len() > 1 {
            let names = names(&known);
            return Err(Failure::usage(format!("name one of {names} with --org")));
        }
        return Ok(known.into_iter().next());
    };
    let fits = |org: &Organisation| org.id.to_string() == word || org.name == word;
    let (mut found, others): (Vec<_>, Vec<_>) = known.into_iter().partition(fits);
    match found.len() {
        1 => Ok(found.pop()),
        0 => {
            let there = names(&others);
            let there = if there.is_empty() { "none".to_owned() } else { there };
            Err(Failure::not_found(format!("there is no organisation `{word}`; there is {there}")))
        }
        _ => Err(Failure::usage(format!("several organisations are called `{word}`: use the id"))),
    }
}
