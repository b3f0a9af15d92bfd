// guard.* run.* snapshot.* change.*: what is wrong or doubtful with a run as a whole.
#include "core/model/codes/codes.hpp"

namespace moisson {

std::span<const CodeText> run_codes() {
    static constexpr CodeText rows[] = {
        {"change.aliased", "Records came under another of their identifiers.",
         "Nothing: an accepted alias, or [aliases] in the feed file, keeps their public ids and history."},
        {"change.retyped-ids", "Identifiers are written otherwise than before (1 and 1.0, 01 and 1).",
         "Nothing: the records keep their identity. The producer should keep identifiers as text."},
        {"change.same-content-other-id",
         "New records have exactly the content of records that are missing now.",
         "If the identifiers were renewed on purpose, `moisson approve --rekey` keeps the identities of a "
         "held run."},
        {"guard.growth", "The snapshot has ten times more records than any before.",
         "Check the address and the paging; then `moisson approve` or `moisson deny`."},
        {"guard.lost-field",
         "A mapped field that was filled in over 50 % of the records is filled in under 10 %.",
         "A column was renamed or emptied: correct the feed file or ask the producer, then approve or deny."},
        {"guard.max-changes", "More records changed than [guards] max_changes allows.",
         "Look at `moisson diff`; then `moisson approve` or `moisson deny`."},
        {"guard.max-deletions",
         "More records are withdrawn or newly missing than [guards] max_deletions allows (by default 20 % "
         "and more "
         "than 10).",
         "Look at `moisson diff`. `moisson approve` withdraws them at once; `moisson deny` keeps the last "
         "good data."},
        {"guard.max-new-ids",
         "Many new identifiers came while many known ones went: the identifiers were renewed.",
         "`moisson approve --rekey` keeps the identity of records whose content is the same; `moisson deny` "
         "waits."},
        {"guard.min-records", "The snapshot has fewer records than [guards] min_records.",
         "Look at `moisson diff`; then `moisson approve` or `moisson deny`."},
        {"guard.missing-id-column",
         "The snapshot lacks the column or path that the feed file maps to the identifier.",
         "Ask the producer whether it was renamed, correct the feed file, and deny the run."},
        {"guard.no-records", "The snapshot is readable but has no record at all.",
         "Ask the producer. `moisson approve` withdraws everything; `moisson deny` keeps the last good "
         "data."},
        {"guard.renamed-ids",
         "New data sets have the title, publisher and addresses of ones that are gone: the portal renamed "
         "them.",
         "`moisson aliases FEED` lists them. `moisson approve --rekey` keeps their public ids and history, "
         "`moisson approve` takes them for new ones; `moisson aliases FEED --accept OLD` decides one by "
         "one."},
        {"run.incomplete",
         "The source gave only a part of its records: a page failed, repeated itself or is missing.",
         "Nothing was withdrawn. It is tried again; the run's warning says which page, tell the producer."},
        {"run.interrupted", "The run was stopped, by a shutdown or a crash, before it was applied.",
         "Nothing: the next run starts again; nothing was written."},
        {"run.no-snapshot", "There is no stored snapshot to replay.",
         "Run the feed again: `moisson run FEED`."},
        {"run.snapshot-not-kept",
         "The snapshot holds what the opposition list names, or is a spreadsheet that cannot be looked into "
         "while "
         "there is such a list.",
         "Nothing is needed: the records are as the list asks. `moisson replay` has nothing to replay of "
         "this run."},
        {"snapshot.missing-column", "The snapshot lacks a column or path that the feed file maps.",
         "Correct the feed file if it was renamed; the field is absent until then."},
        {"snapshot.missing-id-column",
         "The first snapshot of a feed lacks the column or path that the feed file maps to the identifier.",
         "Correct the feed file: `moisson try` shows the columns that the snapshot has."},
        {"snapshot.no-records", "The first snapshot of a feed has no record.",
         "Check url, records and [filter] in the feed file with `moisson try`."},
        {"snapshot.too-many-rejects", "More records are in error than [guards] max_rejects allows (30 %).",
         "`moisson rejects FEED` says why; nothing was applied."},
    };
    return rows;
}

} // namespace moisson
