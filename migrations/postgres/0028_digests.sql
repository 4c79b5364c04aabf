-- Who wants word of their own saved views, how often, and by which ways; `feed_hash` is the SHA-256 of a feed's token. `seen_at` and `seen_event` say up
-- to where the last word went, `next_at` when the next one is due. Times are seconds since 1970.
CREATE TABLE subscriptions (
    account TEXT NOT NULL,
    view_id BIGINT NOT NULL,
    every TEXT NOT NULL,
    language TEXT NOT NULL,
    by_mail BIGINT NOT NULL,
    feed_hash TEXT,
    seen_at BIGINT NOT NULL,
    seen_event BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    PRIMARY KEY (account, view_id)
);
CREATE INDEX subscriptions_due ON subscriptions (next_at);
CREATE UNIQUE INDEX subscriptions_feed ON subscriptions (feed_hash) WHERE feed_hash IS NOT NULL;

-- Word that was given: numbers alone.
CREATE TABLE digests (
    account TEXT NOT NULL,
    view_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    total BIGINT NOT NULL,
    joined BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    PRIMARY KEY (account, view_id, at)
);
