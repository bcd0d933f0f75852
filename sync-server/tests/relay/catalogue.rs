//! Every table is either a tenant's and walled, or one of people and listed here.

use crate::test_app::TestApp;
use sqlx::postgres::PgConnection;
use sqlx::{Executor, Row};

/// Tables without a tenant, and why.
const IDENTITY_TABLES: [(&str, &str); 8] = [
    ("users", "a person may be in many organisations"),
    ("credentials", "belongs to a person"),
    ("identities", "belongs to a person"),
    ("devices", "belongs to a person"),
    ("sessions", "belongs to a person"),
    ("refresh_tokens", "belongs to a session"),
    ("signing_keys", "belongs to the relay"),
    ("attempt_limits", "is counted before anyone is known"),
];
/// The migrator's own.
const BOOKKEEPING: &str = "_sqlx_migrations";
/// Policies that show rows of tenants to another role than aloft_app, and why they may.
const NARROW_POLICIES: [(&str, &str, &str); 4] = [
    ("members", "own_memberships", "a person asks which organisations they are in"),
    ("orgs", "own_orgs", "likewise"),
    ("orgs", "every_org", "jobs for every tenant learn ids, and nothing else"),
    ("streams", "heads_of_every_org", "every node asks how far the streams it watches are"),
];
/// All that aloft_operator may do, in every database of the relay.
const OPERATORS_RIGHTS: [&str; 4] =
    ["SELECT orgs.org_id", "SELECT streams.head_seq", "SELECT streams.id", "SELECT streams.org_id"];

struct Table {
    name: String,
    walled: bool,
    forced: bool,
    owner: String,
    has_tenant: bool,
}

async fn tables(connection: &mut PgConnection) -> Vec<Table> {
    let rows = connection
        .fetch_all(
            "SELECT relname::text, relrowsecurity, relforcerowsecurity, rolname::text,
                EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid
                        AND attname = 'org_id' AND attnotnull AND atttypid = 'uuid'::regtype)
             FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
             ORDER BY relname",
        )
        .await
        .unwrap();
    let table = |row: &sqlx::postgres::PgRow| Table {
        name: row.get(0),
        walled: row.get(1),
        forced: row.get(2),
        owner: row.get(3),
        has_tenant: row.get(4),
    };
    rows.iter().map(table).filter(|table| table.name != BOOKKEEPING).collect()
}

#[tokio::test]
async fn every_table_is_walled() {
    let app = TestApp::start().await;
    let mut connection = app.database.administrator().await;
    for table in tables(&mut connection).await {
        let listed = IDENTITY_TABLES.iter().any(|(name, _)| *name == table.name);
        assert!(
            table.has_tenant != listed,
            "{}: give it an org_id (uuid, not null), or list it here with a reason",
            table.name
        );
        assert!(table.walled && table.forced, "{}: row-level security must be forced", table.name);
        assert!(!table.owner.starts_with("aloft_app"), "{} belongs to aloft_app", table.name);
    }
}

#[tokio::test]
async fn every_tenants_table_has_the_tenants_policy_and_no_wider_one() {
    let app = TestApp::start().await;
    let mut connection = app.database.administrator().await;
    for table in tables(&mut connection).await.into_iter().filter(|table| table.has_tenant) {
        let policies = sqlx::query(
            "SELECT policyname::text, roles::text[], cmd, coalesce(qual, ''),
                coalesce(with_check, '')
             FROM pg_policies WHERE schemaname = 'public' AND tablename = $1",
        )
        .bind(&table.name)
        .fetch_all(&mut connection)
        .await
        .unwrap();
        let mut tenant_policies = 0;
        for policy in policies {
            let name: String = policy.get(0);
            let roles: Vec<String> = policy.get(1);
            if roles == ["aloft_app"] {
                let wall = "(org_id = aloft_org())";
                let (qual, check): (String, String) = (policy.get(3), policy.get(4));
                let command: String = policy.get(2);
                let found = (command.as_str(), qual.as_str(), check.as_str());
                assert_eq!(found, ("ALL", wall, wall), "{}: policy {name}", table.name);
                tenant_policies += 1;
            } else {
                let known =
                    |(of, policy, _): &(&str, &str, &str)| (*of, *policy) == (&table.name, &name);
                assert!(NARROW_POLICIES.iter().any(known), "{}: policy {name}", table.name);
            }
        }
        assert_eq!(tenant_policies, 1, "{}: call aloft_protect_tenant_table", table.name);
    }
}

#[tokio::test]
async fn a_tenants_work_changes_nothing_of_people_and_reads_no_secret() {
    let app = TestApp::start().await;
    let mut connection = app.database.administrator().await;
    for (table, _) in IDENTITY_TABLES {
        let writes: bool = sqlx::query_scalar(
            "SELECT has_any_column_privilege('aloft_app', $1, 'INSERT, UPDATE')
                OR has_table_privilege('aloft_app', $1, 'DELETE, TRUNCATE')",
        )
        .bind(table)
        .fetch_one(&mut connection)
        .await
        .unwrap();
        assert!(!writes, "aloft_app may change {table}");
        let reads: bool =
            sqlx::query_scalar("SELECT has_any_column_privilege('aloft_app', $1, 'SELECT')")
                .bind(table)
                .fetch_one(&mut connection)
                .await
                .unwrap();
        let people = ["users", "identities"].contains(&table);
        assert_eq!(reads, people, "what aloft_app may read of {table}");
    }
}

#[tokio::test]
async fn jobs_for_every_tenant_read_what_is_listed_here() {
    let app = TestApp::start().await;
    let mut connection = app.database.administrator().await;
    let rights: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT format('%s %s.%s', privilege_type, table_name, column_name)
         FROM information_schema.column_privileges
         WHERE grantee = 'aloft_operator' AND table_schema = 'public' ORDER BY 1",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(rights, OPERATORS_RIGHTS);
}

#[tokio::test]
async fn no_function_runs_with_anothers_rights() {
    let app = TestApp::start().await;
    let mut connection = app.database.administrator().await;
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT proname::text FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace AND prosecdef",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert!(names.is_empty(), "SECURITY DEFINER: {names:?}");
    let views: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
         AND NOT coalesce(reloptions @> '{security_invoker=true}', false)",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert!(views.is_empty(), "views that see with their owner's eyes: {views:?}");
}
