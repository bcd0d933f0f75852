//! Proof, at every start, that the walls stand: a wrong grant is easier made than noticed.

use super::{Db, DbError, TenantTx};
use crate::db::Ctx;
use aloft_crdt_model::ids::OrgId;
use uuid::Uuid;

/// Which logins may serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginPolicy {
    /// No superuser and none with BYPASSRLS: one forgotten role switch must not open every tenant.
    Restricted,
    /// Any, for a database that holds nothing of worth.
    Any,
}

/// Refuses a database in which a tenant's transaction could see over its wall.
pub async fn check_roles(db: &Db, policy: LoginPolicy) -> Result<(), DbError> {
    let mut tx = TenantTx::begin(db, &Ctx::of_relay(OrgId(Uuid::nil()))).await?;
    let roles = sqlx::query!(
        r#"SELECT current_user::text AS "current!", session_user::text AS "login!",
            (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS "current_bypasses!",
            (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) AS "login_bypasses!",
            (SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)) AS "owned!",
            row_security_active('members') AS "walled!""#
    )
    .fetch_one(tx.connection())
    .await?;
    let refuse = |words: String| Err(DbError::UnsafeRole(words));
    if roles.current != "aloft_app" {
        return refuse(format!(
            "a tenant's transaction runs as {}, not as aloft_app",
            roles.current
        ));
    }
    if roles.current_bypasses || roles.owned > 0 || !roles.walled {
        return refuse(
            "role aloft_app is exempt from row-level security: it must own no table, and be \
             neither SUPERUSER nor BYPASSRLS"
                .to_owned(),
        );
    }
    if roles.login_bypasses && policy == LoginPolicy::Restricted {
        return refuse(format!(
            "the database login {} is SUPERUSER or BYPASSRLS: serve with a plain one that was \
             granted aloft_app, aloft_identity and aloft_operator",
            roles.login
        ));
    }
    Ok(())
}
