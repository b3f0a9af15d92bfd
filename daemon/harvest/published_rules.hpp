// What decides, beside the records, what is published: the rules of producers and the settings of targets.
// Files that were made under other ones are stale, although no record changed.
#pragma once
#include "core/config/app.hpp"
#include "core/config/feed.hpp"
#include "core/store/store.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace moisson {

/// A file in the state directory remembers the digest of those that are in force. Lost, or of another
/// version: everything is looked at once more. Thread: any, one at a time.
class PublishedRules {
public:
    PublishedRules(const AppConfig& app, const std::vector<FeedPtr>& feeds);
    bool are_new() const; ///< others were in force when it was remembered
    /// Marks what was published to be looked at again, whoever's turn it is, then remembers. Throws
    /// std::runtime_error.
    void put_in_force(Store& store, std::vector<OutboxRow> outbox, UnixTime now) const;

private:
    std::filesystem::path file_;
    std::string digest_;
};

} // namespace moisson
