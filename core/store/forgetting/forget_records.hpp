// Takes what an opposition list names out of all versions of all records; present ones say so by a new
// revision.
#pragma once
#include "core/store/feed_rows.hpp"
#include "core/store/identity.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/store.hpp"
#include "core/store/versions.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace moisson {

/// Inside the caller's transaction.
class ForgetRecords {
public:
    ForgetRecords(Database& database, const Schema& schema, const OppositionList& list,
                  const ForgetContext& context, ForgetSummary& summary);
    void run();

private:
    /// A record whose present or last content changes.
    struct Change {
        Version version; ///< with the body that is left
        std::uint64_t fingerprint = 0;
        std::uint16_t kind = 0;
        bool active = false, whole = false;
    };
    void walk();
    void look_at(Version version);
    bool erase(Version& version, std::uint16_t kind, Change& change);
    void write(FeedRow& feed, const std::vector<Change>& changes);
    void write_change(IdentityWriter& identities, FeedRow& feed, RunId run, const Change& change);
    void withdraw(FeedRow& feed, RunId run, Identity& identity, const Change& change);

    Database& database_;
    const Schema& schema_;
    const OppositionList& list_;
    const ForgetContext& context_;
    ForgetSummary& summary_;
    KindNumbers kinds_;
    std::map<std::int64_t, std::string> feeds_;
    IdentityReader identities_;
    Versions versions_;
    std::vector<Version> overwritten_;                    ///< of the window at hand
    std::map<std::int64_t, std::vector<Change>> changes_; ///< by feed number
    std::set<std::int64_t> touched_;                      ///< feeds with any version that changed
    std::int64_t next_seq_ = 0;
};

} // namespace moisson
