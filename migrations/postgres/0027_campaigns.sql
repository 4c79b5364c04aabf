-- Lists that are gone through line by line: who was on them at a moment, divided by organisation ('' is none), each part with whoever is asked to do it.
-- A verdict is missing until somebody gives one. With `sealed_at` nothing changes any more; `hash` is the SHA-256 of the result. `revision` is raised by
-- whoever writes a line, so that no line is written while the list is sealed. Times are seconds since 1970, the deadline a day.
CREATE TABLE campaigns (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    question TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deadline TEXT NOT NULL,
    previous_id TEXT,
    sealed_at BIGINT,
    hash TEXT,
    revision BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX campaigns_owner ON campaigns (owner, created_at);
-- The same form, sent twice, begins one list.
CREATE UNIQUE INDEX campaigns_open ON campaigns (owner, name) WHERE sealed_at IS NULL;
CREATE TABLE campaign_parts (
    campaign_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    assignee TEXT,
    PRIMARY KEY (campaign_id, organization_id)
);
CREATE INDEX campaign_parts_assignee ON campaign_parts (assignee) WHERE assignee IS NOT NULL;
CREATE TABLE campaign_lines (
    campaign_id TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    organization_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    verdict TEXT,
    note TEXT NOT NULL DEFAULT '',
    judged_by TEXT,
    judged_at BIGINT,
    PRIMARY KEY (campaign_id, account_id)
);
CREATE INDEX campaign_lines_part ON campaign_lines (campaign_id, organization_id, position);
