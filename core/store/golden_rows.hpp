// Clusters and their members' bodies as golden records, now or as they were.
#pragma once
#include "core/store/database.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/store.hpp"

#include <map>
#include <optional>
#include <string>

namespace moisson {

/// What one record said until a revision changed it.
struct EarlierBody {
    std::string id, seen_change, body;
    std::int64_t seq = 0; ///< the revision that made it
};

class GoldenRows {
public:
    GoldenRows(Database& database, const Schema& schema, const KindNumbers& kinds);
    std::optional<GoldenRecord> load(std::int64_t cluster);
    /// Active ones of a kind, by public id; `last_seq`: as they were after that revision.
    void for_each(std::int64_t stored_kind, std::optional<std::int64_t> last_seq,
                  const std::function<bool(const GoldenRecord&)>& visit);

private:
    GoldenRecord make(const Statement& row, bool active) const;
    /// The record after `last_seq`; nothing when it was not there or withdrawn.
    std::optional<EarlierBody> earlier(std::int64_t seq, std::int64_t last_seq);
    void fill_record(GoldenRecord& golden, std::string_view id, std::string_view seen_change,
                     std::string_view body) const;

    Database& database_;
    const Schema& schema_;
    const KindNumbers& kinds_;
    std::map<std::int64_t, std::string> feeds_;
    Statement revision_;
};

/// Highest revision that existed at that time.
std::int64_t last_seq_at(Database& database, UnixTime time);

} // namespace moisson
