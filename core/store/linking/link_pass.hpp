// One pass of the linker over everything that changed since the last one, inside the caller's transaction.
#pragma once
#include "core/store/linking/golden_writer.hpp"
#include "core/store/linking/link_pairs.hpp"
#include "core/store/linking/pending_changes.hpp"

#include <set>
#include <vector>

namespace moisson {

/// Whether a pass would find anything to do.
bool link_is_due(Database& database, const Schema& schema);

class LinkPass {
public:
    LinkPass(Database& database, const Schema& schema, const LinkContext& context);
    LinkSummary run();

private:
    void take_pending();
    std::span<const PendingRecord> pending_of(const LinkKind& kind);
    bool wants_fit(const LinkKind& kind, std::uint64_t records) const;
    bool wants_everything(const LinkKind& kind, std::size_t pending) const;
    void link_kind(LinkKind& kind);
    void link_everything(LinkKind& kind, const Verdicts& verdicts);
    void link_changes(LinkKind& kind, const Verdicts& verdicts);
    std::vector<PendingRecord> records_at_hand(const LinkKind& kind);
    std::vector<LinkChange> link_record_changes(const LinkKind& kind,
                                                const std::vector<PendingRecord>& at_hand);
    void take_children(const LinkKind& kind, const std::vector<std::int64_t>& moved);
    void write_clusters(LinkKind& kind, const LinkGraph& graph, std::span<const std::int64_t> gone,
                        const Verdicts& verdicts, bool everything);
    std::vector<ClusterChange> merged_anew(const LinkKind& kind, const std::vector<ClusterChange>& changes);
    void finish();

    Database& database_;
    const Schema& schema_;
    const LinkContext& context_;
    KindNumbers kinds_;
    LinkTables tables_;
    NamedRecords named_;
    LinkSummary summary_;
    Sequence sequence_;
    std::int64_t first_seq_ = 0;
    bool trust_changed_ = false;
    bool all_merged_anew_ = false;       ///< living clusters of the kind at hand
    std::vector<PendingRecord> pending_; ///< by (kind, rid)
    std::vector<std::int64_t> touched_;  ///< members whose date moved, or whose pins changed
    std::vector<std::int64_t> children_; ///< records whose parent's cluster changed
};

} // namespace moisson
