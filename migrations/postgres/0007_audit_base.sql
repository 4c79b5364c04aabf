-- One row: the last entry that was taken out of the log when it had been kept long enough, and its hash, on which the chain goes on. 0 while all are there.
CREATE TABLE audit_base (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    last BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO audit_base (id, last, hash) VALUES (1, 0, '');

-- Whoever can change the tables can take these away; they keep everything else from changing the log.
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.id <= (SELECT last FROM audit_base) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'entries of the audit log are never changed, and kept';
END
$$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays();
