//! A database that was filled under any earlier version is brought up to date, and keeps what it held.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::str::FromStr as _;

use sqlx::migrate::Migrator;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use store::keyring::KeySource;
use store::{Db, Pool, audit, exports, grants, organizations, replica_state, sessions, sync_runs, views};
use tempfile::TempDir;

use crate::contended::alter;
use crate::site::{Kind, Site, database, kinds};
use model::audit::AuditFilter;

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static SQLITE_AUDIT: Migrator = sqlx::migrate!("./migrations/sqlite-audit");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

/// A row as an earlier version wrote it.
struct Row {
    table: &'static str,
    /// The migration that made the table.
    since: i64,
    /// The last one that empties it, on purpose.
    emptied_by: Option<i64>,
    /// `BYTES` stands for a byte string.
    values: &'static str,
}

const fn row(table: &'static str, since: i64, values: &'static str) -> Row {
    Row { table, since, emptied_by: None, values }
}

const fn passing(table: &'static str, since: i64, emptied_by: i64, values: &'static str) -> Row {
    Row { table, since, emptied_by: Some(emptied_by), values }
}

const ROWS: [Row; 29] = [
    row(
        "sign_in_attempts",
        1,
        "(state_hash, browser_hash, nonce, pkce_verifier, return_to, expires_at) VALUES ('s', 'b', 'n', 'v', '/', 9999999999)",
    ),
    passing(
        "sessions",
        1,
        5,
        "(token_hash, account, display_name, signed_in_at, last_seen_at, expires_at) VALUES ('t', 'zhangsan', '张三', 1, 1, 9999999999)",
    ),
    row("organizations", 2, "(id, name) VALUES ('40100', '网络信息中心')"),
    passing("accounts", 3, 4, "(id, name, next_relation_key, revision) VALUES (1, 'zhangsan', 1, 1)"),
    passing("account_organizations", 3, 4, "(account_id, organization_id) VALUES (1, '40100')"),
    passing("account_events", 3, 4, "(id, account_id, observed_at, kind) VALUES (1, 1, 1, 'appeared')"),
    passing("sync_runs", 3, 4, "(id, kind, state, started_at, heard_at) VALUES (1, 'full', 'done', 1, 2)"),
    passing("sync_pages", 3, 13, "(run_id, page, received, seen) VALUES (1, 0, 1, BYTES)"),
    row(
        "grants",
        5,
        "(id, account, role, extras, granted_by, granted_at) VALUES (1, 'zhangsan', 'viewer', '', '(config)', 1)",
    ),
    row(
        "audit",
        6,
        "(id, at, action, who, details, hash) VALUES (1, 1, 'signed-in', 'zhangsan', '{}', BYTES)",
    ),
    row(
        "export_jobs",
        8,
        "(id, account, session, work, state, created_at, rows_total) VALUES ('e', 'zhangsan', 's', '{}', 'cancelled', 1, 1)",
    ),
    row("exports", 8, "(id, who, at, details) VALUES ('e', 'zhangsan', 1, '{}')"),
    row("export_members", 8, "(block, export_id, bits) VALUES (0, 'e', BYTES)"),
    row("choices", 8, "(account, name, value) VALUES ('zhangsan', 'export-columns', 'name')"),
    row(
        "views",
        9,
        "(id, owner, name, query, shared, created_at, changed_at, changed_by) VALUES (1, 'zhangsan', '冻结', 'status=冻结', 'private', 1, 1, 'zhangsan')",
    ),
    row("view_marks", 9, "(account, view_id, pinned) VALUES ('zhangsan', 1, 1)"),
    row("rosters", 10, "(id, session, created_at, sealed) VALUES ('r', 's', 1, BYTES)"),
    row("answers", 17, "(id, session, expires_at, sealed) VALUES ('a', 's', 1, BYTES)"),
    row("ended_sessions", 19, "(token_hash, account, reason, ended_at) VALUES ('h', 'zhangsan', 'idle', 1)"),
    row("drafts", 19, "(id, expires_at, sealed) VALUES ('d', 1, BYTES)"),
    row(
        "set_asides",
        24,
        "(account_id, checked, note, set_by, set_at) VALUES (1, 'frozen-valid', '', 'zhangsan', 1)",
    ),
    row(
        "campaigns",
        27,
        "(id, owner, name, question, created_at, deadline) VALUES ('c', 'zhangsan', '在岗', '', 1, '2026-12-31')",
    ),
    row("campaign_parts", 27, "(campaign_id, organization_id) VALUES ('c', '40100')"),
    row(
        "campaign_lines",
        27,
        "(campaign_id, account_id, organization_id, position) VALUES ('c', 1, '40100', 0)",
    ),
    row(
        "subscriptions",
        28,
        "(account, view_id, every, language, by_mail, seen_at, seen_event, next_at) VALUES ('zhangsan', 1, 'day', 'zh', 0, 1, 0, 9999999999)",
    ),
    row(
        "digests",
        28,
        "(account, view_id, at, since, total, joined, gone) VALUES ('zhangsan', 1, 1, 0, 3, 2, 1)",
    ),
    row(
        "index_copies",
        30,
        "(id, program, revision, account_id, reseals, made_at) VALUES ('i', 'p', 1, 1, 0, 1)",
    ),
    row("turns", 31, "(limit_name, who, back_at) VALUES ('pages', 'zhangsan', 9999999999)"),
    row("guesses", 11, "(account, day, in_vain) VALUES ('zhangsan', '2026-01-01', 1)"),
];

/// Rows that migrations write themselves.
const OWN: [&str; 5] = ["directory_state", "audit_head", "audit_base", "audit_anchor", "last_ids"];

impl Row {
    fn statement(&self, bytes: &str) -> String {
        format!("INSERT INTO {} {}", self.table, self.values.replace("BYTES", bytes))
    }

    fn is_kept_from(&self, version: i64) -> bool {
        self.since <= version && self.emptied_by.is_none_or(|emptied_by| emptied_by <= version)
    }
}

/// The migrations up to a version.
fn up_to(migrator: &Migrator, version: i64) -> Migrator {
    let migrations = migrator.iter().filter(|migration| migration.version <= version).cloned().collect();
    Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT }
}

/// Brings a new database to a version, and fills it as that version could.
async fn fill(kind: Kind, url: &str, version: i64) {
    let rows = || ROWS.iter().filter(|row| row.since <= version);
    match kind {
        Kind::Sqlite => {
            let options = SqliteConnectOptions::from_str(url).unwrap().create_if_missing(true);
            let mut beside = options.get_filename().as_os_str().to_owned();
            beside.push("-audit");
            let open =
                async |options| SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
            let main = open(options.clone()).await.unwrap();
            let log = open(options.filename(beside)).await.unwrap();
            up_to(&SQLITE, version).run(&main).await.unwrap();
            up_to(&SQLITE_AUDIT, version).run(&log).await.unwrap();
            for row in rows() {
                let pool = if is_of_log(row.table) { &log } else { &main };
                sqlx::raw_sql(AssertSqlSafe(row.statement("x'00000000'"))).execute(pool).await.unwrap();
            }
            main.close().await;
            log.close().await;
        }
        Kind::Postgres | Kind::Contended => {
            let pool = PgPoolOptions::new().max_connections(1).connect(url).await.unwrap();
            up_to(&POSTGRES, version).run(&pool).await.unwrap();
            for row in rows() {
                // Earlier versions let the engine give out ids.
                let statement = row.statement(r"'\x00000000'").replacen(
                    " VALUES ",
                    " OVERRIDING SYSTEM VALUE VALUES ",
                    1,
                );
                sqlx::raw_sql(AssertSqlSafe(statement)).execute(&pool).await.unwrap();
            }
            pool.close().await;
        }
    }
}

async fn count_in_sqlite(pool: &SqlitePool, table: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"))).fetch_one(pool).await.unwrap()
}

async fn count_in_postgres(pool: &PgPool, table: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"))).fetch_one(pool).await.unwrap()
}

/// Whether `SQLite` has a table in the file of the audit log.
fn is_of_log(table: &str) -> bool {
    table.starts_with("audit") || table.starts_with("turns")
}

pub async fn count(db: &Db, table: &str) -> i64 {
    match &db.pool {
        Pool::Sqlite { audit, .. } if is_of_log(table) => count_in_sqlite(audit, table).await,
        Pool::Sqlite { write, .. } => count_in_sqlite(write, table).await,
        Pool::Postgres(pool) => count_in_postgres(pool, table).await,
    }
}

#[tokio::test]
async fn a_database_filled_under_any_earlier_version_is_brought_up_to_date() {
    let versions: Vec<i64> = POSTGRES.iter().map(|migration| migration.version).collect();
    for kind in kinds() {
        for version in &versions {
            let folder = TempDir::new().unwrap();
            let url = database(kind, &folder).await;
            fill(kind, &url, *version).await;
            let key = KeySource::File(folder.path().join("test.key"));
            let db = Db::open(&url.into(), key).await.unwrap();
            for row in &ROWS {
                let expected = i64::from(row.is_kept_from(*version));
                assert_eq!(count(&db, row.table).await, expected, "{} from version {version}", row.table);
            }
            // What is there can be read.
            let there = |table: &str| {
                usize::from(ROWS.iter().any(|row| row.table == table && row.is_kept_from(*version)))
            };
            assert_eq!(organizations::list(&db).await.unwrap().len(), there("organizations"));
            assert_eq!(sessions::list(&db, "zhangsan").await.unwrap().len(), there("sessions"));
            assert_eq!(grants::list(&db).await.unwrap().len(), there("grants"));
            assert_eq!(exports::list(&db, "zhangsan").await.unwrap().len(), there("export_jobs"));
            assert_eq!(views::list(&db, "zhangsan").await.unwrap().len(), there("views"));
            assert_eq!(sync_runs::list(&db, 9).await.unwrap().len(), there("sync_runs"));
            assert_eq!(audit::list(&db, &AuditFilter::default(), 9).await.unwrap().len(), there("audit"));
            replica_state::read(&db).await.unwrap();
            // Ids go on behind those that are there. What the last version writes counts them itself.
            if Some(version) != versions.last() {
                let view = views::insert(&db, "lisi", "在职", "", 1).await.unwrap().unwrap();
                let run = sync_runs::insert(&db, "full", 3, None, "").await.unwrap();
                let counts = |table: &str| i64::try_from(there(table)).unwrap();
                assert_eq!((view, run), (counts("views") + 1, counts("sync_runs") + 1));
            }
            db.close().await;
        }
    }
}

#[tokio::test]
async fn every_table_is_filled_before_an_upgrade_is_tried() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("here.db").display());
    let db = Db::open(&url.into(), KeySource::File(folder.path().join("test.key"))).await.unwrap();
    let Pool::Sqlite { write, audit, .. } = &db.pool else { panic!("SQLite was asked for") };
    let mut tables = BTreeSet::new();
    for pool in [write, audit] {
        let names: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'")
            .fetch_all(pool)
            .await
            .unwrap();
        tables.extend(
            names.into_iter().filter(|name| !name.starts_with("_sqlx") && !name.starts_with("sqlite_")),
        );
    }
    let known: BTreeSet<String> = ROWS.iter().map(|row| row.table).chain(OWN).map(str::to_owned).collect();
    assert_eq!(tables, known);
}

/// Every e-mail address that accounts are looked up by.
async fn indexed_addresses(db: &Db) -> Vec<(i64, Vec<u8>)> {
    let query = "SELECT id, email_index FROM accounts WHERE email_index IS NOT NULL ORDER BY id";
    match &db.pool {
        Pool::Sqlite { write, .. } => sqlx::query_as(query).fetch_all(write).await.unwrap(),
        Pool::Postgres(pool) => sqlx::query_as(query).fetch_all(pool).await.unwrap(),
    }
}

#[tokio::test]
async fn accounts_of_earlier_versions_are_found_by_their_addresses_too() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        let db = &site.app.db;
        let all = indexed_addresses(db).await;
        assert!(all.len() > 50, "{}", all.len());
        // As a version left them that did not know of this, cut off in the middle of working it out.
        for statement in [
            format!("UPDATE accounts SET email_index = NULL WHERE id > {}", all[20].0),
            format!("UPDATE directory_state SET emails_indexed_to = {}", all[20].0),
        ] {
            alter(db, &statement).await;
        }
        assert_eq!(indexed_addresses(db).await.len(), 21);
        let key = KeySource::File(site.key_file().into());
        let opened = Db::open(&site.database.clone().into(), key).await.unwrap();
        assert_eq!(indexed_addresses(&opened).await, all);
        opened.close().await;
    }
}
