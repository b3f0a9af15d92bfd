// Elements that come record after record: what their names lead to is found once.
#pragma once
#include "connectors/formats/selector_tree.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// What follows from the name of an element at its place in the record.
struct ElementMeaning {
    std::string opening; ///< its first bytes in the canonical form: xml_mark::start and its local name
    int node = SelectorTree::nothing;
    bool ignored = false;   ///< by a selector of its own
    bool has_slots = false; ///< of its node
};

/// Places are numbered; a place is a path of written names from the record.
class KnownElements {
public:
    static constexpr std::uint32_t above = 0; ///< the place that holds the record itself
    static constexpr std::uint32_t unknown = static_cast<std::uint32_t>(-1);

    explicit KnownElements(SelectorTree& tree) : tree_(tree), places_(1) {}

    /// Place of the element `written` (with its prefix) in the element at `parent`. Unknown, when that is
    /// unknown or there are too many: meaning_of() then answers for the element.
    std::uint32_t find(std::uint32_t parent, std::string_view written) {
        if (parent == unknown) return unknown;
        Place& holder = places_[parent];
        if (holder.expected < holder.children.size()) {
            const std::uint32_t place = holder.children[holder.expected];
            if (places_[place].written == written) [[likely]] {
                ++holder.expected;
                return place;
            }
        }
        return find_other(parent, written);
    }
    const ElementMeaning& meaning(std::uint32_t place) const { return places_[place].meaning; }

    /// `node`: of the element that holds it, or nothing.
    ElementMeaning meaning_of(int node, std::string_view written);
    ElementMeaning meaning_of_record(std::string_view written) const;

    /// The element has ended: its first child is expected next time.
    void rewind(std::uint32_t place) {
        if (place != unknown) places_[place].expected = 0;
    }

private:
    struct Place {
        std::string written;
        ElementMeaning meaning;
        std::vector<std::uint32_t> children; ///< in the order in which they came first
        std::size_t expected = 0;            ///< position in `children` of the one that probably comes next
    };
    std::uint32_t find_other(std::uint32_t parent, std::string_view written);

    SelectorTree& tree_;
    std::deque<Place> places_;
};

} // namespace moisson
