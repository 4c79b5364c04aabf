-- When somebody last signed in with the rights of a grant, and who last said that it is still needed. Seconds since 1970.
ALTER TABLE grants ADD COLUMN last_used_at BIGINT;
ALTER TABLE grants ADD COLUMN reviewed_by TEXT;
ALTER TABLE grants ADD COLUMN reviewed_at BIGINT;
