// Pairs of the referential as people see them: names, evidence, verdicts, clusters.
#pragma once
#include "core/store/linking/golden_rows.hpp"
#include "core/store/linking/judgement_rows.hpp"
#include "core/store/linking/link_kinds.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace moisson {

class PairRows {
public:
    PairRows(Database& database, const Schema& schema, const KindNumbers& kinds, const LinkKind& kind);
    PairRow make(std::int64_t a, std::int64_t b, Levels levels, double weight);
    RecordName name(std::int64_t rid);
    LinkTables& tables() { return tables_; }
    std::optional<Verdict> verdict(std::int64_t a, std::int64_t b) const;

private:
    struct Side {
        std::string public_id;
        std::uint32_t size = 1;
    };
    Side side(std::int64_t rid);
    SharedFrequency frequency(std::int64_t a, std::int64_t b);

    Database& database_;
    const LinkKind& kind_;
    LinkTables tables_;
    std::map<std::int64_t, std::string> feeds_;
    IdentityReader identities_;
    Versions versions_;
    Version version_;
    PublicIds births_;
    ClusterIds cluster_ids_;
    std::map<std::pair<std::int64_t, std::int64_t>, Verdict> verdicts_; ///< smaller rid first
};

/// What is linked of this kind; none: it was never linked.
std::optional<LinkKind> linked_kind(Database& database, const Schema& schema, std::uint16_t kind);

} // namespace moisson
