//! `aloft task` and `aloft search`.

use super::value;
use aloft_crdt_model::ids::CommentId;
use aloft_crdt_model::rows::Priority;
use aloft_crdt_model::time::Date;
use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Make a task
    Create(Create),
    /// List a project's tasks
    List(List),
    /// Show a task with its description, comments and history
    Show {
        /// Its key or id
        task: String,
    },
    /// Change a task
    Edit(Edit),
    /// Say something on a task
    Comment(Comment),
    /// Give a task another place or state
    Move(Move),
    /// Put tasks in the bin
    Delete {
        /// Their keys or ids
        #[arg(required = true)]
        tasks: Vec<String>,
    },
    /// Take tasks out of the bin
    Restore {
        /// Their keys or ids
        #[arg(required = true)]
        tasks: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The project's key or id
    #[arg(long)]
    pub(crate) project: String,
    /// What is to be done, in one line
    #[arg(long)]
    pub(crate) title: String,
    #[command(flatten)]
    pub(crate) description: Description,
    /// Its workflow state; by default the project's first
    #[arg(long)]
    pub(crate) state: Option<String>,
    /// How urgent it is
    #[arg(long, value_parser = value::priority, value_name = "PRIORITY")]
    pub(crate) priority: Option<Priority>,
    /// Who does it: `me`, a name or an id
    #[arg(long, value_name = "PERSON")]
    pub(crate) assignee: Vec<String>,
    /// A label of the project
    #[arg(long, value_name = "NAME")]
    pub(crate) label: Vec<String>,
    /// When work should begin
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::date)]
    pub(crate) start: Option<Date>,
    /// When it should be done
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::date)]
    pub(crate) due: Option<Date>,
    /// Points
    #[arg(long, value_name = "POINTS", value_parser = value::points)]
    pub(crate) estimate: Option<f64>,
    /// The task it is part of
    #[arg(long, value_name = "KEY")]
    pub(crate) parent: Option<String>,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Description {
    /// Its description
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    /// A file that holds its description; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) description_file: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// Its key or id
    pub(crate) task: String,
    /// What is to be done, in one line
    #[arg(long)]
    pub(crate) title: Option<String>,
    #[command(flatten)]
    pub(crate) description: Description,
    /// Its workflow state
    #[arg(long)]
    pub(crate) state: Option<String>,
    /// How urgent it is
    #[arg(long, value_parser = value::priority, value_name = "PRIORITY")]
    pub(crate) priority: Option<Priority>,
    /// Assign a person
    #[arg(long, value_name = "PERSON")]
    pub(crate) assign: Vec<String>,
    /// Take a person off
    #[arg(long, value_name = "PERSON")]
    pub(crate) unassign: Vec<String>,
    /// Put a label on
    #[arg(long, value_name = "NAME")]
    pub(crate) add_label: Vec<String>,
    /// Take a label off
    #[arg(long, value_name = "NAME")]
    pub(crate) remove_label: Vec<String>,
    /// When work should begin; `none` clears it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::clearable_date)]
    pub(crate) start: Option<value::Clearable<Date>>,
    /// When it should be done; `none` clears it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::clearable_date)]
    pub(crate) due: Option<value::Clearable<Date>>,
    /// Points; `none` clears them
    #[arg(long, value_name = "POINTS", value_parser = value::clearable_points)]
    pub(crate) estimate: Option<value::Clearable<f64>>,
    /// The task it is part of; `none` clears it
    #[arg(long, value_name = "KEY")]
    pub(crate) parent: Option<String>,
    /// The cycle it is planned for; `none` clears it
    #[arg(long, value_name = "NAME")]
    pub(crate) cycle: Option<String>,
    /// The milestone it counts towards; `none` clears it
    #[arg(long, value_name = "NAME")]
    pub(crate) milestone: Option<String>,
    /// Relate it to another task (`blocks=SHIP-3`; blocks, duplicates or relates_to)
    #[arg(long, value_name = "KIND=KEY", value_parser = value::relation)]
    pub(crate) relate: Vec<value::Relation>,
    /// Take a relation back
    #[arg(long, value_name = "KIND=KEY", value_parser = value::relation)]
    pub(crate) unrelate: Vec<value::Relation>,
}

#[derive(Debug, Args)]
pub(crate) struct Comment {
    /// The task's key or id
    pub(crate) task: String,
    /// What to say; `-` for standard input
    #[arg(required_unless_present_any = ["delete", "react", "unreact"])]
    pub(crate) body: Option<String>,
    /// Answer a comment
    #[arg(long, value_name = "ID", conflicts_with_all = ["edit", "delete", "react", "unreact"])]
    pub(crate) reply_to: Option<CommentId>,
    /// Change one of your comments
    #[arg(long, value_name = "ID", conflicts_with_all = ["delete", "react", "unreact"])]
    pub(crate) edit: Option<CommentId>,
    /// Delete a comment
    #[arg(long, value_name = "ID", conflicts_with_all = ["body", "react", "unreact"])]
    pub(crate) delete: Option<CommentId>,
    /// React to a comment
    #[arg(long, value_names = ["ID", "EMOJI"], num_args = 2, conflicts_with_all = ["body", "unreact"])]
    pub(crate) react: Option<Vec<String>>,
    /// Take a reaction back
    #[arg(long, value_names = ["ID", "EMOJI"], num_args = 2, conflicts_with = "body")]
    pub(crate) unreact: Option<Vec<String>>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("where").required(true).multiple(true))]
pub(crate) struct Move {
    /// Its key or id
    pub(crate) task: String,
    /// Before this task
    #[arg(long, value_name = "KEY", group = "where", conflicts_with_all = ["after", "first", "last"])]
    pub(crate) before: Option<String>,
    /// After this task
    #[arg(long, value_name = "KEY", group = "where", conflicts_with_all = ["first", "last"])]
    pub(crate) after: Option<String>,
    /// Before all others of the project
    #[arg(long, group = "where", conflicts_with = "last")]
    pub(crate) first: bool,
    /// After all others of the project
    #[arg(long, group = "where")]
    pub(crate) last: bool,
    /// Into this workflow state
    #[arg(long, group = "where")]
    pub(crate) state: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// The project's key or id
    #[arg(long)]
    pub(crate) project: String,
    /// In this state: its name, or a category
    /// (backlog, unstarted, started, completed, canceled); several mean any of them
    #[arg(long)]
    pub(crate) state: Vec<String>,
    /// Of this urgency; several mean any of them
    #[arg(long, value_parser = value::priority, value_name = "PRIORITY")]
    pub(crate) priority: Vec<Priority>,
    /// Assigned to: `me`, `none`, a name or an id
    #[arg(long, value_name = "PERSON")]
    pub(crate) assignee: Option<String>,
    /// With this label; several mean any of them
    #[arg(long, value_name = "NAME")]
    pub(crate) label: Vec<String>,
    /// Part of this task
    #[arg(long, value_name = "KEY")]
    pub(crate) parent: Option<String>,
    /// Due on this day or before
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::date)]
    pub(crate) due_by: Option<Date>,
    /// With these words in its title, description or comments
    #[arg(long, value_name = "WORDS")]
    pub(crate) text: Option<String>,
    /// With fields that people wrote at the same time
    #[arg(long)]
    pub(crate) conflicts: bool,
    /// In the bin
    #[arg(long)]
    pub(crate) deleted: bool,
    /// By what to sort
    #[arg(long, value_enum, default_value_t = SortBy::Order)]
    pub(crate) sort: SortBy,
    /// The other way round
    #[arg(long)]
    pub(crate) reverse: bool,
    /// Under headings
    #[arg(long, value_enum)]
    pub(crate) group: Option<GroupBy>,
    /// No more than so many
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortBy {
    /// The place people gave them
    Order,
    Key,
    Title,
    Priority,
    Due,
    Estimate,
    Created,
    Updated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupBy {
    State,
    Priority,
    Assignee,
    Label,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// The words
    #[arg(required = true)]
    pub(crate) words: Vec<String>,
    /// In this project alone
    #[arg(long)]
    pub(crate) project: Option<String>,
    /// No more than so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: usize,
}
