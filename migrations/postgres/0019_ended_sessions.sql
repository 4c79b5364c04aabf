-- Sessions that are over, for a day: whose they were and why they ended, so that the person reads why, and finds again what was sent too late.
-- Times are seconds since 1970.
CREATE TABLE ended_sessions (
    token_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    reason TEXT NOT NULL,
    ended_at BIGINT NOT NULL
);

-- What was asked for without a session, until the person has signed in: sealed, for minutes, and for the account that sent it. Without an account: an
-- address too long to be passed on.
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    account TEXT,
    expires_at BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
