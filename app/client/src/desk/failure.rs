//! What failed, for a person and for a program.

use crate::account::AccountError;
use crate::enrolment::EnrolmentError;
use crate::export::ExportError;
use crate::import::ImportError;
use crate::store::StoreError;
use crate::sync::SyncError;
use serde::Serialize;

/// Every request that fails is answered with this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[error("{words}")]
pub struct Failure {
    /// Stable: `invalid`, `not_found`, `stale`, `unreachable`, `not_signed_in`, `disk`, `busy`,
    /// `internal`, or a relay's code.
    pub code: String,
    /// One sentence for people.
    pub words: String,
}

impl Failure {
    /// With a code and words.
    pub fn new(code: &str, words: impl Into<String>) -> Self {
        Self { code: code.to_owned(), words: words.into() }
    }

    /// What was asked for does not make sense.
    pub fn invalid(words: impl Into<String>) -> Self {
        Self::new("invalid", words)
    }

    /// What was asked for is not here.
    pub fn not_found(words: impl Into<String>) -> Self {
        Self::new("not_found", words)
    }

    /// A bug; the log has it.
    pub(super) fn broken() -> Self {
        let words = "Something in Aloft went wrong. What was saved is safe; this was not done.";
        Self::new("internal", words)
    }

    /// The thread that should answer has ended.
    pub(super) fn gone() -> Self {
        let words =
            "Aloft stopped working. What was saved is safe: close the window and open it again.";
        Self::new("internal", words)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if let StoreError::UnknownDocument(_) = error {
            return Self::not_found(
                "This is not here any more. It may have been removed elsewhere.",
            );
        }
        let code = match &error {
            StoreError::Command(_) | StoreError::Order(_) | StoreError::BadEdit(_) => "invalid",
            StoreError::StaleEdit => "stale",
            StoreError::UnknownStream(_)
            | StoreError::UnknownOrganisation(_)
            | StoreError::UnknownRefusal(_)
            | StoreError::NoIntent(_) => "not_found",
            StoreError::Sql(error) if is_busy(error) => "busy",
            StoreError::File { .. } | StoreError::Sql(_) => "disk",
            _ => "internal",
        };
        if matches!(code, "disk" | "busy" | "internal") {
            tracing::error!(%error, "the store failed");
        }
        Self::new(code, sentence(&error.to_string()))
    }
}

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        let code = match &error {
            AccountError::Refused { code, .. } => code.as_str(),
            AccountError::Unreachable { .. } | AccountError::NotARelay { .. } => "unreachable",
            AccountError::NotSignedIn { .. } | AccountError::NoRelay => "not_signed_in",
            AccountError::Keychain { .. } => "keychain",
            AccountError::File { .. } | AccountError::Damaged { .. } => "disk",
        };
        Self::new(code, sentence(&error.to_string()))
    }
}

impl From<EnrolmentError> for Failure {
    fn from(error: EnrolmentError) -> Self {
        match error {
            EnrolmentError::Account(error) => error.into(),
            EnrolmentError::Store(error) => error.into(),
        }
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Account(error) => error.into(),
            SyncError::Store(error) => error.into(),
            error => Self::new("internal", sentence(&error.to_string())),
        }
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::File(fault) => Self::invalid(sentence(&fault.to_string())),
            ImportError::Store(error) => error.into(),
        }
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            error @ ExportError::Write(_) => Self::new("disk", sentence(&error.to_string())),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new("disk", sentence(&error.to_string()))
    }
}

/// Another process has been writing for longer than anybody should wait.
fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

/// Errors are written to stand after a colon; here they stand alone.
pub(super) fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let Some(first) = chars.next() else { return String::new() };
    let end = if words.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{}{end}", first.to_uppercase(), chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn words_become_a_sentence() {
        assert_eq!(sentence("the title may not be empty"), "The title may not be empty.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), "");
    }
}
