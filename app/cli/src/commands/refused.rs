//! `aloft refused`.

use crate::args::conflict::{RefusedAction, Which};
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::output::counted;
use crate::output::table::Table;
use crate::view::moment;
use aloft_client::store::Store;
use aloft_client::store::refusals::RefusedWork;
use aloft_crdt_model::command::Command;
use aloft_crdt_model::document::DocKind;
use aloft_crdt_model::ids::{DocId, StreamId, TaskId};
use aloft_crdt_model::time::Timestamp;
use serde::Serialize;
use serde_json::json;

/// A refused change in JSON.
#[derive(Serialize)]
struct RefusedView {
    /// For `retry` and `discard`.
    id: i64,
    /// The task's key, for a change of a task or of its description.
    task: Option<String>,
    stream: StreamId,
    doc: DocId,
    kind: DocKind,
    at: Timestamp,
    /// What the person meant to do.
    intent: Option<Command>,
    code: String,
    path: Option<String>,
    words: String,
}

pub(super) fn run(context: &Context, action: Option<RefusedAction>) -> Result<()> {
    let mut store = context.store()?;
    match action.unwrap_or(RefusedAction::List) {
        RefusedAction::List => list(context, &store),
        RefusedAction::Retry(which) => {
            let ids = chosen(&store, &which)?;
            for id in &ids {
                store.retry_refused(*id)?;
            }
            done(context, "retried", "to go out again with the next sync", &ids)
        }
        RefusedAction::Discard(which) => {
            let ids = chosen(&store, &which)?;
            for id in &ids {
                store.discard_refused(*id)?;
            }
            done(context, "discarded", "gone for good", &ids)
        }
    }
}

fn list(context: &Context, store: &Store) -> Result<()> {
    let refused = store.refused()?;
    let views = refused.into_iter().map(|work| view(store, work)).collect::<Result<Vec<_>>>()?;
    context.output.show(&views, |page| {
        let mut table = Table::new(&["id", "task", "when", "code", "why", "what"]);
        for view in &views {
            let what = view.intent.as_ref().and_then(|intent| serde_json::to_string(intent).ok());
            table.row([
                view.id.to_string(),
                view.task.clone().unwrap_or_default(),
                moment(view.at),
                view.code.clone(),
                view.words.clone(),
                what.unwrap_or_default(),
            ]);
        }
        page.table(&table)
    })
}

fn view(store: &Store, work: RefusedWork) -> Result<RefusedView> {
    let owner = match work.kind {
        DocKind::Task => Some(work.doc),
        DocKind::Text => store.queries().text(work.doc)?.map(|text| text.owner),
        DocKind::Project | DocKind::User => None,
    };
    let key = |doc: DocId| -> Result<Option<String>> {
        let found = store.queries().tasks_by_id(&[TaskId(doc.0)])?.pop();
        Ok(found.map(|task| task.key))
    };
    let task = owner.map(key).transpose()?.flatten();
    let RefusedWork { number, stream, doc, kind, at, intent, code, path, words } = work;
    Ok(RefusedView { id: number, task, stream, doc, kind, at, intent, code, path, words })
}

fn chosen(store: &Store, which: &Which) -> Result<Vec<i64>> {
    match &which.id {
        None => Ok(store.refused()?.into_iter().map(|work| work.number).collect()),
        Some(word) => {
            let id = word.parse();
            let id = id.map_err(|_| {
                Failure::usage(format!("`{word}` is not an id; see `aloft refused`"))
            })?;
            Ok(vec![id])
        }
    }
}

fn done(context: &Context, verb: &str, words: &str, ids: &[i64]) -> Result<()> {
    let count = counted(ids.len() as u64, "change");
    context.output.show(&json!({ verb: ids }), |page| page.line(&format!("{count} {words}.")))
}
