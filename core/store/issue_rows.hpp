// The quarantine and the kept warnings of one feed.
#pragma once
#include "core/change/difference.hpp"
#include "core/privacy/opposition.hpp"
#include "core/store/database.hpp"
#include "core/store/feed_rows.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace moisson {

/// What one run says about the records it looked at; the rows it makes obsolete go, identical sets are not
/// written again.
class IssueRows {
public:
    using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

    IssueRows(Database& database, std::int64_t feed);
    /// The record was mapped again, or is gone: what stood there about it is obsolete.
    void settle(std::uint64_t key);
    bool empty() const { return by_key_.empty(); }
    /// Everything that is said by each run stands in `issues` (a full snapshot), or only what concerns these
    /// records.
    void write(FeedRow& feed, RunId run, const std::vector<RecordIssue>& issues, const Counts& counts,
               bool whole, bool all_mapped);

private:
    struct Row {
        std::int64_t id;
        bool every_run;
    };
    bool same_every_run(const std::vector<RecordIssue>& issues);
    void insert(RunId run, const RecordIssue& issue);

    Database& database_;
    std::int64_t feed_;
    std::unordered_multimap<std::uint64_t, Row> by_key_; ///< stored rows by record key
    std::vector<std::int64_t> obsolete_;
    OppositionList opposed_; ///< no row holds what it names
    Statement insert_;
};

std::vector<RecordIssue> load_issues(Database& database, std::int64_t feed, Severity least);
/// Refused records that stand in the quarantine.
std::uint64_t count_rejects(Database& database, const FeedRow& feed);
std::map<std::string, std::uint64_t> issue_counts(Database& database, const FeedRow& feed);

} // namespace moisson
