-- When an answer was kept, in seconds since 1970: they are shown for different times, and the oldest go first.
ALTER TABLE answers ADD COLUMN kept_at BIGINT NOT NULL DEFAULT 0;
