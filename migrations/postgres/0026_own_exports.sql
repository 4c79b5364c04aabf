-- A person's own exports are listed, the newest first.
CREATE INDEX exports_who ON exports (who, at);
