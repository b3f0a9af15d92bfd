-- How often what was asked for: of a day and a thing, nothing of who asked.
CREATE TABLE consultation (
    day TEXT NOT NULL,                        -- UTC, "2026-11-27"
    subject TEXT NOT NULL,                    -- plural of a kind, or the name of a file
    way TEXT NOT NULL,                        -- list, record, why, changes, file, catalogue
    count INTEGER NOT NULL,
    PRIMARY KEY (day, subject, way)
) STRICT, WITHOUT ROWID;
