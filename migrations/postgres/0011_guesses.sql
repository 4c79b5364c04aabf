-- Numbers of people that somebody tried and that were nobody's, by person and day (in Shanghai).
CREATE TABLE guesses (
    account TEXT NOT NULL,
    day TEXT NOT NULL,
    in_vain BIGINT NOT NULL,
    PRIMARY KEY (account, day)
);
