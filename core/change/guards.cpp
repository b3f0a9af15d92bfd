// Limits on the complete difference: a refusal ends the run, a guard holds it until a person decides.
#include "core/change/differ.hpp"

#include <cmath>
#include <cstdio>

namespace moisson {

namespace {

constexpr double default_max_deletions = 0.20;
constexpr std::uint64_t deletions_floor = 10; ///< the default lets that many go from any feed
constexpr double lost_from = 0.50, lost_to = 0.10;
constexpr std::uint64_t lost_least_records = 20; ///< a delta of fewer records says nothing about a field
constexpr double growth_factor = 10;

double share(std::uint64_t part, std::uint64_t whole) {
    return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

std::string percent_text(double ratio) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", ratio * 100);
    std::string result = text;
    if (result.ends_with(".0")) result.resize(result.size() - 2);
    return result + " %";
}

std::string count_text(std::uint64_t value) { return std::to_string(value); }

constexpr const char* decide = " Look at `moisson diff`, then `moisson approve` or `moisson deny`.";

/// What `moisson approve` would let go, at once or when the grace ends.
std::uint64_t gone(const Difference& d) { return d.withdrawn.size() + d.newly_missing; }

std::string gone_text(const Difference& d) {
    return count_text(d.withdrawn.size()) + " withdrawn and " + count_text(d.newly_missing) +
           " newly missing";
}

std::optional<GuardTrip> missing_id_column(const Difference& d) {
    if (!d.missing_identifier) return std::nullopt;
    return GuardTrip{
        "missing_id_column", 0, 1,
        "The snapshot of " + count_text(d.counts.read) +
            " rows has no identifier: the column or path that the feed file maps to `id` is not there. "
            "Ask the producer whether it was renamed and correct the feed file; deny this run."};
}

std::optional<GuardTrip> no_records(const Difference& d) {
    if (d.completeness != Completeness::full || d.records_seen > 0 || d.active() == 0) return std::nullopt;
    return GuardTrip{"no_records", 0, 1,
                     "The snapshot is readable but has no record, while " + count_text(d.active()) +
                         " are active. It is hardly ever true: ask the producer." + decide};
}

std::optional<GuardTrip> growth(const FeedMemory& memory, const Difference& d) {
    if (memory.first_run || memory.largest_snapshot == 0) return std::nullopt;
    const double factor = static_cast<double>(d.records_seen) / static_cast<double>(memory.largest_snapshot);
    if (factor < growth_factor) return std::nullopt;
    return GuardTrip{"growth", factor, growth_factor,
                     "The snapshot has " + count_text(d.records_seen) + " records; the biggest before had " +
                         count_text(memory.largest_snapshot) +
                         ". Check that the address and the paging are right." + decide};
}

std::optional<GuardTrip> lost_field(const Schema& schema, const FeedMemory& memory, const Difference& d) {
    if (d.completeness != Completeness::full && d.records_seen < lost_least_records) return std::nullopt;
    for (std::size_t kind = 0; kind < d.fill_rates.size() && kind < memory.fill_rates.size(); ++kind) {
        const std::vector<double>&now = d.fill_rates[kind], &before = memory.fill_rates[kind];
        for (std::size_t field = 0; field < now.size() && field < before.size(); ++field) {
            if (before[field] <= lost_from || now[field] >= lost_to) continue;
            const Kind& of = schema.kind(kind);
            return GuardTrip{
                "lost_field", now[field], lost_to,
                "The field " + of.name + "." + of.fields[field].name + " was filled in " +
                    percent_text(before[field]) + " of the records and is filled in " +
                    percent_text(now[field]) +
                    " of this snapshot. A renamed or emptied column does this: correct the feed file or "
                    "ask the producer." +
                    decide};
        }
    }
    return std::nullopt;
}

std::string same_content_text(const Difference& d) {
    if (d.same_content_other_id == 0)
        return "None of the new records has the content of one that is gone." + std::string(decide);
    std::string text =
        count_text(d.same_content_other_id) + " of the " + count_text(d.counts.created) +
        " new records have exactly the content of one that is gone, under another identifier. ";
    if (d.rekeyable == 0)
        return text + "No pair is unambiguous, so identities cannot be carried over." + decide;
    return text + "`moisson approve --rekey` keeps the identity of the " + count_text(d.rekeyable) +
           " that can be paired without doubt; `moisson deny` keeps the old data.";
}

std::optional<GuardTrip> max_new_ids(const GuardsConfig& guards, const Difference& d) {
    const double created = share(d.counts.created, d.active()), lost = share(gone(d), d.active());
    if (created <= guards.max_new_ids || lost <= guards.max_new_ids) return std::nullopt;
    return GuardTrip{"max_new_ids", created, guards.max_new_ids,
                     count_text(d.counts.created) + " new identifiers (" + percent_text(created) +
                         ") while " + gone_text(d) + " (" + percent_text(lost) + " of " +
                         count_text(d.active()) +
                         " active): the producer seems to have renewed its identifiers; the limit is " +
                         percent_text(guards.max_new_ids) + ". " + same_content_text(d)};
}

std::optional<GuardTrip> max_deletions(const GuardsConfig& guards, const Difference& d) {
    const std::uint64_t lost = gone(d);
    const double ratio = share(lost, d.active());
    const std::string seen =
        gone_text(d) + " of " + count_text(d.active()) + " active records (" + percent_text(ratio) + ")";
    if (guards.max_deletions_count && lost > *guards.max_deletions_count)
        return GuardTrip{"max_deletions", static_cast<double>(lost),
                         static_cast<double>(*guards.max_deletions_count),
                         seen + "; the limit of this feed is " + count_text(*guards.max_deletions_count) +
                             " records." + decide};
    if (guards.max_deletions_count && !guards.max_deletions) return std::nullopt;
    const double limit = guards.max_deletions.value_or(default_max_deletions);
    const std::uint64_t floor = guards.max_deletions ? 0 : deletions_floor;
    if (ratio <= limit || lost <= floor) return std::nullopt;
    return GuardTrip{"max_deletions", ratio, limit,
                     seen + "; the limit is " + percent_text(limit) +
                         (floor ? " and more than " + count_text(floor) : "") + "." + decide};
}

std::optional<GuardTrip> min_records(const GuardsConfig& guards, const Difference& d) {
    if (d.completeness != Completeness::full || d.records_distinct >= guards.min_records) return std::nullopt;
    return GuardTrip{
        "min_records", static_cast<double>(d.records_distinct), static_cast<double>(guards.min_records),
        "The snapshot has " + count_text(d.records_distinct) + " records; this feed never has fewer than " +
            count_text(guards.min_records) + " (min_records)." + decide};
}

std::optional<GuardTrip> max_changes(const GuardsConfig& guards, const Difference& d) {
    if (!guards.max_changes || d.active() == 0) return std::nullopt;
    const double ratio = share(d.counts.changes(), d.active());
    if (ratio <= *guards.max_changes) return std::nullopt;
    return GuardTrip{"max_changes", ratio, *guards.max_changes,
                     count_text(d.counts.created) + " created, " + count_text(d.counts.updated) +
                         " updated, " + count_text(d.counts.withdrawn) + " withdrawn, " +
                         count_text(d.counts.restored) + " restored: " + percent_text(ratio) + " of " +
                         count_text(d.active()) + " active records; the limit of this feed is " +
                         percent_text(*guards.max_changes) + "." + decide};
}

} // namespace

std::optional<RunError> refuse(const GuardsConfig& guards, const FeedMemory& memory, const Difference& d) {
    if (memory.first_run && d.missing_identifier)
        return RunError{
            "snapshot.missing-id-column",
            "the column or path that the feed file maps to `id` is not in the snapshot; correct the feed "
            "file (`moisson try` shows the columns it has)",
            false};
    if (memory.first_run && d.records_seen == 0)
        return RunError{
            "snapshot.no-records",
            "the first snapshot of this feed has no record; check url, records and [filter] in the feed "
            "file with `moisson try`",
            false};
    // A renamed identifier column makes every row an error: a person decides about that (missing_id_column).
    if (d.missing_identifier) return std::nullopt;
    const double rejected = share(d.counts.rejected, d.records_seen);
    if (rejected <= guards.max_rejects) return std::nullopt;
    return RunError{"snapshot.too-many-rejects",
                    count_text(d.counts.rejected) + " of " + count_text(d.records_seen) +
                        " records are in error (" + percent_text(rejected) + "; the limit is " +
                        percent_text(guards.max_rejects) +
                        "): nothing was applied; `moisson rejects` says why",
                    false};
}

std::optional<GuardTrip> evaluate_guards(const GuardsConfig& guards, const Schema& schema,
                                         const FeedMemory& memory, const Difference& difference) {
    if (auto trip = missing_id_column(difference)) return trip;
    if (auto trip = no_records(difference)) return trip;
    if (auto trip = growth(memory, difference)) return trip;
    if (auto trip = lost_field(schema, memory, difference)) return trip;
    if (auto trip = max_new_ids(guards, difference)) return trip;
    if (auto trip = max_deletions(guards, difference)) return trip;
    if (auto trip = min_records(guards, difference)) return trip;
    return max_changes(guards, difference);
}

} // namespace moisson
