//! Failures: one line for people, a stable code and an exit code for scripts.

use serde_json::json;
use std::io::{self, Write};

/// What the process ends with. Documented in `docs/cli.md`: never renumber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Failed = 1,
    Usage = 2,
    NotFound = 3,
    Offline = 4,
    NotSignedIn = 5,
    Refused = 6,
    Partial = 7,
}

impl Exit {
    fn code(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::NotFound => "not_found",
            Self::Offline => "offline",
            Self::NotSignedIn => "not_signed_in",
            Self::Refused => "refused",
            Self::Partial => "partial",
        }
    }
}

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    /// One line on standard error, and an exit code.
    Said { exit: Exit, code: String, message: String },
    /// Whoever read the output has read enough, as `head` does: nothing to say.
    OutputClosed,
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self::Said { exit, code: exit.code().to_owned(), message: message.into() }
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(Exit::NotFound, message)
    }

    /// Tells the person or the script, and says what to end with.
    pub(crate) fn report(self, json: bool) -> u8 {
        match self {
            Self::OutputClosed => 0,
            Self::Said { exit, code, message } => {
                // One line, whatever a relay or a file name put into the message.
                let message = message.split('\n').map(str::trim).collect::<Vec<_>>().join(" ");
                let line = if json {
                    json!({ "error": { "code": code, "message": message } }).to_string()
                } else {
                    format!("aloft: {}", crate::output::plain(&message))
                };
                // Without a standard error there is nobody left to tell.
                let _ = writeln!(io::stderr(), "{line}");
                exit as u8
            }
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::OutputClosed;
        }
        Self::failed(error.to_string())
    }
}

impl From<clap::Error> for Failure {
    /// The first sentence of clap's page: the rest is its usage, which `--help` shows.
    fn from(error: clap::Error) -> Self {
        let page = error.to_string();
        let lines = page.lines().map(str::trim);
        let about =
            lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
        let sentence = about.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let sentence = sentence.strip_prefix("error: ").unwrap_or(&sentence).to_owned();
        Self::usage(format!("{sentence} (see --help)"))
    }
}

impl From<aloft_client::account::AccountError> for Failure {
    fn from(error: aloft_client::account::AccountError) -> Self {
        use aloft_client::account::AccountError;
        let message = error.to_string();
        match error {
            AccountError::NoRelay => Self::usage(message),
            AccountError::NotSignedIn { .. } => {
                Self::new(Exit::NotSignedIn, format!("{message}: run `aloft sign-in`"))
            }
            AccountError::Unreachable { .. } => Self::new(Exit::Offline, message),
            AccountError::Refused { status: 401, code, .. } if code == "unauthenticated" => {
                Self::new(Exit::NotSignedIn, format!("{message}: run `aloft sign-in`"))
            }
            AccountError::Refused { status, code, message } => {
                let exit = match status {
                    401 => Exit::NotSignedIn,
                    404 => Exit::NotFound,
                    _ => Exit::Refused,
                };
                Self::Said { exit, code, message }
            }
            AccountError::NotARelay { .. }
            | AccountError::File { .. }
            | AccountError::Keychain { .. }
            | AccountError::Damaged { .. } => Self::failed(message),
        }
    }
}

impl From<aloft_client::enrolment::EnrolmentError> for Failure {
    fn from(error: aloft_client::enrolment::EnrolmentError) -> Self {
        use aloft_client::enrolment::EnrolmentError;
        match error {
            EnrolmentError::Account(error) => error.into(),
            EnrolmentError::Store(error) => error.into(),
        }
    }
}

impl From<aloft_client::sync::SyncError> for Failure {
    fn from(error: aloft_client::sync::SyncError) -> Self {
        use aloft_client::sync::SyncError;
        match error {
            SyncError::Account(error) => error.into(),
            SyncError::Store(error) => error.into(),
            SyncError::UnsupportedVersion | SyncError::StoreStopped(_) | SyncError::Lock { .. } => {
                Self::failed(error.to_string())
            }
        }
    }
}

impl From<aloft_client::store::StoreError> for Failure {
    fn from(error: aloft_client::store::StoreError) -> Self {
        use aloft_client::store::StoreError;
        let message = error.to_string();
        match error {
            // A value that the model does not take is a wrong argument.
            StoreError::Command(_) | StoreError::Ambiguous { .. } => Self::usage(message),
            StoreError::UnknownDocument(_)
            | StoreError::UnknownStream(_)
            | StoreError::UnknownOrganisation(_)
            | StoreError::UnknownRefusal(_) => Self::not_found(message),
            _ => Self::failed(message),
        }
    }
}

impl From<aloft_client::export::ExportError> for Failure {
    fn from(error: aloft_client::export::ExportError) -> Self {
        use aloft_client::export::ExportError;
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Write(error) => error.into(),
        }
    }
}
