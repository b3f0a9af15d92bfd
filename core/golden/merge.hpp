// The golden record: one merged view of the records of a cluster, with the reason for every value.
#pragma once
#include "core/model/record.hpp"
#include "core/model/run.hpp"
#include "core/model/schema.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace moisson {

/// One record of a cluster as merging sees it.
struct MergeMember {
    std::string feed, id;
    const Record* record = nullptr;
    std::string update_date; ///< ISO, declared or seen; "" when unknown
    double trust = 0.5;      ///< [trust] level of its feed, 0..1
    const std::map<std::string, double>* trust_fields =
        nullptr; ///< [trust] fields, by schema field; may be null
    bool echo =
        false; ///< it came to us through another portal than its producer's: counts once, never refreshes
    /// Fields that its producer keeps from publication, "field" or "kind.field"; may be null.
    const std::set<std::string>* withheld = nullptr;
};

/// A value that a person pinned for one field of the cluster.
struct PinnedValue {
    std::uint16_t field = 0;
    Value value;
};

enum class MergeRule : std::uint8_t {
    only,
    pinned,
    validity,
    trust,
    freshness,
    agreement,
    completeness,
    tie
};
std::string_view to_string(MergeRule rule);

struct MergedField {
    Value value;                       ///< absent when no member has it
    std::uint16_t origin = 0;          ///< index into members
    MergeRule rule = MergeRule::only;  ///< what decided between the winner and the runner-up
    std::vector<std::uint16_t> others; ///< members that say something else, best first
    bool conflict = false;             ///< others that are not merely less complete or another spelling
};

struct MergedRecord {
    Record record;                   ///< id empty: a golden record has a public id
    std::vector<MergedField> fields; ///< by schema field
};

/// Members in any order; the result does not depend on it. Address, postcode, municipality, insee code and
/// coordinates come from one member each time they can, so that no place is invented.
MergedRecord merge(const Kind& kind, std::span<const MergeMember> members,
                   std::span<const PinnedValue> pinned);

} // namespace moisson
