// The snapshot as a whole: orphans, retyped identifiers, what is gone, what is filled.
#include "core/change/alias_groups.hpp"
#include "core/change/differ_impl.hpp"
#include "core/change/fill_rates.hpp"
#include "core/change/record_messages.hpp"
#include "core/change/retyped_ids.hpp"
#include "core/change/same_content.hpp"

#include <algorithm>
#include <limits>

namespace moisson {

namespace {

using Change = StagedRecord::Change;

unsigned grace(const SourceConfig& source, bool network) {
    return source.withdraw_after ? source.withdraw_after : (network ? 2 : 1);
}

} // namespace

/// Children whose parent came neither in this snapshot nor before: refused, like any other error.
void Differ::Impl::refuse_orphans() {
    std::erase_if(pending, [&](const PendingParent& child) {
        const std::uint32_t position = index.find(child.key);
        const Choice* choice = choices.find(position, child.key);
        const bool still_chosen = choice && choice->staged == child.staged;
        return !still_chosen || parent_known(child.parent_key);
    });
    if (pending.empty()) return;
    std::sort(pending.begin(), pending.end(),
              [](const auto& a, const auto& b) { return a.staged < b.staged; });
    staged.flush();
    StagedReader reader = StagedReader::open_unfinished(options.staged_file, staged.count());
    StagedRecord record;
    auto orphan = pending.begin();
    for (std::uint32_t number = 0; orphan != pending.end() && reader.next(record); ++number) {
        if (number != orphan->staged) continue;
        const std::uint32_t position = index.find(record.key);
        Choice& choice = *choices.find(position, record.key);
        drop_staged(choice);
        choice.state = Choice::State::dropped;
        if (position != KnownIndex::npos) index.at(position).chosen = false;
        ++difference.counts.rejected;
        say_orphan(record, *orphan++);
    }
}

void Differ::Impl::say_orphan(const StagedRecord& record, const PendingParent& orphan) {
    const auto plan =
        std::find_if(plans.begin(), plans.end(), [&](const Plan& p) { return p.kind == record.kind; });
    const Kind& kind = options.schema->kind(record.kind);
    const auto field = static_cast<std::size_t>(plan->parent_field);
    const Record content = read_body(*options.schema, record.kind, record.id, record.body);
    const auto* parent = std::get_if<std::string>(&content.values.at(field));
    Position position;
    position.line = orphan.line;
    issues.add(position, record.kind, record.id,
               unknown_parent_issue(kind.fields[field].name,
                                    options.schema->kind(static_cast<std::size_t>(plan->parent_kind)).title,
                                    parent ? *parent : std::string(), true),
               true);
}

/// A staged new record turns out to be a known one under another identifier.
void Differ::Impl::take_place(std::uint32_t position, std::uint32_t staged_number, std::uint64_t key) {
    KnownRecord& known = index.at(position);
    known.seen = known.chosen = true;
    choices.assign(*choices.find(KnownIndex::npos, key), position);
    difference.rekeyed.push_back({staged_number, known.local_id});
    count(Change::created, -1);
    count(known.active ? Change::updated : Change::restored, +1);
}

/// A new identifier that a person, or the feed file, says to be another one of a known record. Both in one
/// snapshot: they are two records. Of several known ones the active one, when there is exactly one.
void Differ::Impl::match_aliases() {
    const AliasGroups groups(options.aliases);
    if (groups.empty() || difference.counts.created == 0) return;
    staged.flush();
    StagedReader reader = StagedReader::open_unfinished(options.staged_file, staged.count());
    StagedRecord record;
    for (std::uint32_t number = 0; reader.next(record); ++number) {
        if (record.change != Change::created) continue;
        const std::vector<std::string>& ids = groups.of(record.id);
        const Choice* choice = ids.empty() ? nullptr : choices.find(KnownIndex::npos, record.key);
        if (!choice || choice->staged != number || choice->state != Choice::State::staged) continue;
        std::vector<std::uint32_t> active, withdrawn;
        bool beside = false;
        for (const std::string& other : ids) {
            const std::uint64_t key = record_key(record.kind, other);
            const std::uint32_t position = index.find(key);
            beside = beside || (key != record.key && choices.find(KnownIndex::npos, key)) ||
                     (position != KnownIndex::npos && index.at(position).seen);
            if (position != KnownIndex::npos)
                (index.at(position).active ? active : withdrawn).push_back(position);
        }
        const std::vector<std::uint32_t>& candidates = active.empty() ? withdrawn : active;
        if (beside || candidates.size() != 1) continue;
        take_place(candidates.front(), number, record.key);
        ++aliased;
    }
    std::sort(difference.rekeyed.begin(), difference.rekeyed.end(),
              [](const auto& a, const auto& b) { return a.staged < b.staged; });
}

/// "1.0" where "1" is missing now: one record, unless two could claim it.
void Differ::Impl::match_retyped_ids() {
    struct Match {
        std::uint32_t known = 0, staged = 0;
        std::uint64_t key = 0;
    };
    const auto is_gone = [](const KnownRecord& record) { return record.active && !record.seen; };
    if (difference.counts.created == 0 ||
        std::none_of(index.records().begin(), index.records().end(), is_gone))
        return;
    std::vector<Match> matches;
    staged.flush();
    StagedReader reader = StagedReader::open_unfinished(options.staged_file, staged.count());
    StagedRecord record;
    for (std::uint32_t number = 0; reader.next(record); ++number) {
        if (record.change != Change::created) continue;
        const Choice* choice = choices.find(KnownIndex::npos, record.key);
        if (!choice || choice->staged != number) continue;
        std::vector<std::uint32_t> candidates;
        for (const std::string& spelling : other_spellings(record.id)) {
            const std::uint32_t position = index.find(record_key(record.kind, spelling));
            if (position != KnownIndex::npos && is_gone(index.at(position))) candidates.push_back(position);
        }
        if (candidates.size() == 1) matches.push_back({candidates.front(), number, record.key});
    }
    std::sort(matches.begin(), matches.end(),
              [](const Match& a, const Match& b) { return a.known < b.known; });
    for (std::size_t i = 0; i < matches.size(); ++i) {
        const bool claimed_twice = (i > 0 && matches[i - 1].known == matches[i].known) ||
                                   (i + 1 < matches.size() && matches[i + 1].known == matches[i].known);
        if (claimed_twice) continue;
        take_place(matches[i].known, matches[i].staged, matches[i].key);
        ++difference.retyped_ids;
    }
    std::sort(difference.rekeyed.begin(), difference.rekeyed.end(),
              [](const auto& a, const auto& b) { return a.staged < b.staged; });
}

/// Withdrawals and grace of a complete full snapshot, and what the producer says is no more, unless something
/// is missing from what it said; records that came back, were refused, or are good
/// again, of any.
void Differ::Impl::list_gone() {
    const bool heard_out = difference.completeness != Completeness::incomplete;
    std::sort(tombstones.begin(), tombstones.end());
    const unsigned runs = grace(options.feed->source, options.feed->is_network());
    for (std::uint32_t position = 0; position < index.size(); ++position) {
        const KnownRecord& record = index.records()[position];
        if (record.seen) {
            const Choice* choice = choices.find(position, record.key);
            const bool applied = choice && choice->state == Choice::State::staged;
            if (record.active && record.misses > 0 && !applied) difference.back.push_back(record.local_id);
            if (!record.chosen && !record.rejected) difference.newly_rejected.push_back(record.local_id);
            if (record.chosen && record.rejected) difference.recovered.push_back(record.local_id);
        } else if (record.active && heard_out &&
                   std::binary_search(tombstones.begin(), tombstones.end(), position)) {
            difference.withdrawn.push_back(record.local_id);
        } else if (record.active && difference.completeness == Completeness::full) {
            const bool over =
                record.misses + 1u >= runs || record.misses == std::numeric_limits<std::uint8_t>::max();
            (over ? difference.withdrawn : difference.missing).push_back(record.local_id);
            if (!over && record.misses == 0) ++difference.newly_missing;
        }
    }
    difference.counts.missing = difference.missing.size();
    difference.counts.withdrawn = difference.withdrawn.size();
}

/// Have new records the content of gone ones? Then the producer renewed its identifiers.
void Differ::Impl::compare_contents() {
    if (difference.counts.created == 0 || difference.missing.size() + difference.withdrawn.size() == 0)
        return;
    std::vector<ContentOf> created, gone;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const Choice& choice = choices[i];
        if (choice.known == KnownIndex::npos && choice.state == Choice::State::staged)
            created.push_back({content_key(choice.kind, choice.fingerprint), choice.staged});
    }
    const auto is_in = [](const std::vector<std::uint32_t>& locals, std::uint32_t local) {
        return std::binary_search(locals.begin(), locals.end(), local);
    };
    for (const KnownRecord& record : index.records())
        if (is_in(difference.withdrawn, record.local_id) || is_in(difference.missing, record.local_id))
            gone.push_back({content_key(record.kind, record.fingerprint), record.local_id});
    const SameContent same = same_content(created, gone);
    difference.same_content_other_id = same.common;
    difference.rekeyable = same.pairs.size();
}

void Differ::Impl::measure_fill() {
    FillRates fill(options.schema->kinds().size());
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const Choice& choice = choices[i];
        if (choice.state == Choice::State::dropped) continue;
        fill.add(choice.kind, choice.presence);
        ++difference.records_distinct;
    }
    for (std::uint32_t position = 0; position < index.size(); ++position) {
        const KnownRecord& record = index.records()[position];
        if (!record.seen) continue;
        const Choice* choice = choices.find(position, record.key);
        if (choice && choice->state != Choice::State::dropped) continue;
        fill.add(record.kind, record.presence);
        ++difference.records_distinct;
    }
    difference.fill_rates = fill.rates(*options.schema);
}

void Differ::Impl::note_selectors(const std::vector<bool>& selector_seen) {
    if (difference.counts.read == 0) return;
    const auto unseen = [&](std::size_t slot) { return slot < selector_seen.size() && !selector_seen[slot]; };
    const std::vector<std::string>& selectors = mapping->selectors();
    for (std::size_t slot = 0; slot < selectors.size(); ++slot)
        if (unseen(slot)) difference.missing_selectors.push_back(selectors[slot]);
    for (const Plan& plan : plans) {
        const std::vector<std::size_t> slots = mapping->identifier_slots(plan.position);
        const bool gone = !slots.empty() && std::all_of(slots.begin(), slots.end(), unseen);
        // A delta of a few rows may have nothing of a second kind.
        const bool matters = difference.completeness == Completeness::full || plan.position == 0;
        if (gone && matters) difference.missing_identifier = true;
    }
}

Difference Differ::finish(Completeness completeness, const std::vector<bool>& selector_seen) {
    Impl& impl = *impl_;
    impl.difference.completeness = completeness;
    impl.refuse_orphans();
    impl.match_aliases();
    if (completeness == Completeness::full) impl.match_retyped_ids();
    impl.list_gone();
    impl.compare_contents();
    impl.measure_fill();
    impl.note_selectors(selector_seen);
    std::sort(impl.difference.superseded.begin(), impl.difference.superseded.end());
    impl.difference.staged = impl.staged.count() - impl.difference.superseded.size();
    impl.staged.finish(impl.difference);
    return impl.difference;
}

} // namespace moisson
