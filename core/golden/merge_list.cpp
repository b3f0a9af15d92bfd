#include "core/golden/merge_field.hpp"
#include "core/golden/value_forms.hpp"

#include <algorithm>
#include <unordered_map>

namespace moisson {
namespace {

struct UnitedItem {
    std::string form;
    const std::string* text;
};

/// A JSON element or a contact is no word that two producers share: one member's list is taken as it is.
bool can_be_united(const Field& field) {
    return field.type != FieldType::json && field.type != FieldType::email && field.type != FieldType::phone;
}

/// Every item once, in the spelling of the member that ranks first.
std::vector<UnitedItem> unite(const Members& members, const Field& field, std::uint16_t index,
                              const Ranking& ranking) {
    std::vector<UnitedItem> items;
    for (const Standing& standing : ranking.standings) {
        const auto* list = std::get_if<List>(&members.value(standing.member, index));
        if (!list) continue;
        for (const std::string& text : *list) {
            std::string form = text_form(field, text);
            const bool known = std::any_of(items.begin(), items.end(),
                                           [&](const UnitedItem& item) { return item.form == form; });
            if (!known) items.push_back({std::move(form), &text});
        }
    }
    return items;
}

/// "tous-publics" beside "femmes" means nothing: what the first member says of it holds. True when they
/// disagree.
bool settle_exclusive(const Field& field, const Value& first, std::vector<UnitedItem>& items) {
    const auto is_exclusive = [&](const UnitedItem& item) { return *item.text == field.exclusive; };
    if (field.exclusive.empty() || items.size() < 2 || std::none_of(items.begin(), items.end(), is_exclusive))
        return false;
    const auto* list = std::get_if<List>(&first);
    const bool first_says_it = list && std::find(list->begin(), list->end(), field.exclusive) != list->end();
    std::erase_if(items, [&](const UnitedItem& item) { return is_exclusive(item) != first_says_it; });
    return true;
}

void put_in_order(const Field& field, std::vector<UnitedItem>& items) {
    const auto place = [&](const UnitedItem& item) {
        const auto found = field.value_index.find(*item.text);
        return found == field.value_index.end() ? field.values.size() : found->second;
    };
    std::sort(items.begin(), items.end(), [&](const UnitedItem& a, const UnitedItem& b) {
        const std::size_t place_a = place(a), place_b = place(b);
        return place_a != place_b ? place_a < place_b : a.form < b.form;
    });
}

std::size_t items_given(const Field& field, const Value& value, const std::vector<UnitedItem>& items) {
    const auto* list = std::get_if<List>(&value);
    if (!list) return 0;
    std::vector<std::string> forms;
    for (const std::string& text : *list) forms.push_back(text_form(field, text));
    return static_cast<std::size_t>(std::count_if(items.begin(), items.end(), [&](const UnitedItem& item) {
        return std::find(forms.begin(), forms.end(), item.form) != forms.end();
    }));
}

/// [personal_data] of its feed: "+kind.field" makes an exception to "field".
bool keeps_back(const MergeMember& member, const std::string& kind, const std::string& field) {
    if (!member.withheld || member.withheld->empty()) return false;
    const std::string of_kind = kind + "." + field;
    return member.withheld->contains(of_kind) ||
           (member.withheld->contains(field) && !member.withheld->contains("+" + of_kind));
}

void leave_out_withheld(const Members& members, const Field& field, const std::string& kind,
                        std::vector<Standing>& standings) {
    const auto hidden = [&](const Standing& one) {
        return keeps_back(members[one.member], kind, field.name);
    };
    if (!std::all_of(standings.begin(), standings.end(), hidden)) std::erase_if(standings, hidden);
}

std::uint16_t main_giver(const Members& members, const Field& field, std::uint16_t index,
                         const Ranking& ranking, const std::vector<UnitedItem>& items) {
    std::uint16_t giver = ranking.standings[0].member;
    std::size_t most = 0;
    for (const Standing& standing : ranking.standings) {
        const std::size_t given = items_given(field, members.value(standing.member, index), items);
        if (given > most) {
            most = given;
            giver = standing.member;
        }
    }
    return giver;
}

} // namespace

MergedField merge_list(const Members& members, const Field& field, std::uint16_t index,
                       const std::string& kind) {
    if (!can_be_united(field)) return merge_single(members, field, index);
    MergedField merged;
    Ranking ranking = rank_field(members, field, index);
    leave_out_withheld(members, field, kind, ranking.standings);
    if (ranking.standings.empty()) return merged;
    merged.origin = ranking.standings[0].member;
    merged.value = members.value(merged.origin, index);
    merged.rule = ranking.standings.size() == 1 ? MergeRule::only : MergeRule::agreement;
    if (ranking.forms.empty()) return merged; // one list, or all the same
    std::vector<UnitedItem> items = unite(members, field, index, ranking);
    const bool contradiction = settle_exclusive(field, merged.value, items);
    put_in_order(field, items);
    merged.origin = main_giver(members, field, index, ranking, items);
    List list;
    for (const UnitedItem& item : items) list.push_back(*item.text);
    const std::string form = value_form(field, list);
    for (const Standing& standing : ranking.standings)
        if (ranking.forms[standing.group] != form) {
            merged.others.push_back(standing.member);
            merged.rule = MergeRule::completeness;
        }
    merged.value = std::move(list);
    merged.conflict = contradiction;
    return merged;
}

} // namespace moisson
