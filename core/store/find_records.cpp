#include "core/store/find_records.hpp"

#include "core/store/feed_rows.hpp"
#include "core/store/identity.hpp"
#include "core/store/versions.hpp"

#include <unordered_map>

namespace moisson {

std::map<RecordName, std::int64_t> find_records(Database& database, const Schema& schema,
                                                const KindNumbers& kinds, const std::set<RecordName>& names) {
    std::map<RecordName, std::int64_t> found;
    Versions versions(database);
    Version version;
    for (const auto& [feed, feed_id] : feed_names(database)) {
        std::unordered_map<std::uint64_t, const RecordName*> wanted;
        for (const RecordName& name : names) {
            const int kind = schema.find(name.kind);
            if (name.feed != feed_id || kind < 0) continue;
            const std::int64_t stored = kinds.stored_kind(static_cast<std::uint16_t>(kind));
            wanted.emplace(record_key(static_cast<std::uint16_t>(stored), name.id), &name);
        }
        if (wanted.empty()) continue;
        scan_identities(database, feed, [&, number = feed](const Identity& identity) {
            const auto hit = wanted.find(identity.known.key);
            if (hit == wanted.end()) return true;
            versions.load_content(identity.seq, version);
            if (version.source_id == hit->second->id)
                found[*hit->second] = record_rid(number, identity.known.local_id);
            return true;
        });
    }
    return found;
}

} // namespace moisson
