//! `aloft import`.

use crate::args::transfer::ImportCsv;
use crate::context::Context;
use crate::failure::{Exit, Failure, Result};
use crate::find;
use crate::meter::Meter;
use aloft_client::import::{
    Columns, ImportError, ImportMode, ImportReport, ImportRequest, import_csv,
};
use serde_json::{Value, json};
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

pub(super) fn csv(context: &Context, args: &ImportCsv) -> Result<()> {
    let bytes = read(&args.file)?;
    let mut store = context.store()?;
    let project = find::project(&store, &args.project)?.row;
    let columns = Columns {
        id: args.id_column.clone(),
        title: args.title_column.clone(),
        description: args.description_column.clone(),
        estimate: args.estimate_column.clone(),
    };
    let mode = if args.dry_run { ImportMode::DryRun } else { ImportMode::Write };
    let request = ImportRequest {
        project: project.id,
        source: &args.source,
        columns: &columns,
        delimiter: args.delimiter,
        mode,
    };
    let mut meter = Meter::new("import", args.progress, context.output.json);
    let mut last = (0, 0);
    let report = import_csv(&mut store, &bytes, &request, &mut |progress| {
        last = (progress.done, progress.total);
        meter.at(progress.done, progress.total);
        ControlFlow::Continue(())
    });
    meter.finish(last.0, last.1);
    let report = report.map_err(|error| match error {
        ImportError::File(fault) => Failure::failed(format!("{}: {fault}", args.file.display())),
        ImportError::Store(error) => error.into(),
    })?;
    show(context, &report, args.dry_run)?;
    match report.refused.len() {
        0 => Ok(()),
        count => {
            let rows = if count == 1 { "row was" } else { "rows were" };
            Err(Failure::new(Exit::Partial, format!("{count} {rows} not taken")))
        }
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(file).map(|read| bytes = read)
    };
    read.map_err(|error| Failure::failed(format!("cannot read {}: {error}", file.display())))?;
    Ok(bytes)
}

fn show(context: &Context, report: &ImportReport, dry_run: bool) -> Result<()> {
    context.output.show(&view(report, dry_run), |page| {
        for fault in &report.refused {
            let id = fault.id.as_deref().filter(|id| !id.is_empty());
            let id = id.map(|id| format!(" ({id})")).unwrap_or_default();
            page.line(&format!("line {}{id}: {}", fault.line, fault.reason))?;
        }
        for skipped in &report.skipped {
            page.line(&format!(
                "line {} ({}): skipped, its task is in the bin",
                skipped.line, skipped.id
            ))?;
        }
        let ImportReport { created, updated, unchanged, skipped, refused, stopped: _ } = report;
        let counts = format!("{created} created, {updated} updated, {unchanged} unchanged");
        let rest = [("skipped", skipped.len()), ("not taken", refused.len())];
        let rest = rest.iter().filter(|(_, count)| *count > 0);
        let rest: Vec<String> = rest.map(|(what, count)| format!(", {count} {what}")).collect();
        let rest = rest.concat();
        let note = if dry_run { " (dry run: nothing was written)" } else { "" };
        page.line(&format!("{counts}{rest}{note}"))
    })
}

fn view(report: &ImportReport, dry_run: bool) -> Value {
    let refused = report.refused.iter().map(
        |fault| json!({ "line": fault.line, "id": fault.id, "reason": fault.reason.to_string() }),
    );
    let skipped = report.skipped.iter().map(|skipped| {
        json!({
            "line": skipped.line,
            "id": skipped.id,
            "task": skipped.task,
            "reason": "its task is in the bin",
        })
    });
    json!({
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "skipped": skipped.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
        "dry_run": dry_run,
    })
}
