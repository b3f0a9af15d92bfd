// What a held run would do, read from its staged file.
#include "core/change/staged_file.hpp"
#include "core/mapping/mapping.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/identity.hpp"
#include "core/store/sqlite_reader.hpp"
#include "core/store/versions.hpp"

#include <algorithm>

namespace moisson {

namespace {

using DiffRow = StoreReader::DiffRow;
using Change = StagedRecord::Change;

/// Empty for what nobody would see: a date alone, bytes that nobody maps.
std::string name_of(Change change) {
    if (change == Change::created) return "created";
    if (change == Change::updated) return "updated";
    return change == Change::restored ? "restored" : "";
}

/// Staged records and gone ones beside what the store has of them.
class HeldDifference {
public:
    HeldDifference(Database& database, const Schema& schema, const KindNumbers& kinds, std::int64_t feed)
        : schema_(schema), kinds_(kinds), feed_(feed), identities_(database), versions_(database) {}

    DiffRow changed(const StagedRecord& now, std::string change, std::uint32_t local_id) {
        const Kind& kind = schema_.kind(now.kind);
        DiffRow row{std::move(change), kind.name, std::string(now.id), {}, {}, std::string(now.body)};
        Record before{now.kind, {}, std::vector<Value>(kind.fields.size())};
        if (local_id != KnownIndex::npos && load(local_id)) {
            row.before = version_.json;
            before = read_body(schema_, now.kind, version_.source_id, row.before);
        }
        const Record after = read_body(schema_, now.kind, now.id, now.body);
        for (std::size_t i = 0; i < kind.fields.size(); ++i)
            if (before.values[i] != after.values[i]) row.fields.push_back(kind.fields[i].name);
        return row;
    }

    std::optional<DiffRow> withdrawn(std::uint32_t local_id) {
        if (!load(local_id)) return std::nullopt;
        const int kind = kinds_.schema_kind(kind_);
        const std::string name = kind < 0 ? "" : schema_.kind(static_cast<std::size_t>(kind)).name;
        return DiffRow{"withdrawn", name, version_.source_id, {}, version_.json, {}};
    }

private:
    /// What the store has of a record.
    bool load(std::uint32_t local_id) {
        const Identity* identity = identities_.find(record_rid(feed_, local_id));
        if (!identity) return false;
        kind_ = identity->known.kind;
        versions_.load_content(identity->seq, version_);
        return true;
    }

    const Schema& schema_;
    const KindNumbers& kinds_;
    std::int64_t feed_;
    IdentityReader identities_;
    Versions versions_;
    Version version_;
    std::int64_t kind_ = 0;
};

StagedReader open_held(Database& database, std::int64_t feed, RunId run) {
    Statement held(database, "SELECT staged_file FROM held WHERE feed = ?1 AND run = ?2");
    if (!held.with(feed, run).step()) throw StoreError(66, "run " + std::to_string(run) + " is not held");
    try {
        return StagedReader(held.string(0));
    } catch (const std::runtime_error& error) {
        throw StoreError(65, error.what());
    }
}

/// Withdrawn ones and those whose grace would end with the approval, ascending.
std::vector<std::uint32_t> gone_of(const Difference& difference) {
    std::vector<std::uint32_t> gone = difference.withdrawn;
    gone.insert(gone.end(), difference.missing.begin(), difference.missing.end());
    std::sort(gone.begin(), gone.end());
    return gone;
}

} // namespace

void SqliteReader::for_each_difference(const std::string& feed, RunId run,
                                       const std::function<bool(const DiffRow&)>& visit) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto row = load_feed(database_, feed);
    if (!row) throw StoreError(66, "feed " + feed + " is unknown");
    StagedReader staged = open_held(database_, row->number, run);
    const Difference& difference = staged.difference();
    HeldDifference held(database_, *schema_, kinds_, row->number);
    StagedRecord record;
    auto rekeyed = difference.rekeyed.begin();
    for (std::uint32_t number = 0; staged.next(record); ++number) {
        if (std::binary_search(difference.superseded.begin(), difference.superseded.end(), number)) continue;
        const bool retyped = rekeyed != difference.rekeyed.end() && rekeyed->staged == number;
        const std::uint32_t local = retyped ? (rekeyed++)->local_id : record.local_id;
        const std::string change = retyped ? "updated" : name_of(record.change);
        if (!change.empty() && !visit(held.changed(record, change, local))) return;
    }
    for (const std::uint32_t local : gone_of(difference))
        if (const auto gone = held.withdrawn(local); gone && !visit(*gone)) return;
}

} // namespace moisson
