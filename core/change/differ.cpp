// Record by record: recognise it by its raw digest, or map it, compare its fingerprint, and stage it when it
// differs.
#include "core/change/differ.hpp"

#include "core/change/differ_impl.hpp"
#include "core/change/fill_rates.hpp"
#include "core/change/record_date.hpp"
#include "core/change/record_messages.hpp"

#include <algorithm>
#include <cstdio>
#include <tuple>

namespace moisson {

namespace {

using Change = StagedRecord::Change;

std::uint32_t line_of(const Position& position) {
    return static_cast<std::uint32_t>(position.line ? position.line : position.element);
}

/// What became of a record that has a fingerprint; nothing when it is the stored one, byte for byte.
std::optional<Change> classify(const KnownRecord* known, const Choice& now, std::uint32_t date,
                               const Digest128& raw) {
    if (!known) return Change::created;
    if (!known->active) return Change::restored;
    if (known->fingerprint != now.fingerprint) return Change::updated;
    if (known->date_hash != date) return Change::touched;
    if (known->raw != raw) return Change::raw_only;
    return std::nullopt;
}

std::string iso_day(const Today& today) {
    if (today.year == 0) return {};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", today.year, today.month, today.day);
    return text;
}

} // namespace

Differ::Impl::Impl(DifferOptions given, KnownIndex known, std::unique_ptr<Mapping> compiled)
    : options(std::move(given)), index(std::move(known)), mapping(std::move(compiled)),
      staged(options.staged_file), choices(index.size()), issues(options.max_issues_kept) {
    today = iso_day(options.today);
    trust_raw = !options.force_map && options.memory.mapping_version == options.feed->mapping_version;
    difference.base_run = options.memory.base_run;
    difference.all_mapped = !trust_raw || options.memory.first_run;
    difference.active_before.resize(options.schema->kinds().size());
    for (const KnownRecord& record : index.records())
        if (record.active) ++difference.active_before.at(record.kind);
    const std::vector<std::uint16_t>& kinds = mapping->kinds();
    for (std::size_t position = 0; position < kinds.size(); ++position) {
        const Kind& kind = options.schema->kind(kinds[position]);
        Plan plan{position, kinds[position], kind.find(Role::update_date), kind.find(Role::parent),
                  -1,       false,           mapping->explodes(position)};
        if (plan.parent_field >= 0)
            plan.parent_kind =
                options.schema->find(kind.fields[static_cast<std::size_t>(plan.parent_field)].references);
        plan.maps_parent =
            plan.parent_kind >= 0 &&
            std::count(kinds.begin(), kinds.end(), static_cast<std::uint16_t>(plan.parent_kind)) > 0;
        plans.push_back(plan);
    }
    std::stable_partition(plans.begin(), plans.end(), [](const Plan& plan) { return !plan.maps_parent; });
    repeated.resize(plans.size());
}

void Differ::Impl::add_defect(const RawRecord& raw) {
    ++difference.records_seen;
    ++difference.counts.rejected;
    id.clear();
    for (const Plan& plan : plans) {
        if (raw.slots.empty()) break; // the decoder could not even cut the record
        mapping->for_each_part(plan.position, raw, [&](const RawRecord& part) {
            mapping->source_id(plan.position, part, id);
            const auto position = id.empty() ? KnownIndex::npos : index.find(record_key(plan.kind, id));
            if (position != KnownIndex::npos) index.at(position).seen = true;
        });
    }
    issues.add(raw.position, plans.front().kind, id, *raw.defect, true);
}

/// A record that also came alive in this snapshot stays: see list_gone().
void Differ::Impl::add_tombstone(const RawRecord& raw) {
    for (const Plan& plan : plans) {
        mapping->source_id(plan.position, raw, id);
        const auto position = id.empty() ? KnownIndex::npos : index.find(record_key(plan.kind, id));
        if (position != KnownIndex::npos) tombstones.push_back(position);
    }
}

void Differ::Impl::add_kind(const Plan& plan, const RawRecord& raw) {
    mapping->source_id(plan.position, raw, id);
    const std::uint64_t key = record_key(plan.kind, id);
    const std::uint32_t position = id.empty() ? KnownIndex::npos : index.find(key);
    KnownRecord* known = position == KnownIndex::npos ? nullptr : &index.at(position);
    const bool whole = plans.size() == 1 && !plan.explodes;
    const Digest128 digest = whole ? raw.digest : mapping->slots_digest(plan.position, raw);
    if (known && !known->chosen && trust_raw && known->active && known->raw == digest) {
        known->seen = known->chosen = true;
        ++difference.records_seen;
        ++difference.counts.unchanged;
        return;
    }
    Choice* choice = id.empty() ? nullptr : choices.find(position, key);
    if (collapse_same_raw(plan, raw, known, choice, digest)) return;
    mapping->map(plan.position, raw, mapped);
    if (mapped.skipped) return;
    ++difference.records_seen;
    if (id.empty() || mapped.has_error()) return reject(plan, raw, known);

    Choice candidate;
    candidate.key = key;
    candidate.fingerprint = fingerprint(options.schema->kind(plan.kind), mapped.record);
    candidate.raw = digest.low;
    candidate.presence = presence_mask(mapped.record);
    candidate.date_rank = date_rank(date_of(plan));
    candidate.line = line_of(raw.position);
    candidate.known = position;
    candidate.kind = plan.kind;
    if (choice || (known && known->chosen))
        compete(plan, raw, candidate, digest, choice);
    else
        accept(plan, raw, candidate, digest, nullptr);
}

/// Quarantine; the last good version, if there is one, counts as seen.
void Differ::Impl::reject(const Plan& plan, const RawRecord& raw, KnownRecord* known) {
    ++difference.counts.rejected;
    if (known) known->seen = true;
    for (const Issue& issue : mapped.issues) issues.add(raw.position, plan.kind, id, issue, true);
    if (!mapped.has_error()) issues.add(raw.position, plan.kind, id, missing_id_issue(), true);
}

/// The same bytes under the same id again: nothing to map. Rows that repeat their parent do this by nature.
bool Differ::Impl::collapse_same_raw(const Plan& plan, const RawRecord& raw, const KnownRecord* known,
                                     const Choice* choice, const Digest128& digest) {
    const bool same = choice ? choice->raw == digest.low : known && known->chosen && known->raw == digest;
    if (!same) return false;
    ++repeated[plan.position];
    ++difference.records_seen;
    if (plans.size() > 1) return true;
    ++difference.duplicates_collapsed;
    issues.add(raw.position, plan.kind, id, repeated_record_issue(id, choice ? choice->line : 0), true);
    return true;
}

void Differ::Impl::accept(const Plan& plan, const RawRecord& raw, Choice candidate, const Digest128& digest,
                          Choice* replaced) {
    KnownRecord* known = candidate.known == KnownIndex::npos ? nullptr : &index.at(candidate.known);
    if (known) known->seen = known->chosen = true;
    const std::string_view date = date_of(plan);
    note_date(date);
    const std::optional<Change> change = classify(known, candidate, date_hash(date), digest);
    candidate.state = change ? Choice::State::staged : Choice::State::unchanged;
    if (change) {
        candidate.change = *change;
        candidate.staged = stage(plan, candidate, digest, date);
        count(*change, +1);
    } else {
        ++difference.counts.unchanged;
    }
    log_warnings(plan, raw, candidate, date);
    if (change && plan.parent_kind >= 0) check_parent(plan, raw, candidate);
    if (replaced)
        *replaced = candidate;
    else if (change)
        choices.add(candidate);
}

/// A second good version under one id. What is kept does not depend on the order of the two.
void Differ::Impl::compete(const Plan& plan, const RawRecord& raw, const Choice& candidate,
                           const Digest128& digest, Choice* current) {
    ++repeated[plan.position];
    if (!current) { // the stored version itself stands in the snapshot: nothing beats it
        const KnownRecord& known = index.at(candidate.known);
        Choice stored = candidate;
        stored.fingerprint = known.fingerprint;
        stored.raw = known.raw.low;
        stored.presence = known.presence;
        stored.date_rank = known.date_rank;
        stored.line = 0;
        stored.state = Choice::State::unchanged;
        current = &choices.add(stored);
    }
    if (candidate.fingerprint != current->fingerprint) {
        say_conflict(plan, raw, *current);
    } else if (plans.size() == 1) {
        ++difference.duplicates_collapsed;
        issues.add(raw.position, plan.kind, id, repeated_record_issue(id, current->line), true);
    }
    if (!is_better(candidate, *current)) return;
    Choice winner = candidate;
    winner.conflict_said = current->conflict_said;
    if (current->state == Choice::State::unchanged)
        --difference.counts.unchanged;
    else
        drop_staged(*current);
    accept(plan, raw, winner, digest, current);
}

void Differ::Impl::say_conflict(const Plan& plan, const RawRecord& raw, Choice& current) {
    ++difference.duplicates_conflicting;
    issues.add(raw.position, plan.kind, id, duplicate_id_issue(id, current.line), true);
    if (current.conflict_said) return;
    current.conflict_said = true;
    Position first;
    first.line = current.line;
    issues.add(first, plan.kind, id, duplicate_id_issue(id, line_of(raw.position)), true);
}

/// The stored version, else the stored content, else the newest date, else the smallest fingerprint, else the
/// smallest raw digest.
bool Differ::Impl::is_better(const Choice& candidate, const Choice& current) const {
    const KnownRecord* known =
        candidate.known == KnownIndex::npos ? nullptr : &index.records()[candidate.known];
    const auto rank = [&](const Choice& choice) {
        const bool same = known && choice.fingerprint == known->fingerprint;
        return std::tuple(same && choice.raw == known->raw.low, same, choice.date_rank, ~choice.fingerprint,
                          ~choice.raw);
    };
    return rank(candidate) > rank(current);
}

void Differ::Impl::log_warnings(const Plan& plan, const RawRecord& raw, const Choice& choice,
                                std::string_view date) {
    for (const Issue& issue : mapped.issues) issues.add(raw.position, plan.kind, id, issue, false);
    if (choice.state != Choice::State::staged || choice.known == KnownIndex::npos || date.empty()) return;
    const KnownRecord& known = index.at(choice.known);
    const std::string& field =
        options.schema->kind(plan.kind).fields[static_cast<std::size_t>(plan.date_field)].name;
    const bool same_mapping = options.memory.mapping_version == options.feed->mapping_version;
    if (choice.change == Change::updated && known.date_hash == date_hash(date) && same_mapping)
        issues.add(raw.position, plan.kind, id, stale_date_issue(field, date), false);
    if ((choice.change == Change::updated || choice.change == Change::touched) && choice.date_rank != 0 &&
        choice.date_rank < known.date_rank)
        issues.add(raw.position, plan.kind, id, date_regression_issue(field, date), false);
}

void Differ::Impl::check_parent(const Plan& plan, const RawRecord& raw, const Choice& choice) {
    if (choice.change == Change::raw_only || choice.change == Change::touched) return;
    const auto field = static_cast<std::size_t>(plan.parent_field);
    const auto* parent = std::get_if<std::string>(&mapped.record.values[field]);
    if (!parent || parent->empty()) return;
    const auto parent_kind = static_cast<std::uint16_t>(plan.parent_kind);
    const std::uint64_t key = record_key(parent_kind, *parent);
    if (parent_known(key)) return;
    if (plan.maps_parent) {
        pending.push_back({choice.staged, choice.line, key, choice.key});
    } else if (!options.known_elsewhere || !options.known_elsewhere(parent_kind, *parent)) {
        issues.add(raw.position, plan.kind, id,
                   unknown_parent_issue(options.schema->kind(plan.kind).fields[field].name,
                                        options.schema->kind(parent_kind).title, *parent, false),
                   false);
    }
}

bool Differ::Impl::parent_known(std::uint64_t parent_key) {
    const std::uint32_t position = index.find(parent_key);
    if (position == KnownIndex::npos) return choices.find(position, parent_key) != nullptr;
    return index.at(position).active || index.at(position).chosen;
}

std::uint32_t Differ::Impl::stage(const Plan& plan, const Choice& choice, const Digest128& digest,
                                  std::string_view date) {
    StagedRecord record;
    record.change = choice.change;
    record.key = choice.key;
    record.local_id = choice.known == KnownIndex::npos ? KnownIndex::npos : index.at(choice.known).local_id;
    record.kind = plan.kind;
    record.raw = digest;
    record.fingerprint = choice.fingerprint;
    record.presence = choice.presence;
    record.date_hash = date_hash(date);
    record.date_rank = choice.date_rank;
    record.id = id;
    if (choice.change != Change::raw_only) {
        record.date = date;
        body.clear();
        write_body(options.schema->kind(plan.kind), mapped.record, body);
        record.body = body;
    }
    return staged.add(record);
}

std::string_view Differ::Impl::date_of(const Plan& plan) const {
    if (plan.date_field < 0) return {};
    const auto* text =
        std::get_if<std::string>(&mapped.record.values[static_cast<std::size_t>(plan.date_field)]);
    return text ? std::string_view(*text) : std::string_view();
}

/// A date in the future would make an incremental feed skip what is written until then.
void Differ::Impl::note_date(std::string_view date) {
    if (date > difference.newest_date && (today.empty() || date.substr(0, today.size()) <= today))
        difference.newest_date = date;
}

void Differ::Impl::count(Change change, std::int64_t by) {
    RunCounts& counts = difference.counts;
    std::uint64_t* const fields[] = {&counts.created, &counts.updated, &counts.touched, &counts.restored,
                                     &counts.unchanged};
    *fields[static_cast<std::size_t>(change)] += static_cast<std::uint64_t>(by);
}

void Differ::Impl::drop_staged(Choice& choice) {
    count(choice.change, -1);
    difference.superseded.push_back(choice.staged);
    choice.staged = Choice::not_staged;
}

Differ::Differ(DifferOptions options, KnownIndex index, std::unique_ptr<Mapping> mapping)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(index), std::move(mapping))) {}

Differ::~Differ() = default;

void Differ::add(const RawRecord& raw) {
    ++impl_->difference.counts.read;
    if (raw.defect) return impl_->add_defect(raw);
    if (raw.withdrawn) return impl_->add_tombstone(raw);
    if (!impl_->mapping->keeps(raw)) return;
    for (const Impl::Plan& plan : impl_->plans)
        if (plan.explodes)
            impl_->mapping->for_each_part(plan.position, raw,
                                          [&](const RawRecord& part) { impl_->add_kind(plan, part); });
        else
            impl_->add_kind(plan, raw);
}

std::uint64_t Differ::repeated() const {
    const auto& counts = impl_->repeated;
    return counts.empty() ? 0 : *std::min_element(counts.begin(), counts.end());
}

std::uint64_t Differ::aliased() const { return impl_->aliased; }

const std::vector<RecordIssue>& Differ::issues() const { return impl_->issues.kept(); }

const std::vector<std::pair<std::string, std::uint64_t>>& Differ::issue_counts() const {
    return impl_->issues.counts();
}

const RunCounts& Differ::progress() const { return impl_->difference.counts; }

} // namespace moisson
