//! Organisations, projects, people, and who sits here.

use crate::queries::ProjectItem;
use crate::store::{directory, organisations};
use aloft_crdt_model::ids::{OrgId, ProjectId, UserId};
use aloft_crdt_model::rows::{Conflict, Cycle, Field, Label, Milestone, State, Template};
use aloft_crdt_model::time::Timestamp;
use serde::Serialize;

/// What there is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Workspace {
    /// By name.
    pub organisations: Vec<Organisation>,
    /// By name.
    pub projects: Vec<Project>,
}

/// An organisation.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Organisation {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// The relay's address; null while it lives on this machine alone.
    pub relay: Option<String>,
    /// The person's own role; null when local, or when it was taken away.
    #[cfg_attr(feature = "typescript", ts(type = "Role | null"))]
    pub role: Option<String>,
    /// Its people, by name.
    pub members: Vec<Member>,
}

impl Organisation {
    pub(in crate::desk) fn of(
        org: organisations::Organisation,
        members: Vec<directory::Member>,
    ) -> Self {
        let members = members.into_iter().map(Member::from).collect();
        Self { id: org.id, name: org.name, relay: org.relay, role: org.role, members }
    }
}

/// A person in an organisation.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Member {
    /// Their account's id.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: String,
    /// Other ids that they wrote under.
    pub identities: Vec<UserId>,
}

impl From<directory::Member> for Member {
    fn from(member: directory::Member) -> Self {
        let directory::Member { user, name, role, identities } = member;
        Self { user, name, role, identities }
    }
}

/// A project with what its tasks are chosen from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Whose it is.
    pub org_id: OrgId,
    /// Its name.
    pub name: String,
    /// The prefix of its tasks' keys.
    pub key: String,
    /// How many tasks it has that are not deleted.
    pub tasks: u64,
    /// Workflow states in order.
    pub states: Vec<State>,
    /// Labels by name.
    pub labels: Vec<Label>,
    /// Custom fields in order.
    pub fields: Vec<Field>,
    /// Cycles by start.
    pub cycles: Vec<Cycle>,
    /// Milestones in order.
    pub milestones: Vec<Milestone>,
    /// Task templates by name.
    pub templates: Vec<Template>,
    /// Fields with concurrent values.
    pub conflicts: Vec<Conflict>,
    /// When it was created.
    pub created_at: Timestamp,
    /// The latest time any change of it claims.
    pub updated_at: Timestamp,
}

impl From<ProjectItem> for Project {
    fn from(item: ProjectItem) -> Self {
        let ProjectItem { org_id, tasks, row } = item;
        Self {
            id: row.id,
            org_id,
            name: row.name,
            key: row.key,
            tasks,
            states: row.states,
            labels: row.labels,
            fields: row.fields,
            cycles: row.cycles,
            milestones: row.milestones,
            templates: row.templates,
            conflicts: row.conflicts,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Who sits here.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Me {
    /// The id that this store writes under.
    pub user: UserId,
    /// Other ids that are the same person.
    pub identities: Vec<UserId>,
    /// The account, while signed in.
    pub account: Option<MyAccount>,
    /// A relay that was used before, for the sign-in form.
    pub last_relay: Option<String>,
    /// Where tokens are kept.
    #[cfg_attr(feature = "typescript", ts(type = "\"keychain\" | \"file\""))]
    pub tokens_in: &'static str,
}

/// The account that is signed in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MyAccount {
    /// Its id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The relay's address.
    pub relay: String,
}
