//! The address of a relay.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A relay's base address: `http` or `https`, a host, perhaps a port and a path, no slash at the
/// end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelayUrl(String);

/// The text is not the address of a relay.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a relay's address: write one like https://relay.example.com")]
pub struct InvalidRelayUrl(String);

impl RelayUrl {
    /// The address of one of the relay's HTTP endpoints; `path` begins with a slash.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The address of the relay's WebSocket.
    pub fn web_socket(&self) -> String {
        // `http` → `ws` and `https` → `wss`: the rest of the scheme stays.
        format!("ws{}/v1/sync", &self.0["http".len()..])
    }

    /// Whether a password sent there could be read on the way.
    pub fn is_exposed(&self) -> bool {
        let Some(rest) = self.0.strip_prefix("http://") else { return false };
        let authority = rest.split('/').next().unwrap_or(rest);
        let host = match authority.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or(v6),
            None => authority.split(':').next().unwrap_or(authority),
        };
        host != "localhost" && host != "::1" && !host.starts_with("127.")
    }
}

impl FromStr for RelayUrl {
    type Err = InvalidRelayUrl;

    fn from_str(text: &str) -> Result<Self, InvalidRelayUrl> {
        let invalid = || InvalidRelayUrl(text.to_owned());
        let trimmed = text.trim_end_matches('/');
        let uri: ureq::http::Uri = trimmed.parse().map_err(|_| invalid())?;
        let known_scheme = matches!(uri.scheme_str(), Some("http" | "https"));
        let names_a_host = uri.host().is_some_and(|host| !host.is_empty());
        let has_credentials = uri.authority().is_some_and(|part| part.as_str().contains('@'));
        if !known_scheme || !names_a_host || has_credentials || uri.query().is_some() {
            return Err(invalid());
        }
        let (scheme, rest) = trimmed.split_once("://").ok_or_else(invalid)?;
        Ok(Self(format!("{}://{rest}", scheme.to_ascii_lowercase())))
    }
}

impl TryFrom<String> for RelayUrl {
    type Error = InvalidRelayUrl;
    fn try_from(text: String) -> Result<Self, InvalidRelayUrl> {
        text.parse()
    }
}

impl From<RelayUrl> for String {
    fn from(url: RelayUrl) -> Self {
        url.0
    }
}

impl fmt::Display for RelayUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::RelayUrl;

    fn url(text: &str) -> RelayUrl {
        text.parse().unwrap()
    }

    #[test]
    fn endpoints_follow_the_base() {
        assert_eq!(url("https://r.example/").endpoint("/v1/me"), "https://r.example/v1/me");
        assert_eq!(url("https://r.example/aloft").web_socket(), "wss://r.example/aloft/v1/sync");
        assert_eq!(url("HTTP://127.0.0.1:8080").web_socket(), "ws://127.0.0.1:8080/v1/sync");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "relay", "ftp://x", "https://", "https://a:b@c", "http://x/?q", "ws://x"] {
            assert!(text.parse::<RelayUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_plain_http_to_another_machine_is_exposed() {
        assert!(url("http://relay.example").is_exposed());
        assert!(url("http://10.0.0.1:80/x").is_exposed());
        for text in
            ["https://relay.example", "http://localhost:1", "http://127.0.0.1", "http://[::1]:9"]
        {
            assert!(!url(text).is_exposed(), "{text}");
        }
    }
}
