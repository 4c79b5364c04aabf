-- Fields that upstream no longer gives and that were given up, joined by commas: when one is seen again, everything is compared anew.
ALTER TABLE directory_state ADD COLUMN fields_given_up TEXT;
-- Pages of a run under way are known by how many records come before them; a run that was cut off under the old numbers begins anew.
DELETE FROM sync_pages;
UPDATE sync_runs SET state = 'failed', failure = 'cut-off' WHERE state = 'running';
