-- Copies of the directory index on disk, so that a start need not read every account. A copy counts only with the database in which it is named: one
-- that was put back from a backup names others.
CREATE TABLE index_copies (
    id         TEXT   NOT NULL PRIMARY KEY,
    -- SHA-256 of the program that wrote it, in hexadecimal digits.
    program    TEXT   NOT NULL,
    -- How far it had followed: revision, and id of the last account of that.
    revision   BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    -- As in directory_state, when what is in it was read.
    reseals    BIGINT NOT NULL,
    made_at    BIGINT NOT NULL
);

-- How often sealing everything with a new key was begun or ended: in between, what is worked out of sealed values is of two keys.
ALTER TABLE directory_state ADD COLUMN reseals BIGINT NOT NULL DEFAULT 0;
