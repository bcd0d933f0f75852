//! Do all stores, the relay's tables and the log say the same?

use crate::history::Team;
use crate::member::Member;
use aloft_client::queries::{Deleted, TaskFilter, TaskQuery};
use aloft_crdt_model::document::Document;
use aloft_crdt_model::ids::{DocId, ProjectId, TaskId};
use aloft_crdt_model::rows::DocRows;
use aloft_sync_server::db::{Ctx, TenantTx};
use aloft_sync_server::{derive, reproject};
use rusqlite::{Connection, OpenFlags};
use sqlx::{AssertSqlSafe, Executor, Row};
use std::collections::BTreeMap;
use uuid::Uuid;

type Heads = BTreeMap<DocId, Vec<u8>>;

/// Heads, views, SQLite's rows and Postgres's rows; and what the log says.
pub(crate) async fn check(team: &mut Team) {
    let project = team.project;
    let heads = heads_at_relay(team).await;
    assert!(!heads.is_empty());
    for member in &mut team.members {
        let report = member.store().check().unwrap();
        assert!(report.is_sound(), "member {}: {report:#?}", member.number);
        let ours = heads_at(member, project);
        for (doc, heads) in &heads {
            assert_eq!(ours.get(doc), Some(heads), "member {}: heads of {doc}", member.number);
        }
        // What the relay has never heard of is what nobody wrote, or what was refused as a whole.
        let geneses: Vec<_> = aloft_crdt_model::document::DocKind::ALL
            .map(|kind| Document::genesis(kind).heads().to_bytes())
            .to_vec();
        for (doc, own) in ours.iter().filter(|(doc, _)| !heads.contains_key(doc)) {
            assert!(geneses.contains(own), "member {}: {doc} is only here", member.number);
        }
    }
    let (first, others) = team.members.split_first_mut().unwrap();
    let (view, rows) = (view(first, project), rows_at(first));
    for other in others {
        assert!(view == self::view(other, project), "views of 0 and {} differ", other.number);
        assert_eq!(rows, rows_at(other), "rows of 0 and {}", other.number);
    }
    let docs: Vec<_> = heads.keys().copied().collect();
    let mut tx =
        TenantTx::begin_reading(&team.node.state.db, &Ctx::of_relay(team.world.org)).await.unwrap();
    for (doc, rows) in derive::rows_of(&mut tx, &docs).await.unwrap() {
        assert_eq!(rows_of(&mut team.members[0], doc, &rows), Some(rows), "rows of {doc}");
    }
    drop(tx);
    let log = reproject::run(&team.node.state.db, None, reproject::Mode::Check).await.unwrap();
    assert_eq!(log.differences, []);
}

async fn heads_at_relay(team: &Team) -> Heads {
    let mut administrator = team.world.app.database.administrator().await;
    let sql = format!("SELECT id, heads FROM documents WHERE stream_id = '{}'", team.project.0);
    let rows = administrator.fetch_all(AssertSqlSafe(sql)).await.unwrap();
    rows.iter().map(|row| (DocId(row.get::<Uuid, _>(0)), row.get(1))).collect()
}

fn open(member: &Member) -> Connection {
    Connection::open_with_flags(member.database(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

fn heads_at(member: &Member, project: ProjectId) -> Heads {
    let database = open(member);
    let mut statement =
        database.prepare("SELECT id, heads FROM documents WHERE stream = ?1").unwrap();
    let rows = statement.query_map([project.0.as_bytes().as_slice()], |row| {
        let id: Vec<u8> = row.get(0)?;
        Ok((DocId(Uuid::from_slice(&id).unwrap()), row.get(1)?))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// The project's derived rows, as SQLite has them.
fn rows_at(member: &Member) -> Vec<String> {
    const QUERIES: [&str; 4] = [
        "SELECT row FROM projects ORDER BY id",
        "SELECT row || quote(shown_state) || quote(shown_parent) || quote(place) FROM tasks
         ORDER BY id",
        "SELECT row FROM comments ORDER BY task, id",
        "SELECT quote(id) || quote(owner) || role || text FROM texts ORDER BY id",
    ];
    let database = open(member);
    let mut lines = Vec::new();
    for query in QUERIES {
        let mut statement = database.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        lines.extend(rows.map(Result::unwrap));
    }
    lines
}

/// Lists, details, the project and the activity, as screens show them.
fn view(member: &mut Member, project: ProjectId) -> String {
    let queries = member.store().queries();
    let filter = TaskFilter { deleted: Deleted::Include, ..TaskFilter::default() };
    let all = TaskQuery { filter, ..TaskQuery::default() };
    let details: Vec<_> = queries
        .task_ids(&all)
        .unwrap()
        .into_iter()
        .map(|task| {
            let mut detail = queries.task_detail(task).unwrap().unwrap();
            detail.waiting = 0;
            detail
        })
        .collect();
    let activity = queries.stream_activity(project.stream(), 1_000_000).unwrap();
    let project = queries.project(project).unwrap();
    serde_json::to_string_pretty(&(details, activity, project)).unwrap()
}

/// What SQLite says of a document of which Postgres says this.
fn rows_of(member: &mut Member, doc: DocId, like: &DocRows) -> Option<DocRows> {
    let queries = member.store().queries();
    match like {
        DocRows::Project(_) => {
            queries.project(ProjectId(doc.0)).unwrap().map(|row| DocRows::Project(Box::new(row)))
        }
        DocRows::Task { .. } => {
            let task = TaskId(doc.0);
            let mut comments = queries.comments(task).unwrap();
            comments.sort_by_key(|comment| comment.id);
            let row = queries.task(task).unwrap()?;
            Some(DocRows::Task { task: Box::new(row), comments })
        }
        DocRows::Text(_) => queries.text(doc).unwrap().map(DocRows::Text),
        DocRows::User(_) => queries.user_row(doc).unwrap().map(|row| DocRows::User(Box::new(row))),
    }
}
