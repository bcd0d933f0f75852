//! Derived rows made anew from the log, or compared with it (`aloft-server reproject [--check]`).
//!
//! One transaction a stream. Making anew holds the stream's lock, so that nobody writes meanwhile;
//! comparing reads the stream as it stands at one moment, and holds nothing.

mod pages;
mod queries;

use crate::db::{Ctx, Db, DbError, OperatorTx, TenantTx};
use crate::derive::{self, DerivedRows, StoredActivity};
use crate::ingest::StreamKey;
use crate::orgs::queries::all_orgs;
use aloft_crdt_model::activity::ActivityRow;
use aloft_crdt_model::document::LoadError;
use aloft_crdt_model::ids::{DocId, OrgId, StreamId};
use aloft_crdt_model::rows::DocRows;
use pages::{Derived, Page};
use std::fmt;

/// What to do with what the log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write it over whatever the tables say.
    Rebuild,
    /// Compare it with what the tables say, and change nothing.
    Check,
}

/// Why rows cannot be made anew.
#[derive(Debug, thiserror::Error)]
pub enum ReprojectError {
    /// Postgres failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A document does not load.
    #[error("document {doc} does not load: {source}")]
    Load {
        /// Which.
        doc: DocId,
        /// Why.
        source: Box<LoadError>,
    },
    /// A change in the log cannot be read.
    #[error("change {seq} of document {doc} cannot be read")]
    Change {
        /// Of which document.
        doc: DocId,
        /// Its place.
        seq: i64,
    },
    /// A document is of a kind that this version does not know.
    #[error("document {0} is of an unknown kind: a newer version wrote it")]
    UnknownKind(DocId),
    /// Deriving panicked.
    #[error("deriving rows panicked: {0}")]
    Panicked(#[from] tokio::task::JoinError),
}

/// What was done.
#[derive(Debug, Default)]
pub struct Report {
    /// Streams visited.
    pub streams: u64,
    /// Documents derived.
    pub documents: u64,
    /// Lines of activity derived.
    pub activity: u64,
    /// Where the tables say otherwise than the log; only when comparing.
    pub differences: Vec<Difference>,
}

/// A place where the tables say otherwise than the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whose.
    pub org: OrgId,
    /// In which stream.
    pub stream: StreamId,
    /// What.
    pub what: Differing,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differing {
    /// A document's rows.
    Rows(DocId),
    /// A document's heads.
    Heads(DocId),
    /// The activity of a document.
    Activity(DocId),
    /// The stream has other rows than those of its documents.
    Strays,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { org, stream, what } = self;
        write!(f, "organisation {org}, stream {stream}: ")?;
        match what {
            Differing::Rows(doc) => write!(f, "the rows of document {doc} differ"),
            Differing::Heads(doc) => write!(f, "the heads of document {doc} differ"),
            Differing::Activity(doc) => write!(f, "the activity of document {doc} differs"),
            Differing::Strays => write!(f, "there are rows without a document"),
        }
    }
}

/// Visits one organisation, or all.
pub async fn run(db: &Db, org: Option<OrgId>, mode: Mode) -> Result<Report, ReprojectError> {
    let orgs = match org {
        Some(org) => vec![org],
        None => all_orgs(&mut OperatorTx::begin(db).await?).await?,
    };
    let mut report = Report::default();
    for org in orgs {
        let mut tx = TenantTx::begin_reading(db, &Ctx::of_relay(org)).await?;
        let streams = queries::streams(&mut tx).await?;
        drop(tx);
        for stream in streams {
            visit(db, StreamKey { org, stream }, mode, &mut report).await?;
        }
    }
    Ok(report)
}

async fn visit(
    db: &Db,
    key: StreamKey,
    mode: Mode,
    report: &mut Report,
) -> Result<(), ReprojectError> {
    let ctx = Ctx::of_relay(key.org);
    let mut tx = match mode {
        Mode::Check => TenantTx::begin_reading(db, &ctx).await?,
        Mode::Rebuild => TenantTx::begin(db, &ctx).await?,
    };
    if mode == Mode::Rebuild {
        queries::lock(&mut tx, key.stream).await?;
        derive::erase(&mut tx, key.stream).await?;
    }
    let mut counted = Counted::default();
    let mut after = None;
    while let Some(page) = Page::read(&mut tx, key.stream, after).await? {
        after = Some(page.last());
        let derived = page.derive(key.stream).await?;
        counted.count(&derived);
        match mode {
            Mode::Rebuild => write(&mut tx, key.stream, derived).await?,
            Mode::Check => compare(&mut tx, key, &derived, report).await?,
        }
    }
    if mode == Mode::Check && queries::rows_in(&mut tx, key.stream).await? != counted.rows {
        let what = Differing::Strays;
        report.differences.push(Difference { org: key.org, stream: key.stream, what });
    }
    tx.commit().await?;
    report.streams += 1;
    report.documents += counted.documents;
    report.activity += counted.activity;
    Ok(())
}

async fn write(
    tx: &mut TenantTx,
    stream: StreamId,
    derived: Vec<Derived>,
) -> Result<(), ReprojectError> {
    let mut rows = DerivedRows::default();
    for document in derived {
        rows.add(document.rows);
        let lines = document.activity.into_iter();
        rows.add_activity(lines.map(|(seq, line)| StoredActivity::new(seq, line)));
    }
    Ok(derive::write(tx, stream, &rows).await?)
}

async fn compare(
    tx: &mut TenantTx,
    key: StreamKey,
    derived: &[Derived],
    report: &mut Report,
) -> Result<(), ReprojectError> {
    let docs: Vec<_> = derived.iter().map(|document| document.doc).collect();
    let stored = derive::rows_of(tx, &docs).await?;
    let mut activity = queries::activity_by_document(tx, key.stream, &docs).await?;
    for document in derived {
        let mut differs = |what| {
            report.differences.push(Difference { org: key.org, stream: key.stream, what });
        };
        if stored.get(&document.doc) != Some(&document.rows) {
            differs(Differing::Rows(document.doc));
        }
        if !document.heads_fit {
            differs(Differing::Heads(document.doc));
        }
        if activity.remove(&document.doc).unwrap_or_default() != document.activity {
            differs(Differing::Activity(document.doc));
        }
    }
    Ok(())
}

/// How many rows there should be.
#[derive(Debug, Default)]
struct Counted {
    documents: u64,
    activity: u64,
    rows: i64,
}

impl Counted {
    fn count(&mut self, derived: &[Derived]) {
        for document in derived {
            self.documents += 1;
            self.activity += document.activity.len() as u64;
            let comments = match &document.rows {
                DocRows::Task { comments, .. } => comments.len(),
                _ => 0,
            };
            let rows = 1 + comments + document.activity.len();
            self.rows += i64::try_from(rows).unwrap_or(i64::MAX);
        }
    }
}

/// Lines of activity with the places of their changes.
type PlacedActivity = Vec<(i64, ActivityRow)>;
