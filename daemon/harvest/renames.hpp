// Data sets that a difference would withdraw and create anew under another identifier: looked for before the
// guards, so that a person, or the feed file, decides.
#pragma once
#include "core/change/differ.hpp"
#include "core/store/store.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace moisson {

/// Refers to what the run that asks has: a difference is not copied for it.
struct RenameQuestion {
    const FeedConfig& feed;
    const std::shared_ptr<const Schema>& schema;
    const std::filesystem::path& store; ///< read only
    const FeedMemory& memory;
    const Difference& difference;
    const std::vector<Alias>& decided; ///< of this feed; a pair that was refused is not proposed again
    UnixTime now = 0;
};

/// Aliases in state `proposed`; of a delta only suspects, since it does not say what is gone. Reads what the
/// store and the staged file say of the records that came and went; 60 bytes a record. Thread: cpu. Throws
/// StoreError.
std::vector<Alias> look_for_renames(const RenameQuestion& question);

/// Accepted aliases and those of the feed file, old → new.
std::vector<std::pair<std::string, std::string>> aliases_in_force(const FeedConfig& feed,
                                                                  const std::vector<Alias>& decided);

GuardTrip renames_trip(const Difference& difference, const std::vector<Alias>& proposals);

} // namespace moisson
