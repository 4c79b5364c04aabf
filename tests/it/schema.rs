//! The tables are brought up to date by one process at a time, and looked at without a change.

use std::time::Duration;

use secrecy::SecretString;
use sqlx::{AssertSqlSafe, PgPool};
use store::Db;
use store::keyring::KeySource;
use store::schema::{Standing, standing};
use tempfile::TempDir;

use crate::site::{Kind, database, kinds};

/// A start: the tables are brought up to date where they are not.
async fn open(url: &str, folder: &TempDir) {
    let key = KeySource::File(folder.path().join("key"));
    Db::open(&SecretString::from(url), key).await.unwrap().close().await;
}

#[tokio::test]
async fn a_database_is_looked_at_without_a_change() {
    for kind in kinds() {
        let folder = TempDir::new().unwrap();
        let url = SecretString::from(database(kind, &folder).await);
        assert_eq!(standing(&url).await.unwrap(), Standing::New);
        assert_eq!(standing(&url).await.unwrap(), Standing::New, "it was not made");
        let key = KeySource::File(folder.path().join("key"));
        let db = Db::open(&url, key).await.unwrap();
        assert_eq!(standing(&url).await.unwrap(), Standing::Current);
        for (change, expected) in [
            ("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1", Standing::Newer),
            ("DELETE FROM _sqlx_migrations WHERE version IN (2, 9999)", Standing::Behind(2)),
        ] {
            match &db.pool {
                store::Pool::Sqlite { write, .. } => drop(sqlx::query(change).execute(write).await.unwrap()),
                store::Pool::Postgres(pool) => drop(sqlx::query(change).execute(pool).await.unwrap()),
            }
            assert_eq!(standing(&url).await.unwrap(), expected, "{change}");
        }
        db.close().await;
    }
}

#[tokio::test]
async fn processes_that_start_together_bring_the_tables_up_to_date_once() {
    if !kinds().contains(&Kind::Postgres) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let url = database(Kind::Postgres, &folder).await;
    let open = || open(&url, &folder);
    open().await;
    tokio::join!(open(), open(), open(), open());

    let pool = PgPool::connect(&url).await.unwrap();
    let lease = |holder: &str, until: &str| {
        let change = format!("UPDATE schema_lease SET holder = '{holder}', until = {until} WHERE id = 1");
        let pool = pool.clone();
        async move { sqlx::query(AssertSqlSafe(change)).execute(&pool).await.unwrap() }
    };
    lease("one that was killed", "CAST(EXTRACT(EPOCH FROM now()) AS BIGINT)").await;
    open().await;
    lease("one at work", "CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) + 1000").await;
    let waiting = tokio::time::timeout(Duration::from_secs(1), open()).await;
    assert!(waiting.is_err(), "whoever is at work is waited for");
    lease("one at work", "0").await;
    open().await;
}

#[tokio::test]
async fn a_step_that_others_came_between_is_taken_again() {
    if !kinds().contains(&Kind::Postgres) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let url = database(Kind::Postgres, &folder).await;
    let open = || open(&url, &folder);
    open().await;
    let pool = PgPool::connect(&url).await.unwrap();
    let missing = "DROP TABLE turns; DELETE FROM _sqlx_migrations WHERE version = 31; CREATE SEQUENCE met; \
        CREATE FUNCTION come_between() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
            IF nextval('met') < 3 THEN RAISE EXCEPTION 'others came between' USING ERRCODE = '40001'; END IF; \
            RETURN NEW; \
        END $$; \
        CREATE TRIGGER come_between BEFORE INSERT ON _sqlx_migrations FOR EACH ROW EXECUTE FUNCTION come_between()";
    sqlx::raw_sql(missing).execute(&pool).await.unwrap();
    open().await;
    let tries: i64 = sqlx::query_scalar("SELECT last_value FROM met").fetch_one(&pool).await.unwrap();
    assert_eq!(tries, 3);
    let turns: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM turns").fetch_one(&pool).await.unwrap();
    assert_eq!(turns, 0, "the table is there");
}

/// Engines that speak PostgreSQL's protocol give out numbers in another order, know other orders of letters, and may run no programs.
#[tokio::test]
async fn no_table_relies_on_what_only_one_engine_has() {
    if !kinds().contains(&Kind::Postgres) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let url = database(Kind::Postgres, &folder).await;
    open(&url, &folder).await;
    let pool = PgPool::connect(&url).await.unwrap();
    let of = async |query: &'static str| -> Vec<String> {
        sqlx::query_scalar(query).fetch_all(&pool).await.unwrap()
    };
    let special = "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' \
        AND (is_identity = 'YES' OR column_default LIKE 'nextval%' OR collation_name IS NOT NULL)";
    assert_eq!(of(special).await, [""; 0]);
    assert_eq!(
        of("SELECT CAST(tgname AS TEXT) FROM pg_trigger WHERE NOT tgisinternal").await,
        ["audit_stays"]
    );
    let programs =
        "SELECT CAST(proname AS TEXT) FROM pg_proc WHERE pronamespace = CAST('public' AS REGNAMESPACE)";
    assert_eq!(of(programs).await, ["audit_stays"]);
}
