-- Beside the log, whose writer waits for nobody who writes accounts: who only reads is not held up by a sync.
-- What somebody has taken of a limit lately, for all servers together (the generic cell rate algorithm, as in ITU-T I.371).
CREATE TABLE turns (
    -- Which limit, and whose: an account, an address, or the hash of what tells a browser.
    limit_name TEXT   NOT NULL,
    who        TEXT   NOT NULL,
    -- When all that was taken has come back, nanoseconds since 1970. Rows before now are of no use.
    back_at    BIGINT NOT NULL,
    PRIMARY KEY (limit_name, who)
);
