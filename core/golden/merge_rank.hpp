// How the members of a cluster compare for one field: the criteria of survivorship in their order.
#pragma once
#include "core/golden/merge.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// One member's standing for one field, or for its place as a whole.
struct Standing {
    std::uint16_t member = 0;
    std::uint16_t group =
        0; ///< standings that say the same have the same: a position in the unsorted standings
    bool valid = true;
    bool located = true;      ///< of places: a street or a position, not a town only
    double trust = 0;         ///< below 0: an echo, which the producer's own record always beats
    std::string_view date;    ///< day; "" = unknown, and for an echo
    std::uint32_t voices = 0; ///< producers that say the same; all echoes of a value are one voice, and only
                              ///< if no producer says it
    std::size_t amount = 0;
    std::uint16_t order = 0; ///< of (feed, id)
};

/// Which criteria come first. Source: linkage design, survivorship.
enum class RankOrder : std::uint8_t {
    usual,    ///< validity, trust, freshness, agreement, completeness
    majority, ///< identifiers of the state are facts: validity, agreement, then as usual
    newest,   ///< the update date itself: validity, freshness
    place,    ///< validity, more than a town, then as usual
};

/// What decides between two standings: the first criterion in which they differ (tie: only the order does),
/// and whether `a` wins.
struct RankVerdict {
    MergeRule rule = MergeRule::tie;
    bool first_wins = false;
};
RankVerdict decide(const Standing& a, const Standing& b, RankOrder order);

/// What is the same for all fields of one cluster: computed once.
class Members {
public:
    explicit Members(std::span<const MergeMember> members);

    std::size_t size() const { return members_.size(); }
    const MergeMember& operator[](std::size_t index) const { return members_[index]; }
    const Value& value(std::size_t member, std::size_t field) const;
    std::uint16_t first() const { return first_; } ///< by feed and id
    /// Trust and date; agreement and completeness are the caller's.
    Standing standing(std::uint16_t member, const Field& field) const;
    /// Members of one feed have one number: a producer that says a thing twice is one voice.
    std::uint16_t feed(std::size_t member) const { return feed_[member]; }

private:
    std::span<const MergeMember> members_;
    std::vector<std::uint16_t> order_, feed_;
    std::uint16_t first_ = 0;
};

/// Fills `voices`, by `group`.
void count_voices(const Members& members, std::span<Standing> standings);
/// Fills `group` from what each standing says.
void group_equal(std::span<Standing> standings, std::span<const std::string> forms);
/// Best first.
void sort_standings(std::vector<Standing>& standings, RankOrder order);
/// What decided between the first standing and the first that says something else.
MergeRule deciding_rule(std::span<const Standing> sorted, RankOrder order);

} // namespace moisson
