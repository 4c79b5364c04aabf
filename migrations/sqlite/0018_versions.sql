-- Counts the changes of a view, so that a page that showed an older one does not undo them.
ALTER TABLE views ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
