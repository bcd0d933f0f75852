//! The account against a relay made of canned answers.

use super::{Account, AccountError, NewPerson, RelayUrl};
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::time::Timestamp;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use uuid::Uuid;

/// Answers each request with the next of its answers, and tells what was asked.
struct CannedRelay {
    url: RelayUrl,
    asked: mpsc::Receiver<Asked>,
}

struct Asked {
    line: String,
    authorization: Option<String>,
    body: String,
}

impl CannedRelay {
    fn answering(answers: Vec<(u16, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let (tell, asked) = mpsc::channel();
        thread::spawn(move || {
            for (status, body) in answers {
                let (stream, _) = listener.accept().unwrap();
                let request = read(&stream);
                answer(stream, status, &body);
                let _ = tell.send(request);
            }
        });
        Self { url, asked }
    }

    fn asked(&self) -> Asked {
        self.asked.recv().unwrap()
    }
}

fn read(stream: &TcpStream) -> Asked {
    let mut reader = BufReader::new(stream);
    let mut next = || {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    };
    let line = next();
    let (mut authorization, mut length) = (None, 0);
    loop {
        let header = next();
        let Some((name, value)) = header.split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => authorization = Some(value.to_owned()),
            "content-length" => length = value.parse().unwrap(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Asked { line, authorization, body: String::from_utf8(body).unwrap() }
}

fn answer(mut stream: TcpStream, status: u16, body: &str) {
    write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
}

fn tokens(n: u32, expires_at: i64) -> (u16, String) {
    let user = Uuid::from_u128(7);
    let body = format!(
        r#"{{"access_token":"access-{n}","access_expires_at":{expires_at},"refresh_token":
        "refresh-{n}","user":{{"id":"{user}","name":"Ada","email":"ada@example.com"}}}}"#
    );
    (200, body)
}

fn problem(status: u16, code: &str) -> (u16, String) {
    (status, format!(r#"{{"code":"{code}","message":"Words about {code}."}}"#))
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn signed_in(relay: &CannedRelay) -> (tempfile::TempDir, Account) {
    let dir = tempfile::tempdir().unwrap();
    let account = Account::of_store(dir.path());
    account.sign_in(&relay.url, "ada@example.com", "pw", None).unwrap();
    relay.asked();
    (dir, account)
}

#[test]
fn signing_up_asks_for_the_id_that_the_store_has_used() {
    let relay = CannedRelay::answering(vec![tokens(1, 1_000_000)]);
    let dir = tempfile::tempdir().unwrap();
    let user_id = UserId(Uuid::from_u128(7));
    let person = NewPerson { email: "ada@example.com", password: "pw", name: "Ada", user_id };
    let account = Account::of_store(dir.path());
    assert_eq!(account.sign_up(&relay.url, &person).unwrap().id, user_id);
    let asked = relay.asked();
    assert_eq!(asked.line, "POST /v1/sign-up HTTP/1.1");
    assert!(asked.body.contains(&user_id.to_string()), "{}", asked.body);
}

#[test]
fn a_token_is_exchanged_shortly_before_it_ends() {
    let relay = CannedRelay::answering(vec![
        tokens(1, 1_000_000),
        tokens(2, 2_000_000),
        (200, r#"{"orgs":[]}"#.to_owned()),
    ]);
    let (_dir, account) = signed_in(&relay);
    let early = account.fresh_session(at(900_000)).unwrap().1;
    assert_eq!(early.access_token, "access-1", "still good for more than a minute");
    assert_eq!(account.orgs(at(950_000)).unwrap(), []);
    assert!(relay.asked().body.contains("refresh-1"));
    assert_eq!(relay.asked().authorization.as_deref(), Some("Bearer access-2"));
}

#[test]
fn two_processes_exchange_a_token_once() {
    let relay = CannedRelay::answering(vec![tokens(1, 1_000_000), tokens(2, 2_000_000)]);
    let (dir, _) = signed_in(&relay);
    let other = |_| {
        let account = Account::of_store(dir.path());
        account.fresh_session(at(1_000_000)).unwrap().1.access_token
    };
    let got: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|n| scope.spawn(move || other(n))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(got, ["access-2"; 4]);
}

#[test]
fn a_session_that_the_relay_ended_is_forgotten_and_the_relay_remembered() {
    let relay = CannedRelay::answering(vec![tokens(1, 0), problem(401, "refresh_token_reused")]);
    let (_dir, account) = signed_in(&relay);
    for _ in 0..2 {
        let error = account.fresh_session(at(0)).unwrap_err();
        assert!(matches!(error, AccountError::NotSignedIn { relay: Some(_) }), "{error}");
    }
    let credentials = account.credentials().unwrap().unwrap();
    assert_eq!((credentials.relay, credentials.session), (relay.url.clone(), None));
}

#[test]
fn a_refusal_carries_the_relays_code_and_words() {
    let relay = CannedRelay::answering(vec![problem(409, "email_taken")]);
    let dir = tempfile::tempdir().unwrap();
    let user_id = UserId(Uuid::nil());
    let person = NewPerson { email: "a@b.c", password: "pw", name: "A", user_id };
    let error = Account::of_store(dir.path()).sign_up(&relay.url, &person).unwrap_err();
    assert_eq!(error.to_string(), "Words about email_taken.");
    assert!(matches!(error, AccountError::Refused { status: 409, .. }));
}

#[test]
fn somebody_elses_identity_is_not_claimed() {
    let relay = CannedRelay::answering(vec![problem(409, "identity_taken"), tokens(1, 1_000_000)]);
    let dir = tempfile::tempdir().unwrap();
    let identity = Some(UserId(Uuid::from_u128(9)));
    Account::of_store(dir.path()).sign_in(&relay.url, "ada@example.com", "pw", identity).unwrap();
    assert!(relay.asked().body.contains("0009\""));
    assert!(relay.asked().body.contains("null"));
}

#[test]
fn signing_out_works_without_the_relay() {
    let relay = CannedRelay::answering(vec![tokens(1, 1_000_000)]);
    let (_dir, account) = signed_in(&relay);
    assert!(account.sign_out().unwrap());
    assert!(!account.sign_out().unwrap());
    assert!(matches!(account.fresh_session(at(0)), Err(AccountError::NotSignedIn { .. })));
}

#[test]
fn a_relay_that_is_away_or_is_none_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone: RelayUrl = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let dir = tempfile::tempdir().unwrap();
    let account = Account::of_store(dir.path());
    let sign_in = |url: &RelayUrl| account.sign_in(url, "a@b.c", "pw", None).unwrap_err();
    assert!(matches!(sign_in(&gone), AccountError::Unreachable { .. }));
    let web_page = CannedRelay::answering(vec![(200, "<html>".to_owned())]);
    assert!(matches!(sign_in(&web_page.url), AccountError::NotARelay { .. }));
    let draining = CannedRelay::answering(vec![problem(503, "unavailable")]);
    assert!(matches!(sign_in(&draining.url), AccountError::Unreachable { .. }));
}
