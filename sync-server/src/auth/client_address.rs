//! Where a request comes from, for counting attempts.

use crate::state::AppState;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address that asked, past the proxies that the operator said stand in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        // Without a connection (a handler called in a test) all attempts count together.
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        Ok(Self(past_proxies(peer, &parts.headers, state.config.trusted_proxies)))
    }
}

/// Each trusted proxy appended the address it saw: of `n` proxies, the `n`th entry from the end was
/// written by the outermost. What stands before it the client may have made up.
fn past_proxies(peer: IpAddr, headers: &HeaderMap, trusted: usize) -> IpAddr {
    let Some(behind) = trusted.checked_sub(1) else { return peer };
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let chain: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    chain.iter().rev().nth(behind).and_then(|entry| entry.parse().ok()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));

    fn seen(forwarded: &str, trusted: usize) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        past_proxies(PEER, &headers, trusted).to_string()
    }

    #[test]
    fn a_header_counts_only_behind_a_proxy() {
        assert_eq!(seen("1.2.3.4", 0), "10.0.0.1");
        assert_eq!(seen("1.2.3.4", 1), "1.2.3.4");
    }

    #[test]
    fn what_the_client_made_up_is_passed_over() {
        assert_eq!(seen("6.6.6.6, 1.2.3.4", 1), "1.2.3.4");
        assert_eq!(seen("6.6.6.6, 1.2.3.4, 10.0.0.9", 2), "1.2.3.4");
        assert_eq!(seen("nonsense", 1), "10.0.0.1");
    }
}
