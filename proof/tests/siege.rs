//! A real relay process surrounded by sockets on which no request ever comes.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "in a test a panic is the failure")]

use aloft_e2e::database::Database;
use aloft_e2e::ports::free_port;
use aloft_e2e::programs;
use std::fs::{File, read_to_string};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const WANTED: usize = 10_000;
/// What each socket on which nothing was asked may cost the relay, with room for the allocator.
const BYTES_A_SOCKET: u64 = 32 * 1024;
/// Beside them.
const BYTES_AT_ALL: u64 = 64 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_mins(2);

struct Relay {
    process: Child,
    address: SocketAddr,
    log: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

impl Relay {
    fn start(database: &Database) -> Self {
        let address: SocketAddr = format!("127.0.0.1:{}", free_port()).parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let file = File::create(&log).unwrap();
        let process = programs::aloft_server()
            .args(["serve", "--listen", &address.to_string(), "--header-timeout", "20"])
            .env("ALOFT_DATABASE_URL", database.relay_url())
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        let relay = Self { process, address, log, _folder: folder };
        let began = Instant::now();
        while !relay.is_healthy() {
            assert!(began.elapsed() < PATIENCE, "{}", read_to_string(&relay.log).unwrap());
            sleep(Duration::from_millis(50));
        }
        relay
    }

    fn is_healthy(&self) -> bool {
        let Ok(mut socket) = TcpStream::connect(self.address) else { return false };
        let request = b"GET /healthz HTTP/1.1\r\nhost: relay\r\nconnection: close\r\n\r\n";
        let mut answer = String::new();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let asked = socket.write_all(request).and_then(|()| socket.read_to_string(&mut answer));
        asked.is_ok() && answer.starts_with("HTTP/1.1 200")
    }

    fn status(&self, name: &str) -> u64 {
        let status = read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    fn memory(&self) -> u64 {
        self.status("VmRSS:") * 1024
    }

    fn open_files(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.process.id())).unwrap().count()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

#[test]
fn ten_thousand_sockets_that_say_nothing_cost_little_and_are_closed() {
    let database = Database::new();
    let relay = Relay::start(&database);
    let (before, files_before) = (relay.memory(), relay.open_files());
    let mut sockets = Vec::new();
    while sockets.len() < WANTED {
        match TcpStream::connect(relay.address) {
            Ok(mut socket) => {
                // Half of them begin a request and never end it.
                if sockets.len() % 2 == 0 {
                    let _ = socket.write_all(b"GET /healthz HTTP/1.1\r\nhost: ");
                }
                sockets.push(socket);
            }
            // This process may have fewer files than that; the relay has as many.
            Err(error) if error.raw_os_error() == Some(24) => {
                sockets.truncate(sockets.len().saturating_sub(64));
                break;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => panic!("{} sockets: {error}", sockets.len()),
        }
    }
    let count = sockets.len();
    assert!(count >= 500, "only {count} sockets could be opened: raise the limit of open files");
    assert!(relay.is_healthy(), "nobody else gets in");
    let peak = relay.status("VmHWM:") * 1024;
    let bound = before + BYTES_AT_ALL + count as u64 * BYTES_A_SOCKET;
    println!("siege: {count} sockets; memory {before} before, {peak} at most, bound {bound}");
    assert!(peak < bound, "{count} sockets: {peak} bytes, of {bound}");
    for mut socket in sockets {
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut rest = Vec::new();
        // The relay closes it, or resets it; what must not be is that it stays.
        if let Err(error) = socket.read_to_end(&mut rest) {
            let kind = error.kind();
            assert!(
                !matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut),
                "a socket on which no request comes is kept"
            );
        }
    }
    assert!(relay.is_healthy());
    let began = Instant::now();
    while relay.open_files() > files_before + 20 {
        assert!(began.elapsed() < PATIENCE, "{} files are open", relay.open_files());
        sleep(Duration::from_millis(50));
    }
    let log = read_to_string(&relay.log).unwrap();
    assert!(!log.contains("panicked"), "{log}");
}
