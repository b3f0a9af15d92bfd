// The log of versions: what records say now and said before.
#pragma once
#include "core/model/run.hpp"
#include "core/store/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace moisson {

enum class RevisionChange : std::uint8_t { created, updated, withdrawn, restored };
std::string_view to_string(RevisionChange change);

struct Version {
    std::int64_t seq = 0, rid = 0;
    RunId run = 0;
    RevisionChange change = RevisionChange::created;
    std::int64_t previous = 0; ///< 0 when created
    std::string source_id, seen_change, json;
};

constexpr const char* columns_of_version =
    "SELECT seq, rid, run, change, previous, source_id, seen_change, json FROM version ";
void read_version(const Statement& row, Version& version);

class Versions {
public:
    explicit Versions(Database& database);
    bool load(std::int64_t seq, Version& version);
    /// What the record said at this version; for a withdrawn one, what it said last. Throws StoreError 65
    /// when the log has a hole.
    void load_content(std::int64_t seq, Version& version);
    /// The same of many: `version_of(i)` takes what was said at seqs[i]. Neighbours are read in one go where
    /// the numbers ascend.
    void load_contents(std::span<const std::int64_t> seqs,
                       const std::function<Version&(std::size_t)>& version_of);
    /// The number of the version that was in force after revision `last_seq`, from `seq` (a later one of the
    /// same record, or it) backwards; 0 when there was none. `change`: what that version was.
    std::int64_t in_force(std::int64_t seq, std::int64_t last_seq, RevisionChange& change);

private:
    Database& database_;
    Statement select_;
    std::optional<Statement> select_from_; ///< prepared when many are asked for first
};

/// Highest revision that existed at that time.
std::int64_t last_seq_at(Database& database, UnixTime time);

} // namespace moisson
