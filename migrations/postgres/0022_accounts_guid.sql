-- Accounts of one person are found by what upstream calls the person.
CREATE INDEX accounts_guid ON accounts (guid) WHERE guid IS NOT NULL;
