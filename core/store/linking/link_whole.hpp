// Linking a kind as a whole: the first time, after a refit, when its roles or thresholds changed.
#pragma once
#include "core/store/linking.hpp"
#include "core/store/linking/link_graph.hpp"
#include "core/store/linking/pending_changes.hpp"

#include <vector>

namespace moisson {

/// Makes all link records of the kind, fits its model when `fit`, writes records, keys and edges in one go
/// and returns the graph of all of them, without verdicts.
LinkGraph link_whole(LinkKind& kind, LinkTables& tables, LinkRecordMaker& maker,
                     std::vector<PendingRecord> records, NamedRecords& named, const LinkContext& context,
                     bool fit, LinkSummary& summary);

} // namespace moisson
