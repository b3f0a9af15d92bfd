-- What a platform (a target of type udata) is known to hold of ours: one row per data set and per file.
-- A row is there, in state `creating`, before the request that creates the object is sent.
CREATE TABLE remote_object (
    target TEXT NOT NULL,
    key TEXT NOT NULL,                  -- "structures", "structures.csv", or the public id of a record
    state TEXT NOT NULL,                -- creating | there | archived | refused | gone
    remote_id TEXT NOT NULL,            -- the platform's id; empty while it is created
    sent TEXT NOT NULL,                 -- JSON: what was wanted and what the platform made of it, field by field
    wanted TEXT NOT NULL,               -- digest of what was wanted when all was in step
    seq INTEGER NOT NULL,               -- revision that was verified there
    unsettled_since INTEGER NOT NULL,   -- a write began then and its outcome is not known; 0 = none
    missing_since INTEGER NOT NULL,     -- its record is withdrawn since; 0 = it is there
    next_try_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (target, key)
) STRICT, WITHOUT ROWID;

-- When a publication last changed what readers see: a target can be green for weeks and publish nothing.
ALTER TABLE outbox ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;

-- Targets that wait for a person: what may go out, up to which revision.
CREATE TABLE approval (
    target TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
