#include "daemon/harvest/renames.hpp"

#include "core/change/renames.hpp"

#include <algorithm>
#include <set>

namespace moisson {

namespace {

/// New ones that count: not superseded, not a known record under another identifier.
std::vector<ContentMark> created_marks(const Difference& difference, const Schema& schema) {
    std::vector<ContentMark> marks;
    StagedReader staged(difference.staged_file);
    StagedRecord record;
    auto rekeyed = difference.rekeyed.begin();
    for (std::uint32_t number = 0; staged.next(record); ++number) {
        while (rekeyed != difference.rekeyed.end() && rekeyed->staged < number) ++rekeyed;
        const bool known = rekeyed != difference.rekeyed.end() && rekeyed->staged == number;
        if (record.change != StagedRecord::Change::created || known ||
            std::binary_search(difference.superseded.begin(), difference.superseded.end(), number))
            continue;
        if (auto mark = content_mark(schema, read_body(schema, record.kind, record.id, record.body))) {
            mark->record = number;
            marks.push_back(std::move(*mark));
        }
    }
    return marks;
}

/// Withdrawn, or missing since some runs. A delta does not say what is gone: every active record may be.
std::vector<ContentMark> gone_marks(const RenameQuestion& question) {
    std::vector<ContentMark> marks;
    const auto reader = StoreReader::open(question.store, question.schema);
    std::vector<std::uint32_t> locals = question.difference.withdrawn;
    locals.insert(locals.end(), question.difference.missing.begin(), question.difference.missing.end());
    if (question.difference.completeness != Completeness::full) {
        const auto known = reader->known_records(question.feed.id);
        for (const KnownRecord& record : known.records())
            if (record.active) locals.push_back(record.local_id);
    }
    std::sort(locals.begin(), locals.end());
    locals.erase(std::unique(locals.begin(), locals.end()), locals.end());
    reader->for_each_record(question.feed.id, locals, [&](std::uint32_t local, const Record& record) {
        auto mark = content_mark(*question.schema, record);
        if (!mark) return;
        mark->record = local;
        marks.push_back(std::move(*mark));
    });
    return marks;
}

bool has_marks(const RenameQuestion& question) {
    return std::any_of(
        question.feed.mappings.begin(), question.feed.mappings.end(), [&](const auto& mapping) {
            const int kind = question.schema->find(mapping.kind);
            return kind >= 0 &&
                   question.schema->kind(static_cast<std::size_t>(kind)).find(Role::resources) >= 0;
        });
}

} // namespace

std::vector<Alias> look_for_renames(const RenameQuestion& question) {
    const Difference& difference = question.difference;
    std::vector<Alias> proposals;
    const bool nothing_gone = difference.completeness == Completeness::full && difference.withdrawn.empty() &&
                              difference.missing.empty();
    if (question.feed.guards.renames == "ignore" || difference.counts.created == 0 || nothing_gone ||
        difference.completeness == Completeness::incomplete || question.memory.first_run ||
        !has_marks(question))
        return proposals;
    std::set<std::pair<std::string, std::string>> refused;
    for (const Alias& alias : question.decided)
        if (alias.state == "refused") refused.emplace(alias.old_id, alias.new_id);
    const auto created = created_marks(difference, *question.schema);
    const auto gone = gone_marks(question);
    for (const Rename& pair : find_renames(created, gone)) {
        Alias alias{
            question.feed.id, gone[pair.gone].id, created[pair.created].id, "proposed", pair.evidence, {}, {},
            question.now};
        if (!refused.contains({alias.old_id, alias.new_id})) proposals.push_back(std::move(alias));
    }
    return proposals;
}

std::vector<std::pair<std::string, std::string>> aliases_in_force(const FeedConfig& feed,
                                                                  const std::vector<Alias>& decided) {
    auto pairs = feed.aliases;
    for (const Alias& alias : decided)
        if (alias.state == "accepted") pairs.emplace_back(alias.old_id, alias.new_id);
    return pairs;
}

GuardTrip renames_trip(const Difference& difference, const std::vector<Alias>& proposals) {
    const Alias& first = proposals.front();
    const auto count = static_cast<double>(proposals.size());
    return {
        "renamed_ids", count, 0,
        std::to_string(proposals.size()) + " of the " + std::to_string(difference.counts.created) +
            " new data sets seem to be known ones under another identifier, for example \"" + first.old_id +
            "\" as \"" + first.new_id + "\" (" + first.evidence +
            "). `moisson aliases` lists them; `moisson approve --rekey` keeps their public ids and history, "
            "`moisson approve` takes them for new ones, `moisson deny` waits."};
}

} // namespace moisson
