//! What must hold after every fault.

use super::ledger::View;
use super::member::Member;
use super::numbers::{self, Numbers};
use super::stores::{self, Heads};
use crate::database::Database;
use crate::programs;
use serde_json::Value;
use std::time::{Duration, Instant};

/// How often everybody synchronises, at most, until all have everything: once to give, once to
/// take, and the rest for what is only offered again after a while.
const ROUNDS: usize = 4;

/// Worth a word: something was only tried again after a while.
const LONG: Duration = Duration::from_secs(10);

/// Whether people may have to sign in again: what was put back from a backup knows older tokens.
#[derive(Clone, Copy, Debug)]
pub enum Session<'a> {
    /// They must not.
    Holds,
    /// They may, and do it as a person would.
    MayBeLost {
        /// Where.
        relay: &'a str,
    },
}

/// What a program showed as saved is in its store, whatever became of it since.
pub fn saved_is_here(members: &[Member]) {
    for member in members {
        let broken = member.ledger.broken_in(&View::of_export(&member.export()));
        assert!(broken.is_empty(), "{} was promised:\n{}", member.person.name(), list(&broken));
        let sound = stores::integrity(member.person.store());
        assert_eq!(sound, "ok", "the store of {}", member.person.name());
    }
}

/// What does not count as waiting at somebody's store is in the relay's tables.
pub fn acknowledged_is_there(members: &[Member], database: &Database) {
    let waiting: Vec<u64> = members.iter().map(Member::waiting).collect();
    let view = View::of_tables(&database.derived());
    for (member, waiting) in members.iter().zip(waiting) {
        let broken = member.ledger.broken_in(&view);
        assert!(
            broken.len() as u64 <= waiting,
            "{} waits with {waiting}, and the relay lacks:\n{}",
            member.person.name(),
            list(&broken)
        );
    }
}

/// Everybody gives and takes until nobody has anything that another has not.
///
/// # Panics
/// When somebody cannot, or when it takes more rounds than it may.
pub fn settle(members: &[Member], database: &Database, session: Session<'_>) {
    for _ in 0..ROUNDS {
        for member in members {
            if let Session::MayBeLost { relay } = session {
                member.person.sign_in_if_out(relay);
            }
            let begin = Instant::now();
            let synced = member.person.json(&["sync"]);
            if begin.elapsed() > LONG {
                let took = begin.elapsed().as_secs();
                println!("  {} needed {took} s to synchronise", member.person.name());
            }
            assert_eq!(synced["result"], "synced", "{}: {synced}", member.person.name());
            assert_eq!(synced["refused"], 0, "{}: {synced}", member.person.name());
        }
        let relay = relay_heads(database);
        let has_all = |member: &Member| {
            member.waiting() == 0 && stores::heads(member.person.store()) == relay
        };
        if members.iter().all(has_all) {
            return;
        }
    }
    panic!("they have not come together in {ROUNDS} rounds");
}

/// Once settled: everybody has the same and all that was promised to anybody; so does the relay,
/// whose rows are what its log says; no number of an actor was given twice.
pub fn all_agree(members: &[Member], database: &Database, numbers: &mut Numbers) {
    let exports: Vec<Value> = members.iter().map(Member::export).collect();
    for (member, export) in members.iter().zip(&exports) {
        assert_same(&exports[0], export, member.person.name());
    }
    let view = View::of_export(&exports[0]);
    let tables = View::of_tables(&database.derived());
    for member in members {
        for (whose, view) in [("everybody", &view), ("the relay", &tables)] {
            let broken = member.ledger.broken_in(view);
            let name = member.person.name();
            assert!(broken.is_empty(), "{whose} lacks of {name}:\n{}", list(&broken));
        }
        assert_rows_are_sound(member);
    }
    let heads = relay_heads(database);
    for member in members {
        assert_eq!(
            stores::heads(member.person.store()),
            heads,
            "heads of {}",
            member.person.name()
        );
    }
    for member in members {
        assert_cursors_fit(member, database);
    }
    let twice = numbers.note(&database.rows(numbers::QUERY));
    assert!(twice.is_empty(), "numbers of actors were given twice:\n{}", list(&twice));
    assert!(database.aloft_server(&["reproject", "--check"]), "rows are not what the log says");
}

/// The store's hash of the log is the relay's: if it were not, both would compare all heads in each
/// connection, and nobody would notice.
fn assert_cursors_fit(member: &Member, database: &Database) {
    let cursors = stores::cursors(member.person.store());
    assert!(!cursors.is_empty(), "{} follows nothing", member.person.name());
    for cursor in cursors {
        let stores::Cursor { stream, seq, hash } = &cursor;
        let query = format!(
            "SELECT encode(log_hash, 'hex') AS hash FROM changes
             WHERE stream_id = '{stream}'::uuid AND seq = {seq}"
        );
        let relay = database.rows(&query);
        assert_eq!(relay[0]["hash"].as_str(), Some(&hash[..]), "{cursor:?}");
    }
}

fn relay_heads(database: &Database) -> Heads {
    let query = "SELECT d.id, d.heads FROM documents AS d
        JOIN streams AS s ON s.org_id = d.org_id AND s.id = d.stream_id WHERE s.kind = 'project'";
    let hex = |value: &Value| value.as_str().unwrap_or_default().replace(['-', '\\'], "");
    database
        .rows(query)
        .iter()
        .map(|row| (hex(&row["id"]), hex(&row["heads"]).replacen('x', "", 1)))
        .collect()
}

/// The store's rows are what its documents say.
fn assert_rows_are_sound(member: &Member) {
    let output = programs::desk(&member.person).arg("--check").output().expect("it starts");
    let words = String::from_utf8_lossy(&output.stdout);
    let report: Value = serde_json::from_str(&words).unwrap_or_default();
    let is_sound = ["file", "rows"].iter().all(|part| report[part] == serde_json::json!([]));
    assert!(is_sound, "the store of {}: {words}", member.person.name());
}

/// Names the task that differs, before whole exports are printed.
fn assert_same(one: &Value, other: &Value, name: &str) {
    let tasks = |export: &Value| export["tasks"].as_array().expect("tasks").clone();
    for (one, other) in tasks(one).iter().zip(&tasks(other)) {
        assert_eq!(one, other, "a task of {name}");
    }
    for part in ["project", "overview", "activity", "tasks"] {
        assert_eq!(one[part], other[part], "{part} of {name}");
    }
}

fn list(broken: &[String]) -> String {
    broken.join("\n")
}
