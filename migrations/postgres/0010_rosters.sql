-- Lists that people brought along to be compared, sealed; each goes with the session it came in. Times are seconds since 1970.
CREATE TABLE rosters (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX rosters_session ON rosters (session);
