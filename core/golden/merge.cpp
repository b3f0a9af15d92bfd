#include "core/golden/merge.hpp"

#include "core/golden/merge_field.hpp"
#include "core/golden/merge_place.hpp"

#include <array>

namespace moisson {

std::string_view to_string(MergeRule rule) {
    constexpr std::array<std::string_view, 8> names = {"only",      "pinned",    "validity",     "trust",
                                                       "freshness", "agreement", "completeness", "tie"};
    return names[static_cast<std::size_t>(rule)];
}

MergedRecord merge(const Kind& kind, std::span<const MergeMember> given,
                   std::span<const PinnedValue> pinned) {
    MergedRecord merged;
    merged.fields.resize(kind.fields.size());
    merged.record.values.resize(kind.fields.size());
    if (given.empty()) return merged;
    merged.record.kind = given[0].record->kind;
    const Members members(given);
    const PlaceFields place = PlaceFields::of(kind);
    for (std::uint16_t index = 0; index < kind.fields.size(); ++index)
        if (!place.contains(index))
            merged.fields[index] = kind.fields[index].list
                                       ? merge_list(members, kind.fields[index], index, kind.name)
                                       : merge_single(members, kind.fields[index], index);
    if (place.any()) merge_place(members, kind, place, merged.fields);
    for (const PinnedValue& pin : pinned)
        if (pin.field < kind.fields.size())
            merged.fields[pin.field] = merge_pinned(members, kind.fields[pin.field], pin.field, pin.value);
    for (std::size_t index = 0; index < kind.fields.size(); ++index)
        merged.record.values[index] = merged.fields[index].value;
    return merged;
}

} // namespace moisson
