-- Upstream has no list of organisations: those seen in its answers are remembered here, to be offered as filters.
CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
);
