#include "core/store/sequence.hpp"

#include <algorithm>
#include <cstring>

namespace moisson {

std::int64_t last_revision(Database& database) {
    return database.number("SELECT max(ifnull((SELECT max(seq) FROM version), 0), "
                           "ifnull((SELECT max(seq) FROM golden), 0), "
                           "ifnull((SELECT max(seq) FROM cluster_event), 0))");
}

std::int64_t linked_seq(Database& database) {
    return database.number("SELECT value FROM meta WHERE name = 'linked_seq'");
}

std::optional<PublicId> last_public_id(Database& database) {
    std::optional<PublicId> last;
    if (const auto birth = last_birth(database)) last = birth->ids.at(birth->ids.count - 1);
    Statement fresh(database,
                    "SELECT fresh FROM cluster WHERE fresh IS NOT NULL ORDER BY fresh DESC LIMIT 1");
    if (fresh.step()) {
        PublicId id{};
        const std::string_view bytes = fresh.text(0);
        std::memcpy(id.data(), bytes.data(), std::min(bytes.size(), id.size()));
        if (!last || id > *last) last = id;
    }
    return last;
}

} // namespace moisson
