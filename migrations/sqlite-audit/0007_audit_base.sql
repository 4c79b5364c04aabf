-- One row: the last entry that was taken out of the log when it had been kept long enough, and its hash, on which the chain goes on. 0 while all are there.
CREATE TABLE audit_base (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    last BIGINT NOT NULL,
    hash BLOB NOT NULL
);
INSERT INTO audit_base (id, last, hash) VALUES (1, 0, x'');

-- Whoever can change the tables can take these away; they keep everything else from changing the log.
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'entries of the audit log are never changed');
END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit WHEN OLD.id > (SELECT last FROM audit_base) BEGIN
    SELECT RAISE(ABORT, 'entries of the audit log are kept');
END;
