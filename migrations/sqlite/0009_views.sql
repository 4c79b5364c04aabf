-- Questions that people keep. `query` is what the list's address has behind the question mark. `shared`: private, everyone, role:CODE or org:CODE.
-- A deleted one stays for a while, so that it can be brought back. Times are seconds since 1970.
CREATE TABLE views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    shared TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    deleted_at BIGINT
);
CREATE UNIQUE INDEX views_name ON views (owner, name) WHERE deleted_at IS NULL;
CREATE INDEX views_shared ON views (shared) WHERE shared <> 'private' AND deleted_at IS NULL;

-- What a view is to a person: where it stands among their pins, and when they looked at it: the visit under way, and the one before. Each visit with the
-- last event there was, so that what came after it is known exactly.
CREATE TABLE view_marks (
    account TEXT NOT NULL,
    view_id BIGINT NOT NULL,
    pinned BIGINT,
    looked_at BIGINT,
    looked_event BIGINT,
    before_at BIGINT,
    before_event BIGINT,
    PRIMARY KEY (account, view_id)
) WITHOUT ROWID;
