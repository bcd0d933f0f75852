//! What a window is told and what it sends, as JSON: `ui/src/backend/types.ts` is made from these.
//!
//! Names and fields are the window's; what the model calls otherwise is translated here and nowhere
//! else.

mod sync;
mod task;
mod transfer;
mod workspace;

pub use sync::{Cursor, Fetching, LinkView, Presence, SyncView};
pub use task::{
    ActivityLine, CommentNode, NewTask, Placement, RefusedWork, RelatedTask, SearchHit, TaskDetail,
    TextHeader,
};
pub use transfer::{
    ColumnGuess, ImportPreview, ImportProgress, ImportReport, ImportRequest, RefusedRow, SkippedRow,
};
pub use workspace::{Me, Member, MyAccount, Organisation, Project, Workspace};

use super::Settings;
use crate::account::TokensIn;
use crate::queries::Delta;
use serde::Serialize;
use uuid::Uuid;

/// What a window begins with.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Boot {
    /// This version of Aloft.
    pub version: String,
    /// The store's folder.
    pub folder: String,
    /// What the person has chosen.
    pub settings: Settings,
    /// Who they are.
    pub me: Me,
    /// What there is.
    pub workspace: Workspace,
    /// Whether it is safe.
    pub sync: SyncView,
}

/// Something was done. It can be undone, unless `label` is null.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Acted {
    /// What was written since the last answer or event.
    pub delta: Delta,
    /// What was done, in words.
    pub label: Option<String>,
}

/// Something was made.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Created {
    /// Its id.
    #[cfg_attr(feature = "typescript", ts(type = "Uuid"))]
    pub id: Uuid,
    /// What was written since the last answer or event.
    pub delta: Delta,
    /// What was done, in words.
    pub label: Option<String>,
}

/// The name of where tokens are kept, as the window knows it.
pub(super) fn tokens_in(place: TokensIn) -> &'static str {
    match place {
        TokensIn::Keychain => "keychain",
        TokensIn::File => "file",
    }
}
