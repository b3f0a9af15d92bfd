-- What people asked us to forget (core/privacy/opposition.hpp). A copy lies in a file beside the store, so that a
-- restored store knows it too.
CREATE TABLE opposition (
    opposition INTEGER PRIMARY KEY,
    type TEXT NOT NULL,                       -- email, phone, words, pattern, record
    digest TEXT NOT NULL,                     -- HMAC under `key`; empty for a pattern
    pattern TEXT NOT NULL,
    words INTEGER NOT NULL,
    mark INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    key TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0,        -- 0 = in force
    undone_by TEXT NOT NULL DEFAULT '',
    applied INTEGER NOT NULL DEFAULT 0        -- the present, the history and the golden records were gone through
) STRICT;
