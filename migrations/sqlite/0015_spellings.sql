-- Names of accounts are the same in capitals and small letters: they are looked up by their small ones, and what belongs to a person is kept under
-- these. Where two spellings have each something of the same name, the second keeps its own.
CREATE INDEX accounts_name_lower ON accounts (lower(name));
-- E-mail addresses are looked up as telephone numbers are. Of accounts that are there already, the program works the index out when it starts.
ALTER TABLE accounts ADD COLUMN email_index BLOB;
CREATE INDEX accounts_email_index ON accounts (email_index) WHERE email_index IS NOT NULL;
ALTER TABLE directory_state ADD COLUMN emails_indexed_to BIGINT NOT NULL DEFAULT 0;

UPDATE sessions SET account = lower(account) WHERE account <> lower(account);
UPDATE grants SET account = lower(account) WHERE account <> lower(account);
UPDATE export_jobs SET account = lower(account) WHERE account <> lower(account);
UPDATE exports SET who = lower(who) WHERE who <> lower(who);
UPDATE choices SET account = lower(account) WHERE account <> lower(account)
    AND NOT EXISTS (SELECT 1 FROM choices other WHERE lower(other.account) = lower(choices.account) AND other.account <> choices.account AND other.name = choices.name);
UPDATE views SET owner = lower(owner) WHERE owner <> lower(owner)
    AND NOT EXISTS (SELECT 1 FROM views other WHERE lower(other.owner) = lower(views.owner) AND other.owner <> views.owner AND other.name = views.name);
UPDATE view_marks SET account = lower(account) WHERE account <> lower(account)
    AND NOT EXISTS (SELECT 1 FROM view_marks other WHERE lower(other.account) = lower(view_marks.account) AND other.account <> view_marks.account AND other.view_id = view_marks.view_id);
UPDATE guesses SET account = lower(account) WHERE account <> lower(account)
    AND NOT EXISTS (SELECT 1 FROM guesses other WHERE lower(other.account) = lower(guesses.account) AND other.account <> guesses.account AND other.day = guesses.day);
