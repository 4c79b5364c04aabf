-- Who may do what: either an account, or everyone whose default identity is of a type at an organisation. `extras` and `scope` are lists joined by
-- commas; a missing scope means everything. Days are yyyy-MM-dd in Shanghai, both included. Times are seconds since 1970. Nothing is ever deleted.
CREATE TABLE grants (
    id INTEGER PRIMARY KEY,
    account TEXT,
    identity_type TEXT,
    organization_id TEXT,
    role TEXT NOT NULL,
    extras TEXT NOT NULL,
    scope TEXT,
    first_day TEXT,
    last_day TEXT,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    withdrawn_by TEXT,
    withdrawn_at BIGINT
);
CREATE INDEX grants_account ON grants (account) WHERE withdrawn_at IS NULL;
CREATE INDEX grants_rule ON grants (organization_id, identity_type) WHERE withdrawn_at IS NULL;

-- A session is named by its handle where its owner sees it; device and address are those of the sign-in.
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN handle TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN device TEXT;
ALTER TABLE sessions ADD COLUMN address TEXT;
CREATE INDEX sessions_account ON sessions (account);
