-- Who did what, and who read what of whom: one entry after the other, each with a hash over itself and the one before, so that none can be changed or
-- taken out without trace. Entries are only ever added. `audit_head` is one row: the last entry, and its hash.
CREATE TABLE audit (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    who TEXT NOT NULL,
    session TEXT,
    address TEXT,
    request TEXT,
    subject TEXT,
    details TEXT NOT NULL,
    hash BLOB NOT NULL
);
CREATE INDEX audit_who ON audit (who, id);
CREATE INDEX audit_subject ON audit (subject, id) WHERE subject IS NOT NULL;
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_at ON audit (at, id);

CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    last BIGINT NOT NULL,
    hash BLOB NOT NULL
);
INSERT INTO audit_head (id, last, hash) VALUES (1, 0, x'');

CREATE TRIGGER audit_added AFTER INSERT ON audit BEGIN
    UPDATE audit_head SET last = NEW.id, hash = NEW.hash WHERE id = 1;
END;
