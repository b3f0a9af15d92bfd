#include "core/mapping/explode.hpp"

#include "core/mapping/list_literal.hpp"
#include "core/text/utf8.hpp"

namespace moisson {

ExplodePlan::ExplodePlan(const KindMapping& mapping, bool paths, SelectorList& decoder)
    : paths_(paths), list_(mapping.explode), split_(mapping.explode_split),
      list_slot_(decoder.slot(paths ? mapping.explode + "/*" : mapping.explode)) {}

void ExplodePlan::link(SelectorList& decoder) {
    for (const std::string& name : names_.names()) {
        if (!paths_ && name != list_)
            sources_.push_back({false, decoder.slot(name)});
        else if (paths_ && name.starts_with("../"))
            sources_.push_back({false, decoder.slot(name.substr(3))});
        else
            sources_.push_back(
                {true, element_paths_.add(!paths_ || name == whole_record_selector ? "." : name)});
    }
}

void ExplodePlan::add_elements(std::string_view value, std::vector<std::string>& out) const {
    value = trim(value);
    if (value.empty()) return;
    if (paths_) return out.emplace_back(value), void();
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
        if (source.of_element && !paths_)
            add(std::vector{element}); // the cell's element as it stands, JSON or not
        else if (source.of_element)
            add(part.found[source.at]);
        else
            add(raw.values(source.at));
    part.raw = raw;
    part.raw.slots = part.slots;
    part.raw.texts = part.texts;
}

} // namespace moisson
