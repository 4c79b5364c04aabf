-- The last id that was given out in a table. Whoever adds rows takes the next ones here, in the same transaction: ids become visible in their order,
-- whichever engine gives them out, and none is given out twice. Numbers of a sequence come in no order where several servers keep some at hand.
CREATE TABLE last_ids (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO last_ids (name, last) SELECT 'accounts', COALESCE(MAX(id), 0) FROM accounts;
INSERT INTO last_ids (name, last) SELECT 'account_events', COALESCE(MAX(id), 0) FROM account_events;
INSERT INTO last_ids (name, last) SELECT 'sync_runs', COALESCE(MAX(id), 0) FROM sync_runs;
INSERT INTO last_ids (name, last) SELECT 'grants', COALESCE(MAX(id), 0) FROM grants;
INSERT INTO last_ids (name, last)
    SELECT 'views', GREATEST(COALESCE(MAX(id), 0), COALESCE(pg_sequence_last_value(CAST(pg_get_serial_sequence('views', 'id') AS REGCLASS)), 0)) FROM views;
ALTER TABLE accounts ALTER COLUMN id DROP IDENTITY;
ALTER TABLE account_events ALTER COLUMN id DROP IDENTITY;
ALTER TABLE sync_runs ALTER COLUMN id DROP IDENTITY;
ALTER TABLE grants ALTER COLUMN id DROP IDENTITY;
ALTER TABLE views ALTER COLUMN id DROP IDENTITY;

-- What all spellings of an account's name have in common. By it accounts are looked up, so that no engine has to know an order of letters.
ALTER TABLE accounts ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
UPDATE accounts SET name_key = lower(name);
CREATE INDEX accounts_spelling ON accounts (name_key);
DROP INDEX accounts_name_lower;
ALTER TABLE accounts ALTER COLUMN name TYPE TEXT COLLATE "default";

-- Whoever adds an entry to the log moves its end in the same statement.
DROP TRIGGER audit_added ON audit;
DROP FUNCTION audit_added();
