//! Commands, one file a noun.

mod account;
mod conflict;
mod export;
mod import;
mod organisation;
mod project;
mod refused;
mod search;
mod status;
mod sync;
mod task;

use crate::args::Command;
use crate::args::{transfer::Export, transfer::Import};
use crate::context::Context;
use crate::failure::Result;

/// Does what was asked for.
pub(crate) fn run(context: &Context, command: Command) -> Result<()> {
    match command {
        Command::SignUp(args) => account::sign_up(context, &args),
        Command::SignIn(args) => account::sign_in(context, &args),
        Command::SignOut => account::sign_out(context),
        Command::Org(action) => organisation::run(context, action),
        Command::Project(action) => project::run(context, action),
        Command::Task(action) => task::run(context, *action),
        Command::Search(args) => search::run(context, &args),
        Command::Conflict(action) => conflict::run(context, action),
        Command::Import(Import::Csv(args)) => import::csv(context, &args),
        Command::Export(Export::Json(args)) => export::json(context, &args),
        Command::Export(Export::Csv(args)) => export::csv(context, &args),
        Command::Sync(args) => sync::run(context, &args),
        Command::Status => status::run(context),
        Command::Refused(args) => refused::run(context, args.action),
    }
}
