-- What a list that was brought is called among others: sealed as the list is.
ALTER TABLE rosters ADD COLUMN about BYTEA;
