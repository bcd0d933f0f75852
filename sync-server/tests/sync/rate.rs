//! How fast: run by hand, `cargo nextest run -p aloft-sync-server --run-ignored only -- rate`.

use crate::client::Change;
use crate::node::World;
use crate::writer::Writer;
use std::time::Instant;

const TASKS: usize = 5000;
const EDITS: usize = 500;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures, and proves nothing"]
async fn rate_of_ingest() {
    let world = World::new().await;
    let node = world.node().await;
    let (mut ada, stream) = world.with_project(&node).await;
    let mut ben = node.connect(&world.ben).await;
    ben.follow(stream).await;
    let mut writer = Writer::of(&ada);
    let (mut drafts, mut changes): (Vec<_>, Vec<Change>) =
        (0..TASKS).map(|number| writer.task(&format!("Task {number}"))).unzip();
    let began = Instant::now();
    while !changes.is_empty() {
        let rest = changes.split_off(changes.len().min(512));
        ada.push(stream, changes).await;
        changes = rest;
    }
    println!("{TASKS} new tasks: {:?}", began.elapsed());
    ben.entries_to(stream, 2 * TASKS as u64).await;
    println!("the same at another client: {:?}", began.elapsed());
    let mut times = Vec::new();
    for number in 0..EDITS {
        let edit = writer.title(&mut drafts[number % 50], &format!("Title {number}"));
        let began = Instant::now();
        let (fates, _) = tokio::join!(ada.push(stream, vec![edit]), ben.entries(stream));
        fates[0].seq();
        times.push(began.elapsed());
    }
    times.sort();
    println!(
        "edit to acknowledged and seen: p50 {:?}, p99 {:?}",
        times[EDITS / 2],
        times[EDITS * 99 / 100]
    );
    let mut fresh = node.connect(&world.ben).await;
    let began = Instant::now();
    fresh.subscribe(stream, aloft_sync_protocol::log::Position::Start).await;
    let (_, docs, pages) = fresh.snapshots(stream).await;
    println!("bootstrap of {} documents in {pages} pages: {:?}", docs.len(), began.elapsed());
    let metrics = aloft_sync_server::metrics::render(&node.state);
    for line in metrics.lines().filter(|line| line.contains("_seconds_sum")) {
        println!("{line}");
    }
}

#[test]
#[ignore = "measures, and proves nothing"]
fn rate_of_steps() {
    use aloft_crdt_model::activity::ActivityRow;
    use aloft_crdt_model::document::{ActorId, Author, Document};
    use aloft_crdt_model::ids::{DocId, OrgId, StreamId, UserId};
    use aloft_crdt_model::inspect;
    use aloft_crdt_model::policy::{OrgRole, Place, Subject, authorise};
    use std::collections::BTreeMap;
    use std::time::Duration;
    use uuid::Uuid;
    let user = UserId(Uuid::from_u128(1));
    let identities = [user].into();
    let subject =
        Subject { identities: &identities, org_role: Some(OrgRole::Member), is_relay: false };
    let (stream, org) = (StreamId(Uuid::from_u128(2)), OrgId(Uuid::from_u128(3)));
    let mut writer = Writer::new(Author { actor: ActorId([7; 16]), user: Some(user) });
    let mut times: BTreeMap<&str, Duration> = BTreeMap::new();
    macro_rules! timed {
        ($name:literal, $work:expr) => {{
            let began = Instant::now();
            let done = $work;
            *times.entry($name).or_default() += began.elapsed();
            done
        }};
    }
    for _ in 0..1000 {
        let (draft, change) = timed!("0 client", writer.task("A task of some title"));
        let limits = inspect::Limits::default();
        let checked =
            timed!("1 check_bytes", inspect::check_bytes(&change.bytes, &limits).unwrap());
        let before = timed!("2 genesis", Document::genesis(draft.document.kind()));
        timed!("3 structure", inspect::check_structure(&before, &checked).unwrap());
        let mut after = timed!("4 clone", before.clone());
        timed!("5 apply", inspect::apply_guarded(&mut after, &checked).unwrap());
        let ops = timed!("6 resolve", inspect::resolve(&after, &checked).unwrap());
        let (doc, kind) = (DocId(draft.id.0), draft.document.kind());
        let place = Place { doc, kind, stream, org, before: &before, after: &after };
        timed!("7 policy", authorise(&subject, &place, checked.author(), &ops).unwrap());
        let lines: Vec<ActivityRow> =
            timed!("8 activity", after.activity(doc, stream, checked.change()));
        assert!(!lines.is_empty());
        let author = Author { actor: ActorId([8; 16]), user: None };
        let number = aloft_crdt_model::command::TaskCommand::SetNumber { number: 3 };
        let command = aloft_crdt_model::command::Command::Task(number);
        let at = crate::test_app::START;
        let change = timed!("9 number", after.execute(&author, at, &command).unwrap().unwrap());
        timed!("a activity 2", after.activity(doc, stream, &change));
        timed!("b rows", after.rows(doc, stream));
        timed!("c save", after.save());
        timed!("d digest", after.heads().digest());
    }
    for (name, time) in times {
        println!("{name}: {:?}", time / 1000);
    }
}
