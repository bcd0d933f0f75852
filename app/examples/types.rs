//! Prints `ui/src/backend/types.ts`: what crosses between the window and the desk, from the Rust
//! types that cross. `cargo xtask types` writes the file.

use aloft_client::desk::views::{
    Acted, ActivityLine, Boot, ColumnGuess, CommentNode, Created, Cursor, Fetching, ImportPreview,
    ImportProgress, ImportReport, ImportRequest, LinkView, Me, Member, MyAccount, NewTask,
    Organisation, Placement, Presence, Project, RefusedRow, RefusedWork, RelatedTask, SearchHit,
    SkippedRow, SyncView, TaskDetail, TextHeader, Workspace,
};
use aloft_client::desk::{Failure, Settings, Theme};
use aloft_client::queries::{Delta, TaskLine};
use aloft_crdt_model::command::{self, NewState, ProjectCommand, TaskCommand};
use aloft_crdt_model::ids::TextRole;
use aloft_crdt_model::rows::{
    Attachment, Candidate, Conflict, Cycle, Field, FieldOption, FieldType, FieldValue, Label,
    Milestone, Priority, RelationKind, State, StateCategory, Template,
};
use aloft_crdt_model::time::{Date, Timestamp};
use std::io::Write;
use ts_rs::{Config, TS};

const HEAD: &str = "\
// Generated from Rust by `cargo xtask types`. Do not edit: change the Rust type.
";

/// What Rust has no type for.
const TAIL: &str = "\
/** What a person may do in an organisation. A newer relay may know more. */
export type Role = \"owner\" | \"admin\" | \"member\" | \"guest\";

/** Answer of `open_project` and `open_bin`: every line of the project, by place. */
export interface ProjectLines { project: Uuid, revision: number, lines: Array<TaskLine>, }
";

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(types().as_bytes())
}

fn types() -> String {
    // Numbers that cross are counts, moments and revisions: all below 2^53.
    let config = Config::new().with_large_int("number");
    let mut text = HEAD.to_owned();
    macro_rules! declare {
        ($($name:ty),* $(,)?) => { $(text.push_str(&declaration::<$name>(&config));)* };
    }
    text.push_str("\n/** Any id: UUIDs as lower-case text. */\nexport type Uuid = string;\n");
    declare![Timestamp, Date];
    declare![Priority, StateCategory, RelationKind, TextRole, FieldType, FieldValue];
    declare![TaskLine, Delta, Acted, Created, Failure];
    declare![Boot, Settings, Theme, Me, MyAccount, Workspace, Organisation, Member, Project];
    declare![State, Label, Field, FieldOption, Cycle, Milestone, Template];
    declare![TaskDetail, RelatedTask, CommentNode, ActivityLine, Attachment, Conflict, Candidate];
    declare![SearchHit, NewTask, Placement, TextHeader, RefusedWork];
    declare![SyncView, LinkView, Fetching, Presence, Cursor];
    declare![ImportPreview, ColumnGuess, ImportRequest, ImportProgress, ImportReport];
    declare![SkippedRow, RefusedRow];
    // A task is made by `create_task`, whose values are fewer than the command's.
    text.push_str(&declaration::<command::NewTask>(&config).replace("NewTask", "TaskValues"));
    text.push_str(&declaration::<TaskCommand>(&config).replace("NewTask", "TaskValues"));
    declare![NewState, ProjectCommand];
    text.push('\n');
    text.push_str(TAIL);
    text
}

fn declaration<T: TS>(config: &Config) -> String {
    let docs = T::docs().unwrap_or_default();
    format!("\n{}", tidied(&format!("{docs}export {}", T::decl(config))))
}

/// Comments on as few lines as they have paragraphs, and fields indented.
fn tidied(text: &str) -> String {
    let mut lines = Vec::new();
    let mut comment: Option<Vec<&str>> = None;
    let mut is_inside = false;
    for line in text.lines().map(str::trim) {
        let indent = if is_inside && !line.starts_with('}') { "  " } else { "" };
        match (line, &mut comment) {
            ("/**", _) => comment = Some(Vec::new()),
            ("*/", Some(words)) => {
                lines.push(format!("{indent}/** {} */", words.join(" ")));
                comment = None;
            }
            (words, Some(comment)) => comment.push(words.trim_start_matches('*').trim()),
            (code, None) => {
                lines.push(format!("{indent}{code}"));
                is_inside = true;
            }
        }
    }
    lines.join("\n") + "\n"
}
