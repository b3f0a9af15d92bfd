#include "core/golden/merge_field.hpp"

#include "core/golden/valid_value.hpp"
#include "core/golden/value_forms.hpp"

#include <algorithm>

namespace moisson {
namespace {

RankOrder rank_order(const Field& field) {
    switch (field.role) {
    case Role::siret:
    case Role::siren:
    case Role::rna:
        return RankOrder::majority;
    case Role::update_date:
        return RankOrder::newest;
    default:
        return RankOrder::usual;
    }
}

bool all_bytes_equal(const Members& members, std::span<const Standing> standings, std::uint16_t index) {
    return std::all_of(standings.begin(), standings.end(), [&](const Standing& standing) {
        return members.value(standing.member, index) == members.value(standings[0].member, index);
    });
}

/// Validity, agreement and completeness: only asked for when values differ.
void weigh_values(const Members& members, const Field& field, std::uint16_t index, Ranking& ranking) {
    ranking.forms.reserve(ranking.standings.size());
    for (std::size_t i = 0; i < ranking.standings.size(); ++i) {
        Standing& standing = ranking.standings[i];
        const Value& value = members.value(standing.member, index);
        if (i > 0 && value == members.value(ranking.standings[i - 1].member, index)) { // said before
            standing.valid = ranking.standings[i - 1].valid;
            standing.amount = ranking.standings[i - 1].amount;
            ranking.forms.push_back(ranking.forms.back());
            continue;
        }
        standing.valid = is_valid_value(field, value);
        standing.amount = amount_said(value);
        ranking.forms.push_back(value_form(field, value));
    }
    group_equal(ranking.standings, ranking.forms);
    count_voices(members, ranking.standings);
}

/// An update date is as fresh as it says, not as its record.
void date_by_value(const Members& members, std::uint16_t index, Standing& standing) {
    const auto* text = std::get_if<std::string>(&members.value(standing.member, index));
    if (text && !members[standing.member].echo) standing.date = std::string_view(*text).substr(0, 10);
}

} // namespace

Ranking rank_field(const Members& members, const Field& field, std::uint16_t index) {
    Ranking ranking{.order = rank_order(field), .standings = {}, .forms = {}};
    ranking.standings.reserve(members.size());
    for (std::uint16_t member = 0; member < members.size(); ++member) {
        if (is_absent(members.value(member, index))) continue;
        ranking.standings.push_back(members.standing(member, field));
        if (ranking.order == RankOrder::newest) date_by_value(members, index, ranking.standings.back());
    }

    if (ranking.standings.size() < 2) return ranking;
    if (!all_bytes_equal(members, ranking.standings, index)) weigh_values(members, field, index, ranking);
    sort_standings(ranking.standings, ranking.order);
    return ranking;
}

void note_others(const Members& members, const Field& field, std::uint16_t index, const Ranking& ranking,
                 MergedField& merged) {
    if (ranking.forms.empty() && ranking.standings.size() > 1) return; // all say the same bytes
    const bool may_conflict = can_disagree(field);
    const std::string* form = ranking.forms.empty() ? nullptr : &ranking.forms[ranking.standings[0].group];
    for (const Standing& standing : ranking.standings) {
        if (members.value(standing.member, index) == merged.value) continue;
        merged.others.push_back(standing.member);
        if (may_conflict && !merged.conflict && form)
            merged.conflict =
                relate_forms(field, *form, ranking.forms[standing.group]) == Relation::different;
    }
}

MergedField merge_single(const Members& members, const Field& field, std::uint16_t index) {
    MergedField merged;
    const Ranking ranking = rank_field(members, field, index);
    if (ranking.standings.empty()) return merged;
    merged.origin = ranking.standings[0].member;
    merged.value = members.value(merged.origin, index);
    merged.rule = deciding_rule(ranking.standings, ranking.order);
    note_others(members, field, index, ranking, merged);
    return merged;
}

MergedField merge_pinned(const Members& members, const Field& field, std::uint16_t index,
                         const Value& pinned) {
    MergedField merged{
        .value = pinned, .origin = 0, .rule = MergeRule::pinned, .others = {}, .conflict = false};
    const Ranking ranking = rank_field(members, field, index);
    const Standing* origin = ranking.standings.empty() ? nullptr : &ranking.standings[0];
    for (const Standing& standing : ranking.standings)
        if (relate(field, pinned, members.value(standing.member, index)) == Relation::same) {
            origin = &standing;
            break;
        }
    merged.origin = origin ? origin->member : members.first();
    for (const Standing& standing : ranking.standings)
        if (members.value(standing.member, index) != pinned) merged.others.push_back(standing.member);
    return merged;
}

} // namespace moisson
