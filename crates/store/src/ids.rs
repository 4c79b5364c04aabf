//! Ids, counted in the database.

/// Takes so many ids of a table within a transaction, and is the first of them. Whoever wants more of the same table waits until the transaction has ended:
/// what has the higher id becomes visible later, on every engine. Uses `?`.
macro_rules! take_ids {
    ($transaction:expr, $table:literal, $count:expr) => {{
        let count: i64 = $count;
        let last: i64 =
            sqlx::query_scalar("UPDATE last_ids SET last = last + $2 WHERE name = $1 RETURNING last")
                .bind($table)
                .bind(count)
                .fetch_one(&mut *$transaction)
                .await?;
        last - count + 1
    }};
}
pub(crate) use take_ids;
