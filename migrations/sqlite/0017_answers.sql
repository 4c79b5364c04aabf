-- What a form was answered with, for minutes: sealed, and under an address that says nothing of it. Times are seconds since 1970.
CREATE TABLE answers (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    sealed BLOB NOT NULL
);
