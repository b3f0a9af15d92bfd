-- Whether the addresses that data sets give still answer (core/model/resource_check.hpp). It informs; nothing is withdrawn
-- for it.
CREATE TABLE resource_check (
    feed INTEGER NOT NULL REFERENCES feed,
    url TEXT NOT NULL,
    state TEXT NOT NULL,                      -- new | ok | gone | trouble | unknown
    code TEXT NOT NULL,
    checked_at INTEGER NOT NULL,
    since INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    times INTEGER NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    PRIMARY KEY (feed, url)
) STRICT, WITHOUT ROWID;
