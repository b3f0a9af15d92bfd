// What consumers of the public API read, each as the feeds that he may see say it: one golden record, pages
// of one revision, and what became of public ids since a revision. Read-only; a connection of its own.
#pragma once
#include "core/export/feed_sight.hpp"
#include "core/store/store.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace moisson {

/// Where a walk over the golden records of a kind stands.
struct WalkPosition {
    std::int64_t epoch = 0;    ///< of the store; 0: the walk begins
    std::int64_t revision = 0; ///< every page shows the records as they were after it; 0: the walk begins
    std::string after;         ///< public id of the last record that was looked at; empty: none
};

/// The store was restored from a backup: its revisions now mean something else.
class EpochChanged : public std::runtime_error {
public:
    EpochChanged() : std::runtime_error("the store was restored from a backup since") {}
};

/// What a public id stands for now.
struct IdChange {
    enum class State : std::uint8_t { present, withdrawn, redirected };
    std::int64_t seq = 0; ///< the latest revision that was looked at for it
    State state = State::present;
    std::uint16_t kind = 0;
    std::string public_id;
    std::string now_id;                 ///< redirected: the id that stands for it
    std::optional<GoldenRecord> record; ///< present
};

/// Thread: the one that opened it. Each call sees one consistent revision. Throws StoreError.
class PagedReader {
public:
    static std::unique_ptr<PagedReader> open(const std::filesystem::path& file,
                                             std::shared_ptr<const Schema> schema);
    virtual ~PagedReader() = default;

    virtual std::int64_t epoch() = 0;                    ///< counts restores
    virtual std::int64_t revision() = 0;                 ///< highest seq
    virtual std::int64_t revision_at(UnixTime time) = 0; ///< highest seq that existed at that time

    /// As StoreReader::golden(). None: there is none, or `sight` shows nothing of it.
    virtual std::optional<GoldenRecord> golden(const std::string& public_id, const FeedSight& sight) = 0;
    /// As StoreReader::merged_view(), of the members that `sight` shows.
    virtual StoreReader::MergedView merged_view(const GoldenRecord& golden, const FeedSight& sight) = 0;

    /// Active golden records behind `position`, by public id, until `visit` returns false or `most_looked_at`
    /// stored records were looked at (a record that must be merged for this sight counts as some). Moves
    /// `position` behind what was visited; a walk that begins is pinned to the present revision. Returns
    /// whether there may be more. Throws EpochChanged.
    virtual bool walk(std::uint16_t kind, WalkPosition& position, std::uint64_t most_looked_at,
                      const FeedSight& sight, const std::function<bool(const GoldenRecord&)>& visit) = 0;

    /// What the public ids that revisions in (after, …] touched stand for now, each once; at most `rows`
    /// revisions are looked at. Ids that were born behind `after` and already lead to others are left out,
    /// and those that `sight` never showed. What it shows no more is withdrawn.
    struct Changes {
        std::vector<IdChange> ids; ///< by the revision that named them first
        std::int64_t last = 0;     ///< the last revision looked at: the next `after`
        bool more = false;
    };
    virtual Changes changes(std::int64_t after, std::size_t rows, const FeedSight& sight) = 0;

    /// Feeds whose records a public id ever stood for, also before it led elsewhere.
    virtual std::set<std::string> feeds_behind(const std::string& public_id) = 0;
};

} // namespace moisson
