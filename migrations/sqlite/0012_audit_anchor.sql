-- One row: the last entry of the audit log that this database remembers, and, sealed, its number and hash; NULL until the first is remembered.
CREATE TABLE audit_anchor (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    last BIGINT NOT NULL,
    sealed BLOB
);
INSERT INTO audit_anchor (id, last) VALUES (1, 0);
