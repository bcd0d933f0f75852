//! `aloft search`.

use crate::args::task::Search;
use crate::context::Context;
use crate::failure::Result;
use crate::find;
use crate::view::{self, Names};

pub(super) fn run(context: &Context, args: &Search) -> Result<()> {
    let store = context.store()?;
    let project = args.project.as_deref().map(|word| find::project(&store, word)).transpose()?;
    let names = Names::of(&store)?;
    let hits = store.queries().search(
        &args.words.join(" "),
        project.map(|project| project.row.id),
        args.limit,
    )?;
    let tasks = names.tasks(hits.into_iter().map(|hit| hit.task).collect());
    context.output.show(&tasks, |page| view::list(page, &names, &tasks))
}
