//! Who runs Postgres. It refuses to run as root, so root hands it to a lesser user.

use super::EmbeddedPostgresError;
use std::path::Path;

/// The user that Postgres runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Whoever we are.
    Ourselves,
    /// Somebody else, since we are root.
    #[cfg(unix)]
    Other { uid: u32, gid: u32 },
}

impl Owner {
    #[cfg(unix)]
    pub(super) fn choose() -> Result<Self, EmbeddedPostgresError> {
        if id(&["-u"]) != Some(0) {
            return Ok(Self::Ourselves);
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| Some(Self::Other { uid: id(&["-u", name])?, gid: id(&["-g", name])? }))
            .ok_or(EmbeddedPostgresError::NoUser)
    }

    #[cfg(not(unix))]
    pub(super) fn choose() -> Result<Self, EmbeddedPostgresError> {
        Ok(Self::Ourselves)
    }

    /// Whether it is not us.
    pub(super) fn is_other(self) -> bool {
        self != Self::Ourselves
    }

    /// Makes a file or folder the owner's.
    pub(super) fn give(self, path: &Path) -> Result<(), EmbeddedPostgresError> {
        match self {
            Self::Ourselves => Ok(()),
            #[cfg(unix)]
            Self::Other { uid, gid } => {
                let doing = format!("cannot give {} to the user of Postgres", path.display());
                std::os::unix::fs::chown(path, Some(uid), Some(gid))
                    .map_err(EmbeddedPostgresError::io(doing))
            }
        }
    }

    /// Makes a program run as the owner, in a process group of its own: Ctrl-C in a terminal is for
    /// the relay, which stops Postgres after itself.
    pub(super) fn run_as(self, command: &mut tokio::process::Command) {
        #[cfg(unix)]
        {
            command.process_group(0);
            if let Self::Other { uid, gid } = self {
                command.uid(uid).gid(gid);
            }
        }
        #[cfg(windows)]
        {
            const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
            command.creation_flags(CREATE_NEW_PROCESS_GROUP);
        }
    }
}

#[cfg(unix)]
fn id(arguments: &[&str]) -> Option<u32> {
    let output = std::process::Command::new("id").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    text.trim().parse().ok()
}
