#include "core/golden/merge_rank.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>
#include <utility>

namespace moisson {
namespace {

const Value no_value;

enum class RankCriterion : std::uint8_t { valid, located, trust, date, voices, amount, order };

/// 1: a wins by this criterion, -1: b, 0: equal.
int compare_by(RankCriterion criterion, const Standing& a, const Standing& b) {
    const auto sign = [](auto x, auto y) { return x == y ? 0 : x > y ? 1 : -1; };
    switch (criterion) {
    case RankCriterion::valid:
        return sign(a.valid, b.valid);
    case RankCriterion::located:
        return sign(a.located, b.located);
    case RankCriterion::trust:
        return sign(a.trust, b.trust);
    case RankCriterion::date:
        return sign(a.date, b.date);
    case RankCriterion::voices:
        return sign(a.voices, b.voices);
    case RankCriterion::amount:
        return sign(a.amount, b.amount);
    case RankCriterion::order:
        break;
    }
    return sign(b.order, a.order);
}

constexpr std::array<MergeRule, 7> rule_of = {
    MergeRule::validity,  MergeRule::completeness, MergeRule::trust, MergeRule::freshness,
    MergeRule::agreement, MergeRule::completeness, MergeRule::tie};

using RankCriteria = std::array<RankCriterion, 7>;

const RankCriteria& criteria_in(RankOrder rank_order) {
    using enum RankCriterion;
    static constexpr std::array<RankCriteria, 4> in_order = {{
        {valid, trust, date, voices, amount, order, order},
        {valid, voices, trust, date, amount, order, order},
        {valid, date, trust, voices, amount, order, order},
        {valid, located, trust, date, voices, amount, order},
    }};
    return in_order[static_cast<std::size_t>(rank_order)];
}

} // namespace

RankVerdict decide(const Standing& a, const Standing& b, RankOrder order) {
    for (const RankCriterion criterion : criteria_in(order))
        if (const int sign = compare_by(criterion, a, b))
            return {rule_of[static_cast<std::size_t>(criterion)], sign > 0};
    return {MergeRule::tie, false};
}

void sort_standings(std::vector<Standing>& standings, RankOrder order) {
    std::sort(standings.begin(), standings.end(),
              [order](const Standing& a, const Standing& b) { return decide(a, b, order).first_wins; });
}

MergeRule deciding_rule(std::span<const Standing> sorted, RankOrder order) {
    if (sorted.size() < 2) return MergeRule::only;
    for (const Standing& other : sorted)
        if (other.group != sorted[0].group) return decide(sorted[0], other, order).rule;
    return MergeRule::agreement;
}

Members::Members(std::span<const MergeMember> members)
    : members_(members), order_(members.size()), feed_(members.size()) {
    std::vector<std::uint16_t> sorted(members.size());
    std::iota(sorted.begin(), sorted.end(), std::uint16_t{0});
    std::sort(sorted.begin(), sorted.end(), [&](std::uint16_t a, std::uint16_t b) {
        return std::tie(members[a].feed, members[a].id) < std::tie(members[b].feed, members[b].id);
    });
    if (!sorted.empty()) first_ = sorted[0];
    for (std::uint16_t i = 0; i < sorted.size(); ++i) {
        order_[sorted[i]] = i;
        const bool same_feed = i > 0 && members[sorted[i]].feed == members[sorted[i - 1]].feed;
        feed_[sorted[i]] = same_feed ? feed_[sorted[i - 1]] : i;
    }
}

const Value& Members::value(std::size_t member, std::size_t field) const {
    const std::vector<Value>& values = members_[member].record->values;
    return field < values.size() ? values[field] : no_value;
}

Standing Members::standing(std::uint16_t member, const Field& field) const {
    const MergeMember& given = members_[member];
    Standing standing;
    standing.member = member;
    standing.order = order_[member];
    standing.trust = given.trust;
    if (given.trust_fields && !given.trust_fields->empty()) {
        const auto found = given.trust_fields->find(field.name);
        if (found != given.trust_fields->end()) standing.trust = found->second;
    }
    if (given.echo)
        standing.trust -= 2; // levels are 0..1
    else
        standing.date = std::string_view(given.update_date).substr(0, 10);
    return standing;
}

void group_equal(std::span<Standing> standings, std::span<const std::string> forms) {
    std::vector<std::uint16_t> sorted(standings.size());
    std::iota(sorted.begin(), sorted.end(), std::uint16_t{0});
    std::sort(sorted.begin(), sorted.end(), [&](std::uint16_t a, std::uint16_t b) {
        return std::tie(forms[a], a) < std::tie(forms[b], b);
    });
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const bool same = i > 0 && forms[sorted[i]] == forms[sorted[i - 1]];
        standings[sorted[i]].group = same ? standings[sorted[i - 1]].group : sorted[i];
    }
}

void count_voices(const Members& members, std::span<Standing> standings) {
    std::vector<std::pair<std::uint16_t, std::uint16_t>> voices; // what is said, by which producer
    voices.reserve(standings.size());
    for (const Standing& standing : standings)
        if (!members[standing.member].echo)
            voices.emplace_back(standing.group, members.feed(standing.member));
    std::sort(voices.begin(), voices.end());
    voices.erase(std::unique(voices.begin(), voices.end()), voices.end());
    std::vector<std::uint32_t> count(standings.size(), 0);
    for (const auto& [group, feed] : voices) ++count[group];
    for (Standing& standing : standings) standing.voices = std::max(count[standing.group], 1U);
}

} // namespace moisson
