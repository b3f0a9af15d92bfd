// Merged bodies of clusters: a row of `golden` for every state that a cluster had.
#pragma once
#include "core/golden/merge.hpp"
#include "core/store/identity.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/linking/cluster_writer.hpp"
#include "core/store/store.hpp"
#include "core/store/versions.hpp"

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace moisson {

/// One row of `golden`.
struct GoldenState {
    std::int64_t seq = 0, cluster = 0, previous = 0;
    std::vector<packed::NamedRid> members; ///< by rid
    std::vector<std::uint16_t> origin;
    std::string json; ///< empty: a record alone says it
};
std::optional<GoldenState> load_golden_state(Database& database, std::int64_t seq);
/// What a cluster was after that revision; none: it did not exist yet.
std::optional<GoldenState> golden_state_at(Database& database, std::int64_t seq, std::int64_t up_to);

using TrustByFeed = std::map<std::string, FeedTrust>;
TrustByFeed load_trust(Database& database); ///< of the last pass
void save_trust(Database& database, const TrustByFeed& trust);

/// Merges records as they are, or were after a revision.
class GoldenMerger {
public:
    GoldenMerger(Database& database, const Schema& schema, const KindNumbers& kinds, TrustByFeed trust);
    /// Reads the records of many clusters at once, in the order in which they are stored.
    /// `last_seq`: what they said after that revision; who was not there then is left out.
    void load(std::vector<std::int64_t> rids, std::optional<std::int64_t> last_seq = {});
    /// The same in two steps: the first needs the store, the second may run on another thread.
    void fetch(std::vector<std::int64_t> rids, std::optional<std::int64_t> last_seq = {});
    void read_fetched(unsigned workers);
    bool has(std::int64_t rid) const { return find_loaded(rid) != nullptr; }
    /// Of loaded records, from any thread. A record alone gives an empty body.
    GoldenState merge(std::uint16_t kind, const std::vector<std::int64_t>& members) const;
    /// The same with every reason; of two records and more.
    MergedRecord explain(std::uint16_t kind, const std::vector<std::int64_t>& members) const;
    /// One loaded record as its producer says it.
    GoldenRecord member(std::int64_t rid) const;

private:
    struct Loaded {
        std::int64_t rid = 0, seq = 0;
        std::string id, date;
        Record record;
    };
    void read(Loaded& one, const Version& version) const;
    const Loaded* find_loaded(std::int64_t rid) const;
    const Loaded& loaded(std::int64_t rid) const;
    std::int64_t version_of(const Identity& identity, std::optional<std::int64_t> last_seq);
    std::vector<PinnedValue> pinned(std::uint16_t kind, const std::vector<std::int64_t>& members) const;

    const Schema& schema_;
    const KindNumbers& kinds_;
    TrustByFeed trust_;
    std::map<std::int64_t, std::string> feeds_;
    IdentityReader identities_;
    Versions versions_;
    std::unordered_map<std::int64_t, std::vector<Pin>> pins_; ///< by rid
    std::vector<Loaded> loaded_;                              ///< by rid
    std::vector<Version> fetched_;                            ///< of each, until it is read
};

class GoldenWriter {
public:
    GoldenWriter(Database& database, const Schema& schema, const KindNumbers& kinds,
                 const LinkContext& context, LinkSummary& summary, Sequence& sequence);
    /// Clusters of one kind. Writes what differs from the state before; a date that moves alone stays the
    /// same revision.
    void write(std::uint16_t kind, const std::vector<ClusterChange>& changes);

private:
    /// Some thousands of clusters on their way: fetched, merged, written.
    struct Part {
        Part(Database& database, const Schema& schema, const KindNumbers& kinds, const TrustByFeed& trust)
            : merger(database, schema, kinds, trust) {}
        GoldenMerger merger;
        std::span<const ClusterChange> changes;
        std::vector<GoldenState> states;
    };
    void fetch(Part& part);
    void merge(std::uint16_t kind, Part& part) const;
    void write_part(std::uint16_t kind, const Part& part);
    void write_one(std::uint16_t kind, const ClusterChange& change, const GoldenState& now);
    void append(const ClusterChange& change, const GoldenState& state);
    bool only_date_differs(std::uint16_t kind, const GoldenState& before, const GoldenState& now) const;

    Database& database_;
    const Schema& schema_;
    const KindNumbers& kinds_;
    const TrustByFeed& trust_;
    LinkSummary& summary_;
    Sequence& sequence_;
    unsigned workers_;
    /// One is merged while the other is fetched and written; most passes need one only.
    std::array<std::optional<Part>, 2> parts_;
    ClusterRows rows_;
    Statement insert_, replace_;
};

} // namespace moisson
