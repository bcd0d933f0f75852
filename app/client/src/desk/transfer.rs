//! Files in and out: imports by steps, exports into the downloads folder.

use super::views::{
    ColumnGuess, ImportPreview, ImportProgress, ImportReport, ImportRequest, RefusedRow, SkippedRow,
};
use super::{Desk, Failure};
use crate::environment::Environment;
use crate::export::{self, CsvOptions, replace_file};
use crate::import::{self, Columns, ImportMode};
use crate::queries::Deleted;
use aloft_crdt_model::ids::ProjectId;
use serde::Deserialize;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Files that wait for their columns to be named. More are never needed; older ones are let go.
const KEPT: usize = 4;

/// Files that were shown, and imports under way.
#[derive(Debug, Default)]
pub(super) struct Files(Mutex<VecDeque<Arc<WaitingFile>>>);

#[derive(Debug)]
struct WaitingFile {
    token: String,
    bytes: Vec<u8>,
    stop: AtomicBool,
}

impl Files {
    fn keep(&self, file: WaitingFile) {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if files.len() == KEPT {
            files.pop_front();
        }
        files.push_back(Arc::new(file));
    }

    fn get(&self, token: &str) -> Result<Arc<WaitingFile>, Failure> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = files.iter().find(|file| file.token == token).cloned();
        found.ok_or_else(|| Failure::not_found("This file is not open any more. Choose it again."))
    }
}

/// What an export is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A table of its tasks.
    Csv,
    /// Everything.
    Json,
}

impl Desk {
    /// Reads a file's beginning, and keeps the file for the import. An empty delimiter is guessed.
    pub async fn import_preview(
        &self,
        file_name: String,
        delimiter: String,
        bytes: Vec<u8>,
    ) -> Result<ImportPreview, Failure> {
        let delimiter = if delimiter.is_empty() { None } else { Some(delimiter_byte(&delimiter)?) };
        let mut environment = Environment::system();
        let token = Uuid::from(import_token(&mut environment)).to_string();
        let (preview, bytes) = super::account::blocking(move || {
            let preview = import::preview(&bytes, delimiter)
                .map_err(|fault| Failure::from(import::ImportError::from(fault)))?;
            Ok((preview, bytes))
        })
        .await?;
        let file = WaitingFile { token: token.clone(), bytes, stop: AtomicBool::new(false) };
        self.files.keep(file);
        let guess = preview.guess;
        Ok(ImportPreview {
            token,
            file_name,
            delimiter: char::from(preview.delimiter).to_string(),
            columns: preview.columns,
            rows: preview.rows,
            row_count: preview.row_count,
            guess: ColumnGuess {
                id: guess.id,
                title: guess.title,
                description: guess.description,
                estimate: guess.estimate,
            },
        })
    }

    /// Imports a file that was shown. The lines it makes come as deltas while it runs.
    pub async fn import_run(
        &self,
        request: ImportRequest,
        progress: impl Fn(ImportProgress) + Send + 'static,
    ) -> Result<ImportReport, Failure> {
        let file = self.files.get(&request.token)?;
        let delimiter = delimiter_byte(&request.delimiter)?;
        file.stop.store(false, Ordering::Relaxed);
        self.apart(move |store, _| {
            let columns = Columns {
                id: request.id,
                title: request.title,
                description: request.description,
                estimate: request.estimate,
            };
            let wanted = import::ImportRequest {
                project: request.project,
                source: &request.source,
                columns: &columns,
                delimiter,
                mode: if request.dry_run { ImportMode::DryRun } else { ImportMode::Write },
            };
            let report = import::import_csv(store, &file.bytes, &wanted, &mut |at| {
                progress(ImportProgress { done: at.done, total: at.total });
                if file.stop.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })?;
            Ok(view(report))
        })
        .await
    }

    /// Stops an import after the rows at hand; what was done stays.
    pub fn import_stop(&self, token: &str) -> Result<(), Failure> {
        self.files.get(token)?.stop.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Writes a project into a folder, under a name that is free; the file's path.
    pub async fn export_project(
        &self,
        project: ProjectId,
        format: ExportFormat,
        folder: PathBuf,
    ) -> Result<PathBuf, Failure> {
        self.apart(move |store, _| {
            let row = store.queries().project(project)?;
            let row =
                row.ok_or_else(|| Failure::not_found("This project is not here any more."))?;
            std::fs::create_dir_all(&folder)?;
            let path = match format {
                ExportFormat::Csv => free_path(&folder, &row.key, "csv"),
                ExportFormat::Json => free_path(&folder, &row.key, "json"),
            };
            replace_file(&path, |out| match format {
                ExportFormat::Csv => {
                    let options = CsvOptions { source: None, deleted: Deleted::Hide };
                    export::write_csv(store, project, &options, out)
                }
                ExportFormat::Json => export::write_json(store, project, out),
            })?;
            Ok(path)
        })
        .await
    }
}

/// A project's key is letters and digits: safe as a file's name on every system.
fn free_path(folder: &Path, key: &str, extension: &str) -> PathBuf {
    let first = folder.join(format!("Aloft {key}.{extension}"));
    let others = (2..).map(|n| folder.join(format!("Aloft {key} ({n}).{extension}")));
    std::iter::once(first).chain(others).find(|path| !path.exists()).unwrap_or_default()
}

fn import_token(environment: &mut Environment) -> aloft_crdt_model::ids::DocId {
    let now = environment.now();
    aloft_crdt_model::ids::DocId::new(now, environment.rng())
}

fn delimiter_byte(delimiter: &str) -> Result<u8, Failure> {
    match delimiter.as_bytes() {
        [byte] => Ok(*byte),
        _ => Err(Failure::invalid("A delimiter is one character, such as a comma.")),
    }
}

fn view(report: import::ImportReport) -> ImportReport {
    let skipped = report.skipped.into_iter().map(|row| SkippedRow {
        line: row.line,
        id: row.id,
        task: row.task,
    });
    let refused = report.refused.into_iter().map(|fault| RefusedRow {
        line: fault.line,
        id: fault.id,
        reason: fault.reason.to_string(),
    });
    ImportReport {
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        skipped: skipped.collect(),
        refused: refused.collect(),
        stopped: report.stopped,
    }
}
