//! What the relay would not take, in words.

use super::names::said_in;
use super::views::{Acted, RefusedWork};
use super::{Desk, Failure};
use crate::queries::Queries;
use crate::store::refusals;
use crate::store::{Store, StoreError};
use crate::undo;
use aloft_crdt_model::command::{Command, TaskCommand, TextCommand};
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::{ProjectId, TaskId};

impl Desk {
    /// Refused changes, oldest first.
    pub async fn refused(&self) -> Result<Vec<RefusedWork>, Failure> {
        self.back(|store| Ok(list(store)?)).await
    }

    /// Tries a refused change again, on the document as it is now.
    pub async fn retry_refused(&self, number: i64) -> Result<Acted, Failure> {
        self.front(move |keeper| {
            keeper.store.retry_refused(number)?;
            keeper.acted(None)
        })
        .await
    }

    /// Forgets a refused change.
    pub async fn discard_refused(&self, number: i64) -> Result<(), Failure> {
        self.front(move |keeper| {
            keeper.store.discard_refused(number)?;
            // Nothing that lists show was written; the status was.
            keeper.delta()?;
            Ok(())
        })
        .await
    }
}

fn list(store: &Store) -> Result<Vec<RefusedWork>, StoreError> {
    let found = store.refused()?;
    found.into_iter().map(|work| view(store, work)).collect()
}

fn view(store: &Store, work: refusals::RefusedWork) -> Result<RefusedWork, StoreError> {
    let queries = store.queries();
    let task = match work.kind {
        DocKind::Task => Some(TaskId(work.doc.0)),
        DocKind::Text => owner(&queries, &work)?,
        DocKind::Project | DocKind::User => None,
    };
    let project = (work.kind != DocKind::User).then_some(ProjectId(work.stream.0));
    let line = task.map(|task| queries.line(task)).transpose()?.flatten();
    let subject = match (line, project) {
        (Some(line), _) => format!("{} {}", line.repaired.key, line.core.title),
        (None, Some(project)) => queries.project(project)?.map(|row| row.name).unwrap_or_default(),
        (None, None) => "Your own notes".to_owned(),
    };
    let (intent, text) = match &work.intent {
        Some(command) => (words(store, project, command)?, said(command)),
        None => ("Changed it".to_owned(), None),
    };
    let is_typed = matches!(work.intent, Some(Command::Text(TextCommand::Edited { .. })));
    Ok(RefusedWork {
        number: work.number,
        project,
        task,
        subject,
        intent,
        text,
        at: work.at,
        code: work.code,
        words: work.words,
        can_retry: work.intent.is_some() && !is_typed,
    })
}

/// The task that a text belongs to.
fn owner(
    queries: &Queries<'_>,
    work: &refusals::RefusedWork,
) -> Result<Option<TaskId>, StoreError> {
    // A text whose every change was refused has no row; the first command names its owner.
    if let Some(Command::Text(TextCommand::Start { owner, .. })) = &work.intent {
        return Ok(Some(TaskId(owner.0)));
    }
    Ok(queries.text(work.doc)?.map(|text| TaskId(text.owner.0)))
}

fn words(
    store: &Store,
    project: Option<ProjectId>,
    command: &Command,
) -> Result<String, StoreError> {
    Ok(match command {
        Command::Task(command) => return said_in(store, project, command),
        Command::Project(command) => undo::describe_project(command),
        Command::Text(_) => "Edited the description".to_owned(),
        Command::User(_) => "Changed your own notes".to_owned(),
    })
}

/// What somebody wrote, and may want to keep.
fn said(command: &Command) -> Option<String> {
    let text = match command {
        Command::Task(
            TaskCommand::AddComment { body, .. } | TaskCommand::EditComment { body, .. },
        ) => body,
        Command::Task(TaskCommand::SetTitle { title }) => title,
        Command::Task(TaskCommand::Create(new)) => &new.title,
        Command::Text(
            TextCommand::Start { text, .. }
            | TextCommand::Replace { text }
            | TextCommand::Splice { insert: text, .. }
            | TextCommand::Edited { inserted: text, .. },
        ) => text,
        _ => return None,
    };
    (!text.is_empty()).then(|| text.clone())
}
