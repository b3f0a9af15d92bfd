-- Identifiers that a producer renamed: proposed by a held run, decided by a person (core/model/alias.hpp).
CREATE TABLE alias (
    feed INTEGER NOT NULL REFERENCES feed,
    old_id TEXT NOT NULL,
    new_id TEXT NOT NULL,
    state TEXT NOT NULL,                      -- proposed | accepted | refused
    evidence TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (feed, old_id)
) STRICT, WITHOUT ROWID;
