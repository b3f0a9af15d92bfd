#include "core/mapping/explode.hpp"

#include "core/mapping/list_literal.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {

ExplodePlan::ExplodePlan(const KindMapping& mapping, const SourceConfig& source, SelectorList& decoder)
    : shape_(source.type == "xml" ? Shape::xml
             : source.has_paths() ? Shape::json
                                  : Shape::table),
      list_(mapping.explode), split_(mapping.explode_split) {
    const std::string_view elements = shape_ == Shape::xml    ? element_mark
                                      : shape_ == Shape::json ? std::string_view("/*")
                                                              : std::string_view();
    list_slot_ = decoder.slot(list_ + std::string(elements));
}

void ExplodePlan::link(SelectorList& decoder) {
    for (const std::string& name : names_.names()) link_name(name, decoder);
}

void ExplodePlan::link_name(const std::string& name, SelectorList& decoder) {
    if (shape_ == Shape::table && name != list_)
        sources_.push_back({false, decoder.slot(name)});
    else if (shape_ == Shape::table)
        sources_.push_back({true, element_paths_.add(".")});
    else if (name.starts_with("../"))
        sources_.push_back({false, decoder.slot(name.substr(3))});
    else if (shape_ == Shape::xml)
        sources_.push_back({true, decoder.slot(list_ + std::string(element_mark) + name)});
    else
        sources_.push_back({true, element_paths_.add(name == whole_record_selector ? "." : name)});
}

void ExplodePlan::add_elements(std::string_view value, std::vector<std::string>& out) const {
    value = trim(value);
    if (value.empty()) return;
    if (shape_ == Shape::json) return out.emplace_back(value), void();
    if (split_.empty()) {
        if (json_array_items(value, out)) return;
        if (!is_list_literal(value)) return out.emplace_back(value), void();
        for (std::string_view item : list_literal_items(value)) out.emplace_back(trim(item));
        return;
    }
    for (std::size_t at = 0; at != value.npos;) {
        at = value.find(split_);
        if (const auto item = trim(value.substr(0, at)); !item.empty()) out.emplace_back(item);
        if (at != value.npos) value.remove_prefix(at + split_.size());
    }
}

void ExplodePlan::fill(const RawRecord& raw, std::string_view element, ExplodedPart& part) const {
    element_paths_.read(element, part.found);
    part.slots.clear();
    part.texts.clear();
    const auto add = [&](const auto& texts) {
        part.slots.push_back(
            {static_cast<std::uint32_t>(part.texts.size()), static_cast<std::uint32_t>(texts.size())});
        part.texts.insert(part.texts.end(), texts.begin(), texts.end());
    };
    for (const Source& source : sources_)
        if (source.of_element && shape_ == Shape::table)
            add(std::vector{element}); // the cell's element as it stands, JSON or not
        else if (source.of_element)
            add(part.found[source.at]);
        else
            add(raw.values(source.at));
    part.raw = raw;
    part.raw.slots = part.slots;
    part.raw.texts = part.texts;
}

std::span<const std::uint32_t> ExplodePlan::elements_in(const RawRecord& raw, std::size_t slot) {
    if (raw.elements.empty()) return {};
    return raw.elements.subspan(raw.slots[slot].first, raw.slots[slot].count);
}

/// XML: of each slot, what stands in the element.
void ExplodePlan::choose(const RawRecord& raw, std::uint32_t element, ExplodedPart& part) const {
    part.slots.clear();
    for (const Source& source : sources_) {
        RawRecord::Slot slot = raw.slots[source.at];
        if (source.of_element) {
            const auto numbers = elements_in(raw, source.at);
            const auto [from, to] = std::equal_range(numbers.begin(), numbers.end(), element);
            slot = {slot.first + static_cast<std::uint32_t>(from - numbers.begin()),
                    static_cast<std::uint32_t>(to - from)};
        }
        part.slots.push_back(slot);
    }
    part.raw = raw;
    part.raw.slots = part.slots;
}

} // namespace moisson
