-- A session keeps jAccount's refresh token, sealed, so that the profile can be read again: when it was last read, and when it is to be read next.
ALTER TABLE sessions ADD COLUMN refresh_token BLOB;
ALTER TABLE sessions ADD COLUMN profile_read_at BIGINT;
ALTER TABLE sessions ADD COLUMN profile_due_at BIGINT NOT NULL DEFAULT 0;
