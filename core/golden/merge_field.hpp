// The value of one field of a golden record.
#pragma once
#include "core/golden/merge_rank.hpp"

namespace moisson {

/// Standings of the members that have a value of the field, best first.
struct Ranking {
    RankOrder order = RankOrder::usual;
    std::vector<Standing> standings;
    /// What they say, by Standing::group; empty when all values are the same bytes.
    std::vector<std::string> forms;
};
Ranking rank_field(const Members& members, const Field& field, std::uint16_t index);

/// One of the values: text, number, code, date.
MergedField merge_single(const Members& members, const Field& field, std::uint16_t index);
/// The union of lists: values of a closed list in the schema's order, others in the order of their words, so
/// that another ranking of the same values changes nothing. Its origin is the member that gave most.
/// What a producer keeps from publication is united only when all of them do: each value then follows the
/// rule of who gave it.
MergedField merge_list(const Members& members, const Field& field, std::uint16_t index,
                       const std::string& kind);
/// What a person chose. What members say is kept beside it; it is no conflict any more.
MergedField merge_pinned(const Members& members, const Field& field, std::uint16_t index,
                         const Value& pinned);

/// Fills `others` and `conflict` of a field whose value is that of the first standing.
void note_others(const Members& members, const Field& field, std::uint16_t index, const Ranking& ranking,
                 MergedField& merged);

} // namespace moisson
