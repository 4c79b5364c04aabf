-- SHA-256 of what an export is of: the same order, sent twice, is one export while it waits or runs. Those of earlier versions have none.
ALTER TABLE export_jobs ADD COLUMN order_key TEXT;
CREATE UNIQUE INDEX export_jobs_order ON export_jobs (account, order_key) WHERE state IN ('queued', 'running');
