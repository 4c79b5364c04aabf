-- The last id that was given out in a table. Whoever adds rows takes the next ones here, in the same transaction: ids become visible in their order,
-- whichever engine gives them out, and none is given out twice.
CREATE TABLE last_ids (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO last_ids (name, last) SELECT 'accounts', COALESCE(MAX(id), 0) FROM accounts;
INSERT INTO last_ids (name, last) SELECT 'account_events', COALESCE(MAX(id), 0) FROM account_events;
INSERT INTO last_ids (name, last) SELECT 'sync_runs', COALESCE(MAX(id), 0) FROM sync_runs;
INSERT INTO last_ids (name, last) SELECT 'grants', COALESCE(MAX(id), 0) FROM grants;
INSERT INTO last_ids (name, last)
    SELECT 'views', MAX(COALESCE(MAX(id), 0), COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'views'), 0)) FROM views;

-- What all spellings of an account's name have in common.
ALTER TABLE accounts ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
UPDATE accounts SET name_key = lower(name);
CREATE INDEX accounts_spelling ON accounts (name_key);
DROP INDEX accounts_name_lower;
