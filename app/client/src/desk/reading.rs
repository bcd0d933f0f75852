//! What is shown because somebody asked for it.

use super::views::{
    ActivityLine, Me, MyAccount, Organisation, Project, RelatedTask, SearchHit, TaskDetail,
    Workspace, tokens_in,
};
use super::{Desk, Failure};
use crate::account::{Account, Credentials, Session};
use crate::queries::{self, Queries, TaskLine};
use crate::store::{Store, StoreError};
use aloft_crdt_model::ids::{ProjectId, TaskId, UserId};
use std::collections::BTreeSet;

impl Desk {
    /// Every line of a project, as JSON. From now on this project's lines are in the deltas.
    pub async fn open_project(&self, project: ProjectId) -> Result<String, Failure> {
        self.front(move |keeper| keeper.open_project(project)).await
    }

    /// Every line of a project's tasks in the bin, as JSON.
    pub async fn open_bin(&self, project: ProjectId) -> Result<String, Failure> {
        self.back(move |store| Ok(lines(store, project, true)?.1)).await
    }

    /// One task with everything on it; none if it is not here.
    pub async fn task_detail(&self, task: TaskId) -> Result<Option<TaskDetail>, Failure> {
        self.back(move |store| Ok(detail(&store.queries(), task)?)).await
    }

    /// Tasks in which every word is the beginning of a word, best first.
    pub async fn search(
        &self,
        text: String,
        project: Option<ProjectId>,
        limit: usize,
    ) -> Result<Vec<SearchHit>, Failure> {
        self.back(move |store| {
            let queries = store.queries();
            let hits = queries.search(&text, project, limit)?;
            let mut found = Vec::with_capacity(hits.len());
            for hit in hits {
                let project = hit.task.row.project_id;
                found
                    .extend(queries.line(hit.task.row.id)?.map(|line| SearchHit { line, project }));
            }
            Ok(found)
        })
        .await
    }

    /// Organisations, their people, and projects.
    pub async fn workspace(&self) -> Result<Workspace, Failure> {
        self.back(|store| Ok(workspace(store)?)).await
    }

    /// Who sits here.
    pub async fn me(&self) -> Result<Me, Failure> {
        self.back(|store| me(store)).await
    }
}

/// A project's lines as the window gets them, and the revision at which they stand.
pub(super) fn lines(
    store: &Store,
    project: ProjectId,
    deleted: bool,
) -> Result<(u64, String), StoreError> {
    let queries = store.queries();
    let revision = queries.revision()?;
    let lines = queries.lines_json(project, deleted)?;
    let json = format!("{{\"project\":\"{project}\",\"revision\":{revision},\"lines\":{lines}}}");
    Ok((revision, json))
}

pub(super) fn workspace(store: &Store) -> Result<Workspace, StoreError> {
    let known = store.queries().organisations()?;
    let organisations = known.into_iter().map(|org| {
        let members = store.members(org.id)?;
        Ok(Organisation::of(org, members))
    });
    Ok(Workspace {
        organisations: organisations.collect::<Result<_, StoreError>>()?,
        projects: store.queries().projects()?.into_iter().map(Project::from).collect(),
    })
}

pub(super) fn me(store: &Store) -> Result<Me, Failure> {
    let account = Account::of_store(store.folder());
    let user = store.identity()?.user;
    let (relay, session) = match account.credentials()? {
        Some(Credentials { relay, session }) => (Some(relay), session),
        None => (None, None),
    };
    let at = relay.as_ref().map(ToString::to_string);
    let signed_in = |session: Session| {
        let Session { user: id, name, email, .. } = session;
        at.clone().map(|relay| MyAccount { id, name, email, relay })
    };
    Ok(Me {
        user,
        identities: identities(store, user)?,
        account: session.and_then(signed_in),
        last_relay: at,
        tokens_in: tokens_in(account.tokens_in()),
    })
}

/// Other ids of the person who writes here, as the directories have them.
fn identities(store: &Store, user: UserId) -> Result<Vec<UserId>, StoreError> {
    let mut ids = BTreeSet::new();
    for org in store.queries().organisations()? {
        for member in store.members(org.id)? {
            if member.user == user || member.identities.contains(&user) {
                ids.extend(member.identities);
                ids.insert(member.user);
            }
        }
    }
    ids.remove(&user);
    Ok(ids.into_iter().collect())
}

fn detail(queries: &Queries<'_>, task: TaskId) -> Result<Option<TaskDetail>, StoreError> {
    let Some(line) = queries.line(task)? else { return Ok(None) };
    let Some(found) = queries.task_detail(task)? else { return Ok(None) };
    let queries::TaskDetail { task: item, description, comments, children, activity, waiting } =
        found;
    let row = item.row;
    let parts = children.into_iter().map(|child| child.row.id);
    Ok(Some(TaskDetail {
        project: row.project_id,
        relations: related(queries, task)?,
        fields: row.fields,
        attachments: row.attachments,
        external_ids: row.external_ids,
        conflicts: row.conflicts,
        description,
        comments: comments.into_iter().map(Into::into).collect(),
        children: lines_of(queries, parts)?,
        parent: lines_of(queries, line.repaired.parent.into_iter())?.pop(),
        activity: activity.iter().filter_map(ActivityLine::of).collect(),
        waiting,
        edited_despite_delete: row.edited_despite_delete,
        line,
    }))
}

/// Those that are here.
fn lines_of(
    queries: &Queries<'_>,
    tasks: impl Iterator<Item = TaskId>,
) -> Result<Vec<TaskLine>, StoreError> {
    let lines: Result<Vec<_>, _> = tasks.map(|task| queries.line(task)).collect();
    Ok(lines?.into_iter().flatten().collect())
}

fn related(queries: &Queries<'_>, task: TaskId) -> Result<Vec<RelatedTask>, StoreError> {
    let mut related = Vec::new();
    for (kind, inverse, other) in queries.relations(task)? {
        let line = queries.line(other)?;
        related.extend(line.map(|task| RelatedTask { kind, inverse, task }));
    }
    Ok(related)
}
