//! A relay surrounded by sockets on which no request ever comes.

use aloft_e2e::database::Database;
use aloft_e2e::relay::Relay;
use std::fs::{read_dir, read_to_string};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

const WANTED: u64 = 10_000;
/// Files that this process and the relay have open beside them.
const OTHER_FILES: u64 = 200;
/// What each socket on which nothing was asked may cost the relay, with room for the allocator.
const BYTES_A_SOCKET: u64 = 32 * 1024;
/// Beside them.
const BYTES_AT_ALL: u64 = 64 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_mins(2);

#[test]
fn ten_thousand_sockets_that_say_nothing_cost_little_and_are_closed() {
    let database = Database::new();
    let timeout = ("ALOFT_HEADER_TIMEOUT".to_owned(), "20".to_owned());
    let relay = Relay::start_with(&database.relay_url(), &[timeout]);
    let address = relay.address();
    let (before, files_before) = (memory(&relay, "VmRSS:"), open_files(&relay));
    let may_open = rlimit::increase_nofile_limit(WANTED + OTHER_FILES).unwrap();
    let count = WANTED.min(may_open - OTHER_FILES);
    let sockets: Vec<_> = (0..count).map(|number| silent(address, number)).collect();
    assert!(is_healthy(address), "nobody else gets in");
    let peak = memory(&relay, "VmHWM:");
    let bound = before + BYTES_AT_ALL + count * BYTES_A_SOCKET;
    println!("siege: {count} sockets; {before} bytes before, {peak} at most, of {bound}");
    assert!(peak < bound, "{count} sockets: {peak} bytes, of {bound}");
    sockets.into_iter().for_each(assert_closed);
    assert!(is_healthy(address));
    let began = Instant::now();
    while open_files(&relay) > files_before + 20 {
        assert!(began.elapsed() < PATIENCE, "{} files are open", open_files(&relay));
        sleep(Duration::from_millis(50));
    }
    assert!(!relay.log().contains("panicked"), "{}", relay.log());
}

/// Every second one begins a request and never ends it.
fn silent(relay: SocketAddr, number: u64) -> TcpStream {
    let mut socket = TcpStream::connect(relay).unwrap();
    if number.is_multiple_of(2) {
        socket.write_all(b"GET /healthz HTTP/1.1\r\nhost: ").unwrap();
    }
    socket
}

/// The relay ends it or resets it; what must not be is that it stays.
fn assert_closed(mut socket: TcpStream) {
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut rest = Vec::new();
    if let Err(error) = socket.read_to_end(&mut rest) {
        let kind = error.kind();
        let stays = matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut);
        assert!(!stays, "a socket on which no request comes is kept");
    }
}

fn is_healthy(relay: SocketAddr) -> bool {
    let Ok(mut socket) = TcpStream::connect(relay) else { return false };
    let request = b"GET /healthz HTTP/1.1\r\nhost: relay\r\nconnection: close\r\n\r\n";
    let mut answer = String::new();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let asked = socket.write_all(request).and_then(|()| socket.read_to_string(&mut answer));
    asked.is_ok() && answer.starts_with("HTTP/1.1 200")
}

/// In bytes.
pub(crate) fn memory(relay: &Relay, field: &str) -> u64 {
    let status = read_to_string(format!("/proc/{}/status", relay.process_id())).unwrap();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib * 1024
}

fn open_files(relay: &Relay) -> usize {
    read_dir(format!("/proc/{}/fd", relay.process_id())).unwrap().count()
}
