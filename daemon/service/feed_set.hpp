// The feeds that the daemon runs: what the last valid version of each file said.
#pragma once
#include "core/config/load.hpp"
#include "core/model/digest.hpp"

#include <map>
#include <string>
#include <vector>

namespace moisson {

struct ConfiguredFeed {
    FeedPtr config; ///< last good one; null when its file never was right
    std::filesystem::path file;
    Digest128 content{};               ///< of the file that gave `config`: an untouched file changes nothing
    std::vector<std::string> problems; ///< why the file is refused now, "file:line: message"
};

struct FeedChanges {
    std::vector<std::string> added, changed,
        removed;                     ///< ids of feeds whose configuration in force is another now
    std::vector<std::string> broken; ///< ids (file names when the id is unknown) of wrong files
    std::size_t total() const { return added.size() + changed.size() + removed.size(); }
};

/// "2 added, 1 changed, 1 wrong file"; "no change".
std::string describe(const FeedChanges& changes);

class FeedSet {
public:
    /// Takes the files as they are now. A wrong file leaves its feed with the configuration it had.
    FeedChanges update(const std::vector<LoadedFeed>& loaded);

    const std::map<std::string, ConfiguredFeed>& feeds() const { return feeds_; }
    FeedPtr find(const std::string& id) const; ///< null when unknown or never valid
    std::vector<FeedPtr> valid() const;

private:
    std::string id_of(const LoadedFeed& loaded) const;
    std::map<std::string, ConfiguredFeed> feeds_;
};

/// "feeds.d/x.toml:8: unknown key …"
std::vector<std::string> one_line_problems(const std::vector<Diagnostic>& diagnostics);

} // namespace moisson
