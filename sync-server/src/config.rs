//! How a node is told to behave: flags, each with an environment variable of the same meaning.
//!
//! Secrets are never flags alone, because a process's arguments are there for everyone to read:
//! each may come from a file or the environment.

use crate::db::{DbOptions, LoginPolicy};
use crate::telemetry::LogFormat;
use clap::{Args, ValueEnum};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// How to reach the database.
#[derive(Args, Clone, Debug)]
pub struct DatabaseArgs {
    /// Postgres, as `postgres://login:password@host:port/database`
    #[arg(long, env = "ALOFT_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// A file with that URL in it, for secrets that are mounted
    #[arg(
        long,
        env = "ALOFT_DATABASE_URL_FILE",
        value_name = "FILE",
        conflicts_with = "database_url"
    )]
    pub database_url_file: Option<PathBuf>,
    /// The most connections of this node
    #[arg(long, env = "ALOFT_DATABASE_CONNECTIONS", default_value_t = 16, value_name = "N")]
    pub database_connections: u32,
}

/// The database was not named.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Neither a URL nor a file with one.
    #[error("which database? Set ALOFT_DATABASE_URL or ALOFT_DATABASE_URL_FILE")]
    NoDatabase,
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl DatabaseArgs {
    /// The options, with the URL read from where it is.
    pub fn options(&self) -> Result<DbOptions, ConfigError> {
        let url = match (&self.database_url, &self.database_url_file) {
            (Some(url), _) => url.clone(),
            (None, Some(path)) => std::fs::read_to_string(path)
                .map_err(|source| ConfigError::Unreadable { path: path.clone(), source })?,
            (None, None) => return Err(ConfigError::NoDatabase),
        };
        Ok(DbOptions {
            url: url.trim().to_owned(),
            max_connections: self.database_connections,
            acquire_timeout: Duration::from_secs(10),
        })
    }
}

/// How a serving node behaves.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes any free one
    #[arg(long, env = "ALOFT_LISTEN", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8480)), value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Who signs access tokens (their `iss`); the same on every node
    #[arg(long, env = "ALOFT_ISSUER", default_value = "aloft", value_name = "NAME")]
    pub issuer: String,
    /// PEM files with Ed25519 private keys (PKCS#8) that sign access tokens: the first signs, the
    /// others are still believed. Without, keys are made and kept in the database
    #[arg(
        long = "signing-key-file",
        env = "ALOFT_SIGNING_KEY_FILE",
        value_name = "FILE",
        value_delimiter = ','
    )]
    pub signing_key_files: Vec<PathBuf>,
    /// How many proxies stand in front and append to X-Forwarded-For
    #[arg(long, env = "ALOFT_TRUSTED_PROXIES", default_value_t = 0, value_name = "N")]
    pub trusted_proxies: usize,
    /// Seconds until a request is given up
    #[arg(long, env = "ALOFT_REQUEST_TIMEOUT", default_value = "30", value_parser = seconds, value_name = "SECONDS")]
    pub request_timeout: Duration,
    /// Seconds that a request's head may take to come, counted from when the socket is free for it
    #[arg(long, env = "ALOFT_HEADER_TIMEOUT", default_value = "10", value_parser = seconds, value_name = "SECONDS")]
    pub header_timeout: Duration,
    /// The largest body of a REST request, in bytes
    #[arg(long, env = "ALOFT_BODY_LIMIT", default_value_t = 64 * 1024, value_name = "BYTES")]
    pub body_limit: usize,
    /// Seconds between failing /readyz and closing the listener, for load balancers to notice
    #[arg(long, env = "ALOFT_DRAIN_DELAY", default_value = "0", value_parser = seconds, value_name = "SECONDS")]
    pub drain_delay: Duration,
    /// Seconds that requests and sockets have to end after that
    #[arg(long, env = "ALOFT_DRAIN_TIMEOUT", default_value = "20", value_parser = seconds, value_name = "SECONDS")]
    pub drain_timeout: Duration,
    /// How log lines look
    #[arg(long, env = "ALOFT_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// Which database logins may serve
    #[arg(long, env = "ALOFT_LOGIN_POLICY", value_enum, default_value_t = LoginPolicy::Restricted)]
    pub login_policy: LoginPolicy,
}

impl ValueEnum for LoginPolicy {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Restricted, Self::Any]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            Self::Restricted => "restricted",
            Self::Any => "any",
        }))
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("`{text}` is not a number of seconds"))?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
