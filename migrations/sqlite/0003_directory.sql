-- The replica: every account as upstream last told it. Times are seconds since 1970 in UTC; an organisation's name stands in `organizations`, and
-- here only where upstream sent a name without a code. `relations` is a JSON list, NULL where upstream sent none. `revision` is that of the
-- merge which last changed the row. An account that upstream no longer has is kept, with `gone_at`.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    guid TEXT,
    display_name TEXT,
    status TEXT,
    expiry TEXT,
    identity_type TEXT,
    number TEXT,
    document_kind TEXT,
    document_number TEXT,
    telephone TEXT,
    email TEXT,
    organization_id TEXT,
    organization_name TEXT,
    updated_at BIGINT,
    relations TEXT,
    next_relation_key BIGINT NOT NULL,
    gone_at BIGINT,
    revision BIGINT NOT NULL
);
CREATE INDEX accounts_revision ON accounts (revision);
CREATE INDEX accounts_document_number ON accounts (document_number) WHERE document_number IS NOT NULL;
CREATE INDEX accounts_telephone ON accounts (telephone) WHERE telephone IS NOT NULL;

-- In whose scope an account is: its own organisation's and those of its undeleted identities.
CREATE TABLE account_organizations (
    account_id BIGINT NOT NULL,
    organization_id TEXT NOT NULL,
    PRIMARY KEY (account_id, organization_id)
) WITHOUT ROWID;

-- What changed, oldest first. `old_value` and `new_value` are JSON; numbers and addresses of people are masked in them.
CREATE TABLE account_events (
    id INTEGER PRIMARY KEY,
    account_id BIGINT NOT NULL,
    observed_at BIGINT NOT NULL,
    upstream_at BIGINT,
    kind TEXT NOT NULL,
    relation BIGINT,
    old_value TEXT,
    new_value TEXT
);
CREATE INDEX account_events_account ON account_events (account_id, id);
CREATE INDEX account_events_observed_at ON account_events (observed_at, id);

-- One row: how far the replica has come, and which process is bringing it further.
CREATE TABLE directory_state (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL,
    first_synced_at BIGINT,
    synced_at BIGINT,
    compared_at BIGINT,
    changes_since BIGINT,
    failing_since BIGINT,
    failure TEXT,
    wanted TEXT,
    lease_holder TEXT,
    lease_until BIGINT
);
INSERT INTO directory_state (id, revision) VALUES (1, 0);

CREATE TABLE sync_runs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    heard_at BIGINT NOT NULL,
    expected BIGINT,
    received BIGINT NOT NULL DEFAULT 0,
    added BIGINT NOT NULL DEFAULT 0,
    changed BIGINT NOT NULL DEFAULT 0,
    unchanged BIGINT NOT NULL DEFAULT 0,
    gone BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    newest BIGINT,
    failure TEXT
);

-- The pages of a run under way, so that it goes on where it was cut off. `seen`: ids of accounts, four bytes each, little-endian.
CREATE TABLE sync_pages (
    run_id BIGINT NOT NULL,
    page BIGINT NOT NULL,
    received BIGINT NOT NULL,
    seen BLOB NOT NULL,
    PRIMARY KEY (run_id, page)
);
