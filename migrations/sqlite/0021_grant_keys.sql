-- What a grant says, in one text: the same, given twice, is one grant until it is withdrawn. Those of earlier versions have none.
ALTER TABLE grants ADD COLUMN grant_key TEXT;
CREATE UNIQUE INDEX grants_key ON grants (grant_key) WHERE withdrawn_at IS NULL;
