-- The store, version 1. Never edited after a release: a change is a new file NNNN_topic.sql in this folder.
-- Times are seconds UTC and only inform; every order that matters uses an integer sequence.

CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('epoch', 1);

-- Kinds of the schema by name; the numbers are those of the schema when it was last opened.
CREATE TABLE kind (kind INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE feed (
    feed INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    paused INTEGER NOT NULL DEFAULT 0,
    pause_reason TEXT NOT NULL DEFAULT '',
    last_success_at INTEGER NOT NULL DEFAULT 0,
    last_change_at INTEGER NOT NULL DEFAULT 0,
    last_full_at INTEGER NOT NULL DEFAULT 0,
    last_attempt_at INTEGER NOT NULL DEFAULT 0,
    next_run_at INTEGER NOT NULL DEFAULT 0,
    consecutive_failures INTEGER NOT NULL DEFAULT 0,
    last_run INTEGER NOT NULL DEFAULT 0,
    last_applied_run INTEGER NOT NULL DEFAULT 0,
    last_code TEXT NOT NULL DEFAULT '',
    etag TEXT NOT NULL DEFAULT '',            -- validators of the last applied snapshot
    last_modified TEXT NOT NULL DEFAULT '',
    snapshot BLOB,
    cursor TEXT NOT NULL DEFAULT '',
    mapping_version INTEGER NOT NULL DEFAULT 0,
    largest_snapshot INTEGER NOT NULL DEFAULT 0,
    next_local INTEGER NOT NULL DEFAULT 0,    -- number of the next new record
    in_grace INTEGER NOT NULL DEFAULT 0,
    rejects INTEGER NOT NULL DEFAULT 0,
    active TEXT NOT NULL DEFAULT '{}',        -- JSON: kind name → active records
    fill_rates TEXT NOT NULL DEFAULT '{}',    -- JSON: kind name → { field → 0..1 }
    uncounted_issues TEXT NOT NULL DEFAULT '{}', -- JSON: code → issues beyond those kept in `issue`
    personal_data TEXT NOT NULL DEFAULT '{}' -- JSON: field → rule, of the last applied run: they outlive the feed's file
) STRICT;

CREATE TABLE run (
    run INTEGER PRIMARY KEY,
    feed INTEGER NOT NULL REFERENCES feed,
    result TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL DEFAULT 0,
    first_seq INTEGER NOT NULL DEFAULT 0,     -- revisions of this run: first_seq..last_seq, or 0
    last_seq INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    duration_ms INTEGER NOT NULL DEFAULT 0,
    counts TEXT NOT NULL DEFAULT '{}',        -- JSON
    guard TEXT NOT NULL DEFAULT '',           -- JSON, or empty
    error TEXT NOT NULL DEFAULT '',           -- JSON, or empty
    warnings TEXT NOT NULL DEFAULT '[]',      -- JSON
    actor TEXT NOT NULL DEFAULT '',
    decision TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX run_of_feed ON run (feed, run);

-- A run that a guard holds: where its difference is kept, and what it was made against.
CREATE TABLE held (
    feed INTEGER PRIMARY KEY REFERENCES feed,
    run INTEGER NOT NULL REFERENCES run,
    staged_file TEXT NOT NULL,
    staged_digest BLOB NOT NULL,
    context TEXT NOT NULL                     -- JSON: validators, warnings, issues
) STRICT;

-- What change detection knows of a producer's records: 64 of them to a row, 60 bytes each, one row to a page
-- (layout: core/store/identity.hpp). rid = feed << 40 | number within the feed; block = rid >> 6.
CREATE TABLE identity (block INTEGER PRIMARY KEY, records BLOB NOT NULL) STRICT;
-- Records that changed since their block was written; it is folded in when it is an eighth of the feed.
CREATE TABLE identity_change (rid INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;

-- Every version of every record, append only but for a date that moves alone. The present one is identity.seq;
-- `previous` leads to the one before. This is the history, the revision log and the referential in one.
CREATE TABLE version (
    seq INTEGER PRIMARY KEY,
    rid INTEGER NOT NULL,
    run INTEGER NOT NULL,
    change INTEGER NOT NULL,                  -- 0 created, 1 updated, 2 withdrawn, 3 restored
    previous INTEGER,                         -- seq; NULL when created
    source_id TEXT,                           -- NULL when withdrawn
    seen_change TEXT,                         -- day of the change, for records without an update date
    json TEXT                                 -- NULL when withdrawn
) STRICT;

-- Records that one run created: seq, rid and public id (UUIDv7) of the n-th are the first ones + n (ids: n * stride).
CREATE TABLE birth (
    first_seq INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    first_rid INTEGER NOT NULL UNIQUE,
    first_id BLOB NOT NULL UNIQUE,
    stride INTEGER NOT NULL
) STRICT;

-- The quarantine (errors) and the warnings that are kept.
CREATE TABLE issue (
    issue INTEGER PRIMARY KEY,
    feed INTEGER NOT NULL REFERENCES feed,
    run INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    every_run INTEGER NOT NULL,
    severity INTEGER NOT NULL,                -- 0 warning, 1 error
    code TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    message TEXT NOT NULL,
    line INTEGER NOT NULL,
    element INTEGER NOT NULL,
    part INTEGER NOT NULL
) STRICT;
CREATE INDEX issue_of_feed ON issue (feed, code);

-- State, not events: which resource of which target is stale.
CREATE TABLE outbox (
    target TEXT NOT NULL,
    resource TEXT NOT NULL,
    state TEXT NOT NULL,
    wanted_seq INTEGER NOT NULL,
    published_seq INTEGER NOT NULL,
    since INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    verified_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (target, resource)
) STRICT, WITHOUT ROWID;
