// The row of one feed: what it remembers between runs.
#pragma once
#include "core/store/database.hpp"
#include "core/store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace moisson {

struct FeedRow {
    std::int64_t number = 0;
    FeedState state;
    std::uint32_t next_local = 0;
    /// Issues beyond those kept in the table, per code.
    std::map<std::string, std::uint64_t> uncounted_issues;
};

/// Without the fill rates, a long column that only the guards of a whole run read.
std::optional<FeedRow> load_feed(Database& database, std::string_view id);
FeedRow load_or_create_feed(Database& database, std::string_view id);
std::vector<FeedRow> load_feeds(Database& database); ///< by id
void save_feed(Database& database, const FeedRow& row);
void load_fill_rates(Database& database, const Schema& schema, FeedRow& row);
void save_fill_rates(Database& database, const Schema& schema, const FeedRow& row,
                     const std::vector<std::vector<double>>& rates); ///< [kind][field]
std::map<std::int64_t, std::string> feed_names(Database& database);

/// What is known of the feed's records: one range scan over blocks of 64.
KnownIndex load_known_records(Database& database, const FeedRow& row);

} // namespace moisson
