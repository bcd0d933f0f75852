//! Transactions that cannot see over their wall.

use super::writing::WritingTx;
use super::{Db, DbError};
use aloft_crdt_model::ids::{OrgId, StreamId, UserId};
use sqlx::{PgConnection, Postgres, Transaction};

/// Where a piece of work belongs: the tenant, and on whose behalf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ctx {
    /// The tenant.
    pub org: OrgId,
    /// On whose behalf.
    pub subject: Subject,
}

/// On whose behalf something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A person's. Whether that person may is decided by who reads it, not by having it.
    User(UserId),
    /// The relay's own, such as giving numbers or deriving rows anew.
    Relay,
}

impl Ctx {
    /// Work of a person in an organisation.
    pub fn of_user(org: OrgId, user: UserId) -> Self {
        Self { org, subject: Subject::User(user) }
    }

    /// Work of the relay itself in an organisation.
    pub fn of_relay(org: OrgId) -> Self {
        Self { org, subject: Subject::Relay }
    }
}

/// A transaction inside one tenant (role `aloft_app`). Dropped without a commit, it rolls back.
#[derive(Debug)]
pub struct TenantTx {
    inner: Inner,
    ctx: Ctx,
}

#[derive(Debug)]
enum Inner {
    Pooled(Transaction<'static, Postgres>),
    Writing(WritingTx),
}

impl TenantTx {
    /// Begins, puts on the role and names the tenant, in one round trip.
    pub async fn begin(db: &Db, ctx: &Ctx) -> Result<Self, DbError> {
        let org = ctx.org;
        let inner = db
            .begin(format!("BEGIN; SET LOCAL ROLE aloft_app; SET LOCAL aloft.org_id = '{org}'"))
            .await?;
        Ok(Self { inner: Inner::Pooled(inner), ctx: *ctx })
    }

    /// Begins a transaction that writes to a stream, and waits for the stream's lock, in one round
    /// trip. What its statements read is as it stands under the lock. A stream that does not exist
    /// is not locked.
    pub async fn begin_writing(db: &Db, ctx: &Ctx, stream: StreamId) -> Result<Self, DbError> {
        let org = ctx.org;
        let begin = format!(
            "BEGIN; SET LOCAL ROLE aloft_app; SET LOCAL aloft.org_id = '{org}'; \
            SELECT FROM streams WHERE org_id = '{org}' AND id = '{stream}' FOR UPDATE"
        );
        let inner = Inner::Writing(WritingTx::begin(db, &begin).await?);
        Ok(Self { inner, ctx: *ctx })
    }

    /// Begins a transaction that only reads, and reads everything as it stands at one moment.
    pub async fn begin_reading(db: &Db, ctx: &Ctx) -> Result<Self, DbError> {
        let org = ctx.org;
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL ROLE aloft_app";
        let inner = db.begin(format!("{begin}; SET LOCAL aloft.org_id = '{org}'")).await?;
        Ok(Self { inner: Inner::Pooled(inner), ctx: *ctx })
    }

    /// Where this transaction belongs.
    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// The connection, for `queries.rs` files.
    pub fn connection(&mut self) -> &mut PgConnection {
        match &mut self.inner {
            Inner::Pooled(tx) => tx,
            Inner::Writing(tx) => tx.connection(),
        }
    }

    /// Makes it durable.
    pub async fn commit(self) -> Result<(), DbError> {
        match self.inner {
            Inner::Pooled(tx) => Ok(tx.commit().await?),
            Inner::Writing(tx) => tx.commit().await,
        }
    }
}

/// A transaction on people: accounts, sessions, keys (role `aloft_identity`). Of tenants it sees
/// only the memberships of the person it was begun for.
#[derive(Debug)]
pub struct IdentityTx {
    inner: Transaction<'static, Postgres>,
}

impl IdentityTx {
    /// For nobody in particular: no membership is visible.
    pub async fn begin(db: &Db) -> Result<Self, DbError> {
        let inner = db.begin("BEGIN; SET LOCAL ROLE aloft_identity".to_owned()).await?;
        Ok(Self { inner })
    }

    /// For this person, whose own memberships it sees.
    pub async fn begin_for(db: &Db, person: UserId) -> Result<Self, DbError> {
        let begin = "BEGIN; SET LOCAL ROLE aloft_identity";
        let inner = db.begin(format!("{begin}; SET LOCAL aloft.user_id = '{person}'")).await?;
        Ok(Self { inner })
    }

    /// The connection, for `queries.rs` files.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    /// Makes it durable.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.inner.commit().await?)
    }
}

/// A transaction that lists tenants and sees nothing in them (role `aloft_operator`), for jobs that
/// then visit each with a [`TenantTx`].
#[derive(Debug)]
pub struct OperatorTx {
    inner: Transaction<'static, Postgres>,
}

impl OperatorTx {
    /// Begins.
    pub async fn begin(db: &Db) -> Result<Self, DbError> {
        let inner = db.begin("BEGIN; SET LOCAL ROLE aloft_operator".to_owned()).await?;
        Ok(Self { inner })
    }

    /// The connection, for `queries.rs` files.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}
