-- Exports too large to be answered at once, each done by one process at a time. `scope` is a list joined by commas, missing for everything; what is to
-- be exported is JSON. The file lies beside the database, under the id. Times are seconds since 1970.
CREATE TABLE export_jobs (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    session TEXT NOT NULL,
    identity_type TEXT,
    organization_id TEXT,
    scope TEXT,
    work TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    lease_holder TEXT,
    lease_until BIGINT,
    rows_total BIGINT NOT NULL,
    rows_done BIGINT NOT NULL DEFAULT 0,
    size BIGINT,
    hash TEXT,
    failure TEXT
);
CREATE INDEX export_jobs_account ON export_jobs (account, created_at);
CREATE INDEX export_jobs_state ON export_jobs (state, created_at);

-- What was exported, and whom it named: a bit for each account, in blocks of 8192 ids.
CREATE TABLE exports (
    id TEXT PRIMARY KEY,
    who TEXT NOT NULL,
    at BIGINT NOT NULL,
    details TEXT NOT NULL
);
CREATE TABLE export_members (
    block BIGINT NOT NULL,
    export_id TEXT NOT NULL,
    bits BLOB NOT NULL,
    PRIMARY KEY (block, export_id)
) WITHOUT ROWID;

-- What a person chose last, by name.
CREATE TABLE choices (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (account, name)
) WITHOUT ROWID;
