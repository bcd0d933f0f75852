//! `aloft project`.

use super::{account::InOrg, value};
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Project {
    /// Make a project
    Create {
        /// The prefix of its tasks' keys: 1 to 10 of A-Z and 0-9, a letter first
        #[arg(long)]
        key: String,
        /// Its name
        #[arg(long)]
        name: String,
        #[command(flatten)]
        org: InOrg,
    },
    /// List projects
    List,
    /// Show a project's workflow, labels and plans
    Show {
        /// Its key or id
        project: String,
    },
    /// Change a project
    Edit(Edit),
    /// Put a project in the bin
    Delete {
        /// Its key or id
        project: String,
    },
    /// Take a project out of the bin
    Restore {
        /// Its id
        project: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// Its key or id
    pub(crate) project: String,
    /// Its new name
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Its new key; tasks keep their numbers
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Add a label, with a colour if you like (`bug`, `bug=#d73a4a`)
    #[arg(long, value_name = "NAME[=#RRGGBB]", value_parser = value::label)]
    pub(crate) add_label: Vec<value::NewLabel>,
    /// Remove a label
    #[arg(long, value_name = "NAME")]
    pub(crate) remove_label: Vec<String>,
    /// Add a workflow state of a category
    /// (`Review=started`; backlog, unstarted, started, completed or canceled)
    #[arg(long, value_name = "NAME=CATEGORY", value_parser = value::state)]
    pub(crate) add_state: Vec<value::StateOfCategory>,
    /// Remove a workflow state
    #[arg(long, value_name = "NAME")]
    pub(crate) remove_state: Vec<String>,
    /// Add a cycle, from its first day to its last, or give one other days
    #[arg(long, value_name = "NAME=YYYY-MM-DD..YYYY-MM-DD", value_parser = value::cycle)]
    pub(crate) add_cycle: Vec<value::NewCycle>,
    /// Remove a cycle
    #[arg(long, value_name = "NAME")]
    pub(crate) remove_cycle: Vec<String>,
    /// Add a milestone, with its day if it has one, or give one another day
    #[arg(long, value_name = "NAME[=YYYY-MM-DD]", value_parser = value::milestone)]
    pub(crate) add_milestone: Vec<value::NewMilestone>,
    /// Remove a milestone
    #[arg(long, value_name = "NAME")]
    pub(crate) remove_milestone: Vec<String>,
}
