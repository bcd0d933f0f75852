//! `aloft import` and `aloft export`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Issues from a CSV file; a second import changes what differs and makes nothing twice
    Csv(ImportCsv),
}

#[derive(Debug, Args)]
pub(crate) struct ImportCsv {
    /// The file; `-` for standard input
    pub(crate) file: PathBuf,
    /// The key or id of the project that takes them
    #[arg(long)]
    pub(crate) project: String,
    /// The column of the id by which the issue is found again
    #[arg(long, value_name = "NAME")]
    pub(crate) id_column: String,
    /// The column of the title
    #[arg(long, value_name = "NAME", default_value = "title")]
    pub(crate) title_column: String,
    /// The column of the description; left alone without it
    #[arg(long, value_name = "NAME")]
    pub(crate) description_column: Option<String>,
    /// The column of the points; left alone without it
    #[arg(long, value_name = "NAME")]
    pub(crate) estimate_column: Option<String>,
    /// The tool that gave the ids, so that those of several tools do not collide
    #[arg(long, value_name = "NAME", default_value = "csv")]
    pub(crate) source: String,
    /// What stands between two cells
    #[arg(long, value_name = "CHAR", default_value = ",", value_parser = super::value::delimiter)]
    pub(crate) delimiter: u8,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How to show progress on standard error
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) progress: Progress,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Progress {
    /// A bar on a terminal, else a line now and then
    #[default]
    Auto,
    /// JSON events, one a line
    Json,
    /// Not at all
    None,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Everything the project has, in one JSON document
    Json(ExportJson),
    /// A table of its tasks
    Csv(ExportCsv),
}

#[derive(Debug, Args)]
pub(crate) struct ExportJson {
    #[command(flatten)]
    pub(crate) what: Exported,
}

#[derive(Debug, Args)]
pub(crate) struct ExportCsv {
    #[command(flatten)]
    pub(crate) what: Exported,
    /// The tool whose ids stand in the column `external_id`; without it, the first that knows the
    /// task (the column `external_ids` has them all)
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// Tasks in the bin too
    #[arg(long)]
    pub(crate) deleted: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Exported {
    /// The project's key or id
    #[arg(long)]
    pub(crate) project: String,
    /// The file to write; it is there whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
