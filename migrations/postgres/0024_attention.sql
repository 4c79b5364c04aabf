-- Of what is to be checked somebody said that it is as it should be: it is left out until the account changes. `checked` and the list in `accounts` hold
-- codes of checks, joined by commas there; the index of the directory follows that row.
ALTER TABLE accounts ADD COLUMN set_aside TEXT;
CREATE TABLE set_asides (
    account_id BIGINT NOT NULL,
    checked TEXT NOT NULL,
    note TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, checked)
);
