// What the linker has not seen yet, and the link records of these.
#pragma once
#include "core/linkage/link_record.hpp"
#include "core/mapping/mapping.hpp"
#include "core/store/identity.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/linking/judgement_rows.hpp"
#include "core/store/linking/link_kinds.hpp"
#include "core/store/versions.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace moisson {

struct PendingRecord {
    std::int64_t rid = 0;
    std::int64_t seq = 0;   ///< its present version
    std::int32_t kind = -1; ///< of the schema; -1: its schema file was removed
    bool active = false;
};

/// Records with a version above `after`, each once, by rid.
std::vector<PendingRecord> pending_records(Database& database, const KindNumbers& kinds, std::int64_t after);
/// All records of a kind, by rid.
std::vector<PendingRecord> all_records(Database& database, const KindNumbers& kinds, std::uint16_t kind);

/// Makes link records of present versions, and remembers names and parents on the way.
class LinkRecordMaker {
public:
    LinkRecordMaker(Database& database, const Schema& schema, const LinkKind& kind, LinkTables& tables);
    /// Of active records, in their order; some thousands at once. `named` may be null.
    std::vector<LinkRecord> make(std::span<const PendingRecord> pending, NamedRecords* named,
                                 unsigned workers);
    // The same in its three steps. The first and the last need the store; normalise() may run on another
    // thread, beside a read() of others.
    std::vector<Version> read(std::span<const PendingRecord> pending);
    std::vector<LinkRecord> normalise(std::span<const PendingRecord> pending, std::span<const Version> said,
                                      unsigned workers) const;
    void relate(std::span<const PendingRecord> pending, std::span<const Version> said, NamedRecords* named,
                std::span<LinkRecord> made);
    /// Children by their parents' names, parents by their own; to be written once all were made.
    void write_relations();

private:
    void relate_one(const PendingRecord& pending, const Version& version, NamedRecords* named,
                    LinkRecord& made);
    std::string parent_label(const std::string& feed, const std::string& parent);

    const Schema& schema_;
    const LinkKind& kind_;
    LinkTables& tables_;
    std::map<std::int64_t, std::string> feeds_;
    Versions versions_;
    std::vector<std::pair<std::int64_t, std::int64_t>> children_, names_; ///< (name, rid)
};

} // namespace moisson
