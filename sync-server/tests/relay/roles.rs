//! What each kind of transaction may, and which logins may serve.

use crate::test_app::{TestApp, any_id, options};
use aloft_crdt_model::ids::{OrgId, UserId};
use aloft_sync_server::db::{
    Ctx, Db, DbError, IdentityTx, LoginPolicy, OperatorTx, TenantTx, check_roles,
};
use aloft_sync_server::orgs::queries;
use sqlx::{AssertSqlSafe, Executor, Row};
use uuid::Uuid;

async fn current_user(connection: &mut sqlx::PgConnection) -> String {
    connection.fetch_one("SELECT current_user::text").await.unwrap().get(0)
}

/// A socket that closes, or a request that times out, gives up what it waits for at any moment.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_nobody_waits_for_any_more_does_not_stay_open() {
    let app = TestApp::start().await;
    let ctx = Ctx::of_relay(OrgId(any_id()));
    for _ in 0..20 {
        let mut begin = Box::pin(TenantTx::begin(&app.state.db, &ctx));
        // Long enough for BEGIN to be sent, and for its answer not to be read.
        let polled = std::future::poll_fn(|context| {
            std::task::Poll::Ready(begin.as_mut().poll(context).is_ready())
        });
        assert!(!polled.await, "it waits for the database");
        drop(begin);
    }
    let mut administrator = app.database.administrator().await;
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND state LIKE 'idle in transaction%'";
    let mut left = i64::MAX;
    for _ in 0..100 {
        left = administrator.fetch_one(open).await.unwrap().get(0);
        if left == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{left} transactions are open, and nobody knows of them");
}

#[tokio::test]
async fn every_transaction_puts_on_its_role() {
    let app = TestApp::start().await;
    let db = &app.state.db;
    let ctx = Ctx::of_relay(OrgId(any_id()));
    let mut tenant = TenantTx::begin(db, &ctx).await.unwrap();
    assert_eq!(current_user(tenant.connection()).await, "aloft_app");
    let mut identity = IdentityTx::begin(db).await.unwrap();
    assert_eq!(current_user(identity.connection()).await, "aloft_identity");
    let mut operator = OperatorTx::begin(db).await.unwrap();
    assert_eq!(current_user(operator.connection()).await, "aloft_operator");
}

#[tokio::test]
async fn a_person_sees_only_their_own_memberships() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.person("Ada").await, app.person("Eve").await);
    let org = app.org(&ada, "Engines").await;
    let orgs = async |person: Uuid| {
        let mut tx = IdentityTx::begin_for(&app.state.db, UserId(person)).await.unwrap();
        queries::own_orgs(&mut tx).await.unwrap()
    };
    assert_eq!(orgs(ada.id).await[0].id, OrgId(org));
    assert!(orgs(eve.id).await.is_empty());
    let mut nobody = IdentityTx::begin(&app.state.db).await.unwrap();
    assert!(queries::own_orgs(&mut nobody).await.unwrap().is_empty());
}

#[tokio::test]
async fn people_do_not_write_tenants_tables() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    app.org(&ada, "Engines").await;
    for sql in ["UPDATE members SET role = 'owner'", "DELETE FROM orgs"] {
        let mut tx = IdentityTx::begin_for(&app.state.db, UserId(ada.id)).await.unwrap();
        let refused = tx.connection().execute(sql).await.unwrap_err().to_string();
        assert!(refused.contains("permission denied"), "{refused}");
    }
}

#[tokio::test]
async fn a_tenant_sees_the_accounts_of_its_people_only() {
    let app = TestApp::start().await;
    let (ada, _eve) = (app.person("Ada").await, app.person("Eve").await);
    let org = app.org(&ada, "Engines").await;
    let ctx = Ctx::of_user(OrgId(org), UserId(ada.id));
    for sql in ["SELECT id FROM users", "SELECT user_id FROM identities"] {
        let mut tx = TenantTx::begin(&app.state.db, &ctx).await.unwrap();
        let rows = tx.connection().fetch_all(sql).await.unwrap();
        let seen: Vec<Uuid> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(seen, [ada.id], "{sql}");
    }
}

#[tokio::test]
async fn jobs_learn_ids_and_nothing_else() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let org = app.org(&ada, "Engines").await;
    let mut tx = OperatorTx::begin(&app.state.db).await.unwrap();
    assert_eq!(queries::all_orgs(&mut tx).await.unwrap(), [OrgId(org)]);
    for sql in ["SELECT name FROM orgs", "SELECT * FROM members", "SELECT * FROM users"] {
        let mut tx = OperatorTx::begin(&app.state.db).await.unwrap();
        assert!(tx.connection().execute(sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn an_administrators_login_does_not_serve() {
    let app = TestApp::start().await;
    check_roles(&app.state.db, LoginPolicy::Restricted).await.unwrap();
    let administrator = Db::connect(&options(app.database.administrator_url())).await.unwrap();
    let refused = check_roles(&administrator, LoginPolicy::Restricted).await.unwrap_err();
    assert!(matches!(&refused, DbError::UnsafeRole(words) if words.contains("SUPERUSER")));
    check_roles(&administrator, LoginPolicy::Any).await.unwrap();
}

#[tokio::test]
async fn a_database_whose_wall_is_open_is_not_served() {
    let app = TestApp::start().await;
    let mut connection = app.database.administrator().await;
    connection.execute("ALTER TABLE members DISABLE ROW LEVEL SECURITY").await.unwrap();
    let refused = check_roles(&app.state.db, LoginPolicy::Restricted).await.unwrap_err();
    assert!(matches!(refused, DbError::UnsafeRole(_)), "{refused}");
    connection.execute("ALTER TABLE members ENABLE ROW LEVEL SECURITY").await.unwrap();
    check_roles(&app.state.db, LoginPolicy::Restricted).await.unwrap();
    connection.execute("CREATE TABLE owned_by_app ()").await.unwrap();
    connection.execute("ALTER TABLE owned_by_app OWNER TO aloft_app").await.unwrap();
    let refused = check_roles(&app.state.db, LoginPolicy::Restricted).await.unwrap_err();
    assert!(matches!(refused, DbError::UnsafeRole(_)), "{refused}");
}

#[tokio::test]
async fn connections_that_died_are_replaced() {
    let app = TestApp::start().await;
    let mut transactions = Vec::new();
    for _ in 0..4 {
        transactions.push(IdentityTx::begin(&app.state.db).await.unwrap());
    }
    drop(transactions);
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let mut connection = app.database.administrator().await;
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    connection.execute(AssertSqlSafe(kill.to_owned())).await.unwrap();
    let mut tx = IdentityTx::begin(&app.state.db).await.unwrap();
    assert_eq!(current_user(tx.connection()).await, "aloft_identity");
}
