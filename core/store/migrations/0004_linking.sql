-- Linking: which records describe the same thing, why, and what is published of them.

-- Packed maps (core/store/packed_map.hpp): about a page of sorted entries a row, changes beside them.
CREATE TABLE packed (name TEXT PRIMARY KEY, entries INTEGER NOT NULL, changes INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE link_record_base (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT; -- rid → what linking compares
CREATE TABLE link_record_change (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE link_key_base (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;    -- key → rids
CREATE TABLE link_key_change (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE link_edge_base (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;   -- rid → other rids, with evidence
CREATE TABLE link_edge_change (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE link_member_base (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT; -- rid → cluster, also of gone records
CREATE TABLE link_member_change (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE link_child_base (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;  -- parent's name → rids of children
CREATE TABLE link_child_change (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE link_name_base (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;   -- name of a parent → its rid
CREATE TABLE link_name_change (first_key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;

-- Kinds that are linked, and with what. `slot` marks their entries in the packed maps.
CREATE TABLE link_kind (
    kind TEXT PRIMARY KEY,                    -- its name
    slot INTEGER NOT NULL UNIQUE,
    number INTEGER NOT NULL,                  -- of the kind in the schema, when it was linked
    profile INTEGER NOT NULL,                 -- version of the profile that the link records were made with
    model INTEGER NOT NULL,                   -- version of the model in use
    same REAL NOT NULL,                       -- thresholds
    review REAL NOT NULL,
    records INTEGER NOT NULL,                 -- present ones
    clusters INTEGER NOT NULL,                -- that exist now
    members INTEGER NOT NULL                  -- present records in them
) STRICT, WITHOUT ROWID;
CREATE TABLE link_model (
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    json TEXT NOT NULL,
    fitted_at INTEGER NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT, WITHOUT ROWID;

-- One pass of the linker: its revisions, after those of the runs that it linked.
CREATE TABLE link_pass (
    last_seq INTEGER PRIMARY KEY,
    first_seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    summary TEXT NOT NULL                     -- JSON
) STRICT;

-- Clusters of two and more; also a record alone whose public id is not the one it was born with. Never deleted.
-- Its public id is `fresh`, or else the one that the record `anchor` was born with.
CREATE TABLE cluster (
    cluster INTEGER PRIMARY KEY,
    slot INTEGER NOT NULL,
    anchor INTEGER NOT NULL,                  -- rid: the record that founded it
    fresh BLOB,
    state INTEGER NOT NULL,                   -- 0 lives, 1 merged, 2 dissolved, 3 ended: its anchor is alone again
    seq INTEGER NOT NULL,                     -- its latest row in `golden`
    merged_into INTEGER NOT NULL DEFAULT 0    -- cluster
) STRICT;
CREATE INDEX cluster_anchor ON cluster (anchor);
CREATE INDEX cluster_fresh ON cluster (fresh) WHERE fresh IS NOT NULL;

-- What a cluster was from that revision on. Append only but for dates that move alone. `seq` is of the one sequence
-- of revisions that `version`, `golden` and `cluster_event` share.
CREATE TABLE golden (
    seq INTEGER PRIMARY KEY,
    cluster INTEGER NOT NULL,
    previous INTEGER NOT NULL,                -- seq, 0 = the first
    members BLOB NOT NULL,                    -- rids and source ids; empty: it ended here
    origin BLOB NOT NULL,                     -- per field, which member
    json TEXT NOT NULL                        -- merged body; empty for a record alone
) STRICT;

CREATE TABLE cluster_event (
    seq INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,                    -- 0 join, 1 leave, 2 merge, 3 split, 4 dissolve, 5 revive
    cluster INTEGER NOT NULL,                 -- 0: the record alone
    other INTEGER NOT NULL,                   -- merge: the one that ended; split, join: where it was; leave: where it went
    rid INTEGER NOT NULL,                     -- 0: the cluster as a whole
    cause INTEGER NOT NULL                    -- 0 records changed, 1 withdrawn, 2 a judgement, 3 everything linked anew
) STRICT;

-- What people decided of two records. By names, so that it outlives import, refit and restore; `undone` 0 = in force.
CREATE TABLE judgement (
    judgement INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    feed_a TEXT NOT NULL,
    id_a TEXT NOT NULL,
    feed_b TEXT NOT NULL,
    id_b TEXT NOT NULL,
    verdict INTEGER NOT NULL,                 -- 0 same, 1 different, 2 unsure
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0,
    linked INTEGER NOT NULL DEFAULT 0         -- the linker has taken it into account
) STRICT;
CREATE INDEX judgement_open ON judgement (linked) WHERE linked = 0;

-- Values that people pinned, by the name of a record of the cluster.
CREATE TABLE pin (
    pin INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    feed TEXT NOT NULL,
    id TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,                      -- JSON
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0,
    linked INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Records that judgements and pins name, by the digest of the name; rid 0: not there (yet).
CREATE TABLE named_record (key INTEGER PRIMARY KEY, rid INTEGER NOT NULL) STRICT;

-- Members whose date moved alone: their cluster is merged again without a new revision.
CREATE TABLE link_touched (rid INTEGER PRIMARY KEY) STRICT;

INSERT INTO meta VALUES ('linked_seq', 0);
INSERT INTO meta VALUES ('trust', '{}');
