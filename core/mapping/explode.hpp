// One raw record → several records of a kind: [service] explode = "services".
#pragma once
#include "core/config/feed.hpp"
#include "core/mapping/json_paths.hpp"
#include "core/mapping/selectors.hpp"
#include "core/model/record.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// One element of the list as a raw record of its own; reused from record to record.
struct ExplodedPart {
    RawRecord raw;
    std::vector<RawRecord::Slot> slots;
    std::vector<std::string_view> texts;
    std::vector<std::vector<std::string>> found; ///< texts that live in the element's JSON
    std::vector<std::string> elements;           ///< of a JSON list, or of a list in one cell
};

/// The kind's fields name columns or paths as seen from an element; these are slots of their own. In JSON and
/// XML the element's paths start at the element and "../x" is the record's; in a table only the exploded
/// column differs from row to row. A JSON element comes as text in which its paths are followed; the values
/// of an XML element were found by the decoder (RawRecord::elements) and are only sorted out here.
class ExplodePlan {
public:
    ExplodePlan(const KindMapping& mapping, const SourceConfig& source, SelectorList& decoder);
    /// What compile_kind() fills; then link() once.
    SelectorList& names() { return names_; }
    void link(SelectorList& decoder);

    /// Calls `take(RawRecord)` for each element; what it is given lives until the next call.
    template<typename Take>
    void for_each(const RawRecord& raw, ExplodedPart& part, Take take) const {
        if (shape_ == Shape::xml) {
            for (const std::uint32_t element : elements_in(raw, list_slot_)) {
                choose(raw, element, part);
                take(static_cast<const RawRecord&>(part.raw));
            }
            return;
        }
        part.elements.clear();
        for (std::string_view value : raw.values(list_slot_)) add_elements(value, part.elements);
        for (const std::string& element : part.elements) {
            fill(raw, element, part);
            take(static_cast<const RawRecord&>(part.raw));
        }
    }
    std::uint32_t list_slot() const { return list_slot_; }

private:
    enum class Shape : std::uint8_t { table, json, xml };
    struct Source {
        bool of_element = false;
        std::size_t at = 0; ///< path number of the JSON element, else slot of the decoder
    };
    static std::span<const std::uint32_t> elements_in(const RawRecord& raw, std::size_t slot);
    void link_name(const std::string& name, SelectorList& decoder);
    void choose(const RawRecord& raw, std::uint32_t element, ExplodedPart& part) const;
    void add_elements(std::string_view value, std::vector<std::string>& out) const;
    void fill(const RawRecord& raw, std::string_view element, ExplodedPart& part) const;

    Shape shape_;
    std::string list_, split_;
    std::uint32_t list_slot_;
    SelectorList names_;
    std::vector<Source> sources_; ///< one per name
    JsonPaths element_paths_;
};

} // namespace moisson
