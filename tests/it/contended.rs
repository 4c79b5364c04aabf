//! PostgreSQL that keeps transactions apart (`serializable`), and gives some of them up as if others had come between: engines that speak its protocol
//! do both whenever they like.

use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, Executor as _};
use store::keyring::KeySource;
use store::{Db, Pool};

use crate::site::{Kind, Site, administrator, kinds};

/// From now on, whoever connects to this database finds it strict.
pub async fn keep_apart(server: &PgPool, database: &str) {
    let strict = format!("ALTER DATABASE {database} SET default_transaction_isolation = 'serializable'");
    server.execute(AssertSqlSafe(strict)).await.unwrap();
}

/// From now on, one transaction that writes in a hundred is given up, most of them at some statement or other. How many were is counted by a sequence,
/// which no transaction takes back.
pub async fn disturb(db: &Db) {
    let Pool::Postgres(pool) = &db.pool else { panic!("only PostgreSQL is disturbed") };
    let function = "CREATE SEQUENCE given_up; \
        CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
            IF txid_current() % 100 = 0 AND random() < 0.5 THEN \
                PERFORM nextval('given_up'); \
                RAISE EXCEPTION 'others came between' USING ERRCODE = '40001'; \
            END IF; \
            RETURN NULL; \
        END $$; \
        DO $$ DECLARE name TEXT; BEGIN \
            FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP \
                EXECUTE format('CREATE TRIGGER give_up BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION give_up()', name); \
            END LOOP; \
        END $$";
    sqlx::raw_sql(function).execute(pool).await.unwrap();
}

async fn given_up(pool: &PgPool) -> i64 {
    let count = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM given_up";
    sqlx::query_scalar(count).fetch_one(pool).await.unwrap()
}

/// Changes the database behind the program's back, however often others come between.
pub async fn alter(db: &Db, statement: &str) {
    loop {
        let done = match &db.pool {
            Pool::Sqlite { write, .. } => write.execute(AssertSqlSafe(statement)).await.map(drop),
            Pool::Postgres(pool) => pool.execute(AssertSqlSafe(statement)).await.map(drop),
        };
        match done {
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("40001") => {}
            done => return done.unwrap(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_is_done_again() {
    if !kinds().contains(&Kind::Contended) {
        return;
    }
    let site = Site::replica(Kind::Contended, 3_000).await;
    let Pool::Postgres(pool) = &site.app.db.pool else { panic!("it is PostgreSQL") };
    let admin = site.signed_in(administrator()).await;
    let page = admin.get("/accounts").await;
    assert!(page.body.contains("共 3,0"), "{}", page.body);
    // A page is recorded by one statement, of which one in two hundred is given up.
    let (before, mut pages) = (given_up(pool).await, 0);
    while given_up(pool).await == before {
        assert_eq!(admin.get(&format!("/accounts?q=z{pages}")).await.status, 200);
        pages += 1;
        assert!(pages < 5_000, "something is given up");
    }
    assert!(matches!(store::audit::verify(&site.app.db).await.unwrap(), store::audit::Chain::Whole { .. }));
}

#[tokio::test]
async fn a_start_is_done_again_as_well() {
    if !kinds().contains(&Kind::Contended) {
        return;
    }
    let site = Site::replica(Kind::Contended, 100).await;
    let Pool::Postgres(pool) = &site.app.db.pool else { panic!("it is PostgreSQL") };
    let (before, mut starts) = (given_up(pool).await, 0);
    while given_up(pool).await < before + 3 {
        let key = KeySource::File(site.key_file().into());
        Db::open(&site.database.as_str().into(), key).await.unwrap().close().await;
        starts += 1;
        assert!(starts < 5_000, "something is given up");
    }
}

/// What is given up in the middle of an answer, of which a part has been read.
#[tokio::test]
async fn nobody_is_handed_over_twice() {
    if !kinds().contains(&Kind::Contended) {
        return;
    }
    let site = Site::replica(Kind::Postgres, 3_000).await;
    let Pool::Postgres(pool) = &site.app.db.pool else { panic!("it is PostgreSQL") };
    // Rows leave the database as they are met, and at one of them others come between, once.
    let in_the_middle = "CREATE SEQUENCE met; \
        CREATE FUNCTION come_between() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN \
            IF nextval('met') = 2000 THEN RAISE EXCEPTION 'others came between' USING ERRCODE = '40001'; END IF; \
            RETURN TRUE; \
        END $$; \
        ALTER TABLE accounts RENAME TO accounts_kept; \
        CREATE VIEW accounts AS SELECT * FROM accounts_kept WHERE come_between(); \
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_sort = off', current_database()); END $$";
    sqlx::raw_sql(in_the_middle).execute(pool).await.unwrap();
    let expected: Vec<i64> =
        sqlx::query_scalar("SELECT id FROM accounts_kept WHERE gone_at IS NULL ORDER BY id")
            .fetch_all(pool)
            .await
            .unwrap();
    let key = KeySource::File(site.key_file().into());
    let db = Db::open(&site.database.as_str().into(), key).await.unwrap();
    let mut met = Vec::new();
    store::accounts::each_present(&db, |id| met.push(id)).await.unwrap();
    met.sort_unstable();
    assert_eq!(met, expected);
    let rows: i64 = sqlx::query_scalar("SELECT last_value FROM met").fetch_one(pool).await.unwrap();
    assert!(rows > 2_000, "others came between");
}
