#include "connectors/formats/xml/known_elements.hpp"

#include "connectors/formats/xml/xml_json.hpp"
#include "connectors/formats/xml/xml_parser.hpp"

namespace moisson {
namespace {

constexpr std::size_t most_places = 1024;
constexpr std::size_t most_children = 64; // they are searched one after the other
constexpr std::size_t longest_known_name = 256;

} // namespace

ElementMeaning KnownElements::meaning_of_record(std::string_view written) const {
    return {xml_mark::start + std::string(local_name(written)), SelectorTree::root, false,
            !tree_.node(SelectorTree::root).slots.empty()};
}

ElementMeaning KnownElements::meaning_of(int node, std::string_view written) {
    const std::string_view name = local_name(written);
    ElementMeaning meaning{xml_mark::start + std::string(name)};
    if (node == SelectorTree::nothing) return meaning;
    const int member = tree_.member(node, name);
    meaning.node = member == SelectorTree::nothing ? tree_.node(node).every : member;
    if (meaning.node == SelectorTree::nothing) return meaning;
    meaning.ignored = tree_.node(meaning.node).ignored;
    meaning.has_slots = !tree_.node(meaning.node).slots.empty();
    return meaning;
}

std::uint32_t KnownElements::find_other(std::uint32_t parent, std::string_view written) {
    Place& holder = places_[parent];
    const std::size_t count = holder.children.size();
    std::size_t at = holder.expected < count ? holder.expected : 0;
    for (std::size_t tried = 0; tried < count; ++tried, at = at + 1 == count ? 0 : at + 1) {
        if (places_[holder.children[at]].written != written) continue;
        holder.expected = at + 1;
        return holder.children[at];
    }
    if (places_.size() == most_places || count == most_children || written.size() > longest_known_name)
        return unknown;
    const auto place = static_cast<std::uint32_t>(places_.size());
    Place& added = places_.emplace_back();
    added.written = written;
    added.meaning = parent == above ? meaning_of_record(written) : meaning_of(holder.meaning.node, written);
    holder.children.push_back(place);
    holder.expected = count + 1;
    return place;
}

} // namespace moisson
