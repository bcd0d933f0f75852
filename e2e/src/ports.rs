//! Ports that nothing listens on.

use std::net::{Ipv4Addr, TcpListener};

/// A port of this machine that was free a moment ago. Chosen before the relay starts, because it
/// must come back at the same one after it was killed.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("it has an address").port()
}
