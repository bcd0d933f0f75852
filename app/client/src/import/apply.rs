//! Rows become tasks: created, updated, left alone or reported.

use super::ImportError;
use super::csv_file::{Columns, CsvFile, IssueRow, RowFault, RowReason};
use crate::store::{Store, StoreError, Transaction};
use aloft_crdt_model::command::{NewTask, TaskCommand};
use aloft_crdt_model::ids::{ProjectId, TaskId};
use aloft_crdt_model::rows::TaskRow;
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Rows a transaction: the disk's flush is shared, and what a crash can take back stays small.
const BATCH: usize = 200;

/// What to import, and where to.
#[derive(Clone, Copy, Debug)]
pub struct ImportRequest<'a> {
    /// The project that takes the tasks.
    pub project: ProjectId,
    /// The name under which the foreign ids are kept.
    pub source: &'a str,
    /// Which columns hold what.
    pub columns: &'a Columns,
    /// What stands between two cells.
    pub delimiter: u8,
    /// Whether to keep what was done.
    pub mode: ImportMode,
}

/// Whether an import is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    /// It is.
    Write,
    /// Everything is done, counted, and undone.
    DryRun,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportProgress {
    /// Rows done, whatever came of them.
    pub done: u64,
    /// Rows in the file.
    pub total: u64,
}

/// What came of the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Tasks made.
    pub created: u64,
    /// Tasks in which something differed.
    pub updated: u64,
    /// Tasks that equal their row.
    pub unchanged: u64,
    /// Rows whose task is in the bin, in the file's order.
    pub skipped: Vec<Skipped>,
    /// Rows that could not be taken, in the file's order.
    pub refused: Vec<RowFault>,
    /// It was stopped before the file's end; what was done before stays.
    pub stopped: bool,
}

/// A row whose task is in the bin, where the import leaves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The line the row begins on.
    pub line: u64,
    /// The foreign id.
    pub id: String,
    /// The task.
    pub task: TaskId,
}

/// Imports a CSV file. `progress` is told after each batch, and can stop the import. Batches that
/// are done stay done when a later one fails.
pub fn import_csv(
    store: &mut Store,
    bytes: &[u8],
    request: &ImportRequest<'_>,
    progress: &mut dyn FnMut(ImportProgress) -> ControlFlow<()>,
) -> Result<ImportReport, ImportError> {
    let file = CsvFile::parse(bytes, request.delimiter, request.columns)?;
    let mut report = ImportReport::default();
    let mut done = 0;
    let mut rows = file.rows();
    loop {
        let batch: Vec<_> = rows.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(report);
        }
        done += batch.len() as u64;
        take_batch(store, batch, request, &mut report)?;
        let at = ImportProgress { done, total: file.row_count() };
        if progress(at).is_break() && at.done < at.total {
            report.stopped = true;
            return Ok(report);
        }
    }
}

fn take_batch(
    store: &mut Store,
    batch: Vec<Result<IssueRow, RowFault>>,
    request: &ImportRequest<'_>,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let mut rows = Vec::with_capacity(batch.len());
    let mut faults = Vec::new();
    for row in batch {
        match row {
            Ok(row) => rows.push(row),
            Err(fault) => faults.push(fault),
        }
    }
    // A row that the model does not take fails its transaction, so that no half of it stays; the
    // batch is tried again without the row. That is rare: most faults were found before.
    let fates = loop {
        match write_rows(store, &rows, request) {
            Ok(fates) | Err(BatchError::Undone(fates)) => break fates,
            Err(BatchError::Row { index, words }) => {
                let row = rows.remove(index);
                let reason = RowReason::NotTaken(words);
                faults.push(RowFault { line: row.line, id: Some(row.id), reason });
            }
            Err(BatchError::Store(error)) => return Err(error.into()),
        }
    };
    faults.sort_by_key(|fault| fault.line);
    report.refused.append(&mut faults);
    for (row, fate) in rows.into_iter().zip(fates) {
        match fate {
            Fate::Created => report.created += 1,
            Fate::Updated => report.updated += 1,
            Fate::Unchanged => report.unchanged += 1,
            Fate::Skipped(task) => {
                report.skipped.push(Skipped { line: row.line, id: row.id, task });
            }
        }
    }
    Ok(())
}

/// What came of one row.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Created,
    Updated,
    Unchanged,
    Skipped(TaskId),
}

/// Why a batch's transaction did not stay.
enum BatchError {
    /// The model does not take this row.
    Row {
        index: usize,
        words: String,
    },
    /// It was a dry run.
    Undone(Vec<Fate>),
    Store(StoreError),
}

impl From<StoreError> for BatchError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn write_rows(
    store: &mut Store,
    rows: &[IssueRow],
    request: &ImportRequest<'_>,
) -> Result<Vec<Fate>, BatchError> {
    store.write(|transaction| {
        let mut target = Target { transaction, request };
        let mut fates = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            match target.take(row) {
                Ok(fate) => fates.push(fate),
                Err(StoreError::Command(error)) => {
                    return Err(BatchError::Row { index, words: error.to_string() });
                }
                Err(error) => return Err(error.into()),
            }
        }
        match request.mode {
            ImportMode::Write => Ok(fates),
            ImportMode::DryRun => Err(BatchError::Undone(fates)),
        }
    })
}

/// The project, in a transaction.
struct Target<'t, 's, 'r> {
    transaction: &'t mut Transaction<'s>,
    request: &'r ImportRequest<'r>,
}

impl Target<'_, '_, '_> {
    fn take(&mut self, row: &IssueRow) -> Result<Fate, StoreError> {
        let ImportRequest { project, source, .. } = *self.request;
        let found = self.transaction.queries().task_by_external_id(project, source, &row.id)?;
        match found {
            None => self.create(row).map(|()| Fate::Created),
            Some(task) if task.deleted_at.is_some() => Ok(Fate::Skipped(task.id)),
            Some(task) => self.update(row, &task),
        }
    }

    fn create(&mut self, row: &IssueRow) -> Result<(), StoreError> {
        let ImportRequest { project, source, .. } = *self.request;
        let new = NewTask {
            title: row.title.clone(),
            estimate: row.estimate.flatten(),
            external_ids: BTreeMap::from([(source.to_owned(), row.id.clone())]),
            ..NewTask::default()
        };
        let task = self.transaction.create_task(project, new)?;
        match row.description.as_deref() {
            None | Some("") => Ok(()),
            Some(text) => self.transaction.describe(project, task, text),
        }
    }

    fn update(&mut self, row: &IssueRow, task: &TaskRow) -> Result<Fate, StoreError> {
        let mut commands = Vec::new();
        if row.title != task.title {
            commands.push(TaskCommand::SetTitle { title: row.title.clone() });
        }
        if let Some(estimate) = row.estimate
            && estimate != task.estimate
        {
            commands.push(TaskCommand::SetEstimate { estimate });
        }
        let mut differs = !commands.is_empty();
        if differs {
            self.transaction.edit_task(task.id, TaskCommand::Batch { commands })?;
        }
        if let Some(text) = row.description.as_deref() {
            differs |= self.describe(task.id, text)?;
        }
        Ok(if differs { Fate::Updated } else { Fate::Unchanged })
    }

    /// Makes the description read like this; whether it did not before.
    fn describe(&mut self, task: TaskId, text: &str) -> Result<bool, StoreError> {
        let before = self.transaction.queries().description(task)?;
        if before.as_deref().unwrap_or_default() == text {
            return Ok(false);
        }
        self.transaction.describe(self.request.project, task, text)?;
        Ok(true)
    }
}
