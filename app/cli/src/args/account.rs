//! `aloft sign-up`, `sign-in` and `org`.

use super::value;
use aloft_client::account::RelayUrl;
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct At {
    /// The relay's address; remembered once signed in
    #[arg(long, env = "ALOFT_RELAY", value_name = "URL", value_parser = value::relay)]
    pub(crate) relay: Option<RelayUrl>,
}

#[derive(Debug, Args)]
pub(crate) struct Password {
    /// Read the password from standard input, up to its first line break
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SignUp {
    /// Your address
    #[arg(long)]
    pub(crate) email: String,
    /// Your name, as others see it
    #[arg(long)]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) password: Password,
    #[command(flatten)]
    pub(crate) at: At,
}

#[derive(Debug, Args)]
pub(crate) struct SignIn {
    /// Your address
    #[arg(long)]
    pub(crate) email: String,
    #[command(flatten)]
    pub(crate) password: Password,
    #[command(flatten)]
    pub(crate) at: At,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Org {
    /// List organisations, those on this machine alone too
    List,
    /// Make an organisation at the relay
    Create {
        /// Its name
        name: String,
    },
    /// Take this machine's own organisation to the relay; no id changes
    Join {
        /// Which, if there are several: its name or id
        org: Option<String>,
        /// The name it has there
        #[arg(long)]
        name: Option<String>,
    },
    /// List the members of an organisation
    Members {
        #[command(flatten)]
        org: InOrg,
    },
    /// Add an account to an organisation
    AddMember {
        /// The account's address
        email: String,
        /// What they may do
        #[arg(long, default_value = "member", value_parser = ["owner", "admin", "member", "guest"])]
        role: String,
        #[command(flatten)]
        org: InOrg,
    },
}

#[derive(Debug, Args)]
pub(crate) struct InOrg {
    /// The organisation's name or id, if there are several
    #[arg(long, value_name = "ORG")]
    pub(crate) org: Option<String>,
}
