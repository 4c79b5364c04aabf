//! Parts of queries.

use sqlx::error::DatabaseError;
use sqlx::{Database, Encode, QueryBuilder, Type};

use model::scope::Scope;

/// Whether something stands there already that may stand there once.
pub(super) fn is_taken(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(DatabaseError::is_unique_violation)
}

/// Whether a statement names a table that is not there: `undefined_table` of PostgreSQL; SQLite has one code for all that it cannot prepare.
pub(super) fn is_without_table(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| match error.code().as_deref() {
        Some("42P01") => true,
        Some("1") => error.message().starts_with("no such table"),
        _ => false,
    })
}

/// Narrows a query on `accounts`, which has conditions already, to a scope.
pub(super) fn push_scope<DB: Database>(query: &mut QueryBuilder<DB>, scope: &Scope)
where
    String: for<'t> Encode<'t, DB> + Type<DB>,
{
    if let Scope::Organizations(ids) = scope {
        query.push(" AND EXISTS (SELECT 1 FROM account_organizations WHERE account_organizations.account_id = accounts.id AND organization_id IN ");
        push_list(query, ids.iter().cloned());
        query.push(")");
    }
}

/// A list of values in brackets, as `IN` takes it; nothing is in an empty one.
pub(super) fn push_list<DB: Database, T>(query: &mut QueryBuilder<DB>, values: impl IntoIterator<Item = T>)
where
    T: for<'t> Encode<'t, DB> + Type<DB>,
{
    query.push("(");
    let mut list = query.separated(", ");
    let mut is_empty = true;
    for value in values {
        list.push_bind(value);
        is_empty = false;
    }
    query.push(if is_empty { "NULL)" } else { ")" });
}
