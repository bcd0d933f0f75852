//! `aloft export`.

use crate::args::transfer::{ExportCsv, ExportJson, Exported};
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::find;
use aloft_client::export::{CsvOptions, ExportError, replace_file, write_csv, write_json};
use aloft_client::queries::Deleted;
use aloft_client::store::Store;
use aloft_crdt_model::ids::ProjectId;
use std::io::{self, BufWriter, Write};

pub(super) fn json(context: &Context, args: &ExportJson) -> Result<()> {
    export(context, &args.what, write_json)
}

pub(super) fn csv(context: &Context, args: &ExportCsv) -> Result<()> {
    let deleted = if args.deleted { Deleted::Include } else { Deleted::Hide };
    let options = CsvOptions { source: args.source.as_deref(), deleted };
    export(context, &args.what, |store, project, out| write_csv(store, project, &options, out))
}

fn export(
    context: &Context,
    what: &Exported,
    write: impl FnOnce(&Store, ProjectId, &mut dyn Write) -> std::result::Result<(), ExportError>,
) -> Result<()> {
    let store = context.store()?;
    let project = find::project_even_deleted(&store, &what.project)?.id;
    match &what.output {
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            write(&store, project, &mut out)?;
            Ok(out.flush()?)
        }
        Some(path) => {
            replace_file(path, |out| write(&store, project, out)).map_err(|error| match error {
                ExportError::Store(error) => error.into(),
                ExportError::Write(error) => {
                    Failure::failed(format!("cannot write {}: {error}", path.display()))
                }
            })
        }
    }
}
