#include "core/golden/merge_place.hpp"

#include "core/golden/merge_field.hpp"
#include "core/golden/valid_value.hpp"
#include "core/golden/value_forms.hpp"
#include "core/text/geo_codes.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace moisson {
namespace {

constexpr double same_position_metres = 500;

struct Point {
    double latitude, longitude;
};

class PlaceMerge {
public:
    PlaceMerge(const Members& members, const Kind& kind, const PlaceFields& place)
        : members_(members), kind_(kind), place_(place) {}

    void run(std::vector<MergedField>& fields) {
        rank();
        if (standings_.empty()) return;
        for (const int index :
             {place_.street, place_.complement, place_.postcode, place_.municipality, place_.insee})
            if (index >= 0)
                choose(static_cast<std::uint16_t>(index), fields[static_cast<std::size_t>(index)]);
        if (place_.latitude >= 0 && place_.longitude >= 0) choose_position(fields);
    }

private:
    const Field& field(int index) const { return kind_.fields[static_cast<std::size_t>(index)]; }
    bool has(std::uint16_t member, int index) const {
        return index >= 0 && !is_absent(members_.value(member, static_cast<std::size_t>(index)));
    }
    const Value& value(std::uint16_t member, int index) const {
        return members_.value(member, static_cast<std::size_t>(index));
    }
    /// Texts of the place, normalised once; "" = absent.
    const std::string& form(std::uint16_t member, int index) const {
        return forms_[member][static_cast<std::size_t>(slot_of(index))];
    }
    int slot_of(int index) const {
        return index == place_.street         ? 0
               : index == place_.complement   ? 1
               : index == place_.postcode     ? 2
               : index == place_.municipality ? 3
                                              : 4;
    }
    Relation relate_members(int index, std::uint16_t a, std::uint16_t b) const {
        if (value(a, index) == value(b, index)) return Relation::same;
        return relate_forms(field(index), form(a, index), form(b, index));
    }
    void fill_forms();
    std::optional<Point> position(std::uint16_t member) const {
        if (!has(member, place_.latitude) || !has(member, place_.longitude)) return std::nullopt;
        const auto* latitude = std::get_if<double>(&value(member, place_.latitude));
        const auto* longitude = std::get_if<double>(&value(member, place_.longitude));
        if (!latitude || !longitude) return std::nullopt;
        return Point{*latitude, *longitude};
    }
    std::string_view declared_code(std::uint16_t member) const {
        for (const int index : {place_.insee, place_.postcode})
            if (has(member, index))
                if (const auto* text = std::get_if<std::string>(&value(member, index))) return *text;
        return {};
    }
    bool has_valid_position(std::uint16_t member) const {
        const auto point = position(member);
        return point && lies_in_territory(declared_code(member), point->latitude, point->longitude);
    }

    bool is_valid_place(std::uint16_t member) const;
    void rank();
    bool same_town(std::uint16_t a, std::uint16_t b) const;
    bool may_complete(std::uint16_t winner, std::uint16_t other) const;
    void choose(std::uint16_t index, MergedField& merged) const;
    void choose_position(std::vector<MergedField>& fields) const;
    std::vector<Standing> having(int index) const;
    MergeRule rule(int index, const Standing& chosen, std::span<const Standing> candidates) const;

    const Members& members_;
    const Kind& kind_;
    const PlaceFields& place_;
    std::vector<Standing> standings_; ///< best place first
    std::vector<std::array<std::string, 5>>
        forms_; ///< by member: street, complement, postcode, municipality, code
};

bool PlaceMerge::is_valid_place(std::uint16_t member) const {
    for (const int index : {place_.postcode, place_.insee})
        if (has(member, index) && !is_valid_value(field(index), value(member, index))) return false;
    return !position(member) || has_valid_position(member);
}

void PlaceMerge::fill_forms() {
    forms_.resize(members_.size());
    for (std::uint16_t member = 0; member < members_.size(); ++member)
        for (const int index :
             {place_.street, place_.complement, place_.postcode, place_.municipality, place_.insee}) {
            if (!has(member, index)) continue;
            std::string& slot = forms_[member][static_cast<std::size_t>(slot_of(index))];
            const bool as_before =
                member > 0 && value(member, index) == value(static_cast<std::uint16_t>(member - 1), index);
            slot = as_before ? form(static_cast<std::uint16_t>(member - 1), index)
                             : value_form(field(index), value(member, index));
        }
}

void PlaceMerge::rank() {
    fill_forms();
    const auto indexes = place_.all();
    const auto first = std::find_if(indexes.begin(), indexes.end(), [](int index) { return index >= 0; });
    std::vector<std::string> forms;
    for (std::uint16_t member = 0; member < members_.size(); ++member) {
        const auto filled =
            std::count_if(indexes.begin(), indexes.end(), [&](int index) { return has(member, index); });
        if (filled == 0) continue;
        Standing standing = members_.standing(member, field(*first));
        standing.amount = static_cast<std::size_t>(filled);
        standing.valid = is_valid_place(member);
        standing.located = has(member, place_.street) || position(member).has_value();
        standings_.push_back(standing);
        forms.push_back(forms_[member][0] + '\n' + forms_[member][2] + '\n' + forms_[member][3]);
    }
    group_equal(standings_, forms);
    count_voices(members_, standings_);
    sort_standings(standings_, RankOrder::place);
}

/// By the strongest sign that both give: code, then name, then postcode. Two places that share no sign are
/// not known to be in one town.
bool PlaceMerge::same_town(std::uint16_t a, std::uint16_t b) const {
    for (const int index : {place_.insee, place_.municipality, place_.postcode}) {
        if (!has(a, index) || !has(b, index)) continue;
        if (relate_members(index, a, b) == Relation::different) return false;
        const std::string_view here = department_of(declared_code(a)),
                               there = department_of(declared_code(b));
        return index != place_.municipality || here.empty() || there.empty() || here == there;
    }
    return false;
}

bool PlaceMerge::may_complete(std::uint16_t winner, std::uint16_t other) const {
    if (!same_town(winner, other)) return false;
    return !has(winner, place_.street) || !has(other, place_.street) ||
           relate_members(place_.street, winner, other) != Relation::different;
}

std::vector<Standing> PlaceMerge::having(int index) const {
    std::vector<Standing> found;
    std::copy_if(standings_.begin(), standings_.end(), std::back_inserter(found),
                 [&](const Standing& standing) { return has(standing.member, index); });
    return found;
}

/// Of one field: nobody else has it, all say the same, it completes the winner's place, or the place as a
/// whole won.
MergeRule PlaceMerge::rule(int index, const Standing& chosen, std::span<const Standing> candidates) const {
    if (candidates.size() == 1) return MergeRule::only;
    const bool is_text = index != place_.latitude && index != place_.longitude;
    for (const Standing& other : candidates) {
        if (value(other.member, index) == value(chosen.member, index)) continue;
        if (is_text && form(other.member, index) == form(chosen.member, index)) continue;
        const bool completes = chosen.member != standings_[0].member;
        return completes ? MergeRule::completeness : decide(chosen, other, RankOrder::place).rule;
    }
    return MergeRule::agreement;
}

void PlaceMerge::choose(std::uint16_t index, MergedField& merged) const {
    const std::vector<Standing> candidates = having(index);
    const std::uint16_t winner = standings_[0].member;
    const auto chosen = std::find_if(candidates.begin(), candidates.end(), [&](const Standing& standing) {
        return standing.member == winner || may_complete(winner, standing.member);
    });
    if (chosen != candidates.end()) {
        merged.origin = chosen->member;
        merged.value = value(merged.origin, index);
        merged.rule = rule(index, *chosen, candidates);
    }
    for (const Standing& other : candidates) {
        const Value& said = value(other.member, index);
        if (said == merged.value) continue;
        merged.others.push_back(other.member);
        if (!is_absent(merged.value) &&
            relate_members(index, merged.origin, other.member) == Relation::different)
            merged.conflict = true;
    }
}

/// Both numbers from one member. A position outside of the territory that its record declares only stands
/// when there is no other.
void PlaceMerge::choose_position(std::vector<MergedField>& fields) const {
    std::vector<Standing> candidates = having(place_.latitude);
    std::erase_if(candidates, [&](const Standing& standing) { return !position(standing.member); });
    const std::uint16_t winner = standings_[0].member;
    const auto usable = [&](const Standing& standing) {
        return standing.member == winner || may_complete(winner, standing.member);
    };
    auto chosen = std::find_if(candidates.begin(), candidates.end(), [&](const Standing& standing) {
        return usable(standing) && has_valid_position(standing.member);
    });
    if (chosen == candidates.end()) chosen = std::find_if(candidates.begin(), candidates.end(), usable);
    for (const int index : {place_.latitude, place_.longitude}) {
        MergedField& merged = fields[static_cast<std::size_t>(index)];
        if (chosen != candidates.end()) {
            merged.origin = chosen->member;
            merged.value = value(merged.origin, index);
            merged.rule = rule(index, *chosen, candidates);
        }
        for (const Standing& other : candidates) {
            if (value(other.member, index) == merged.value) continue;
            merged.others.push_back(other.member);
            if (chosen == candidates.end()) continue;
            const Point here = *position(merged.origin), there = *position(other.member);
            if (metres_between(here.latitude, here.longitude, there.latitude, there.longitude) >
                same_position_metres)
                merged.conflict = true;
        }
    }
}

} // namespace

PlaceFields PlaceFields::of(const Kind& kind) {
    PlaceFields place;
    place.street = kind.find(Role::street_address);
    place.complement = kind.find(Role::address_complement);
    place.postcode = kind.find(Role::postcode);
    place.municipality = kind.find(Role::municipality);
    place.insee = kind.find(Role::insee_code);
    place.latitude = kind.find(Role::latitude);
    place.longitude = kind.find(Role::longitude);
    if (place.latitude < 0 || place.longitude < 0) place.latitude = place.longitude = -1;
    return place;
}

bool PlaceFields::any() const {
    const auto indexes = all();
    return std::any_of(indexes.begin(), indexes.end(), [](int index) { return index >= 0; });
}

bool PlaceFields::contains(std::uint16_t field) const {
    const auto indexes = all();
    return std::find(indexes.begin(), indexes.end(), static_cast<int>(field)) != indexes.end();
}

void merge_place(const Members& members, const Kind& kind, const PlaceFields& place,
                 std::vector<MergedField>& fields) {
    PlaceMerge(members, kind, place).run(fields);
}

} // namespace moisson
