// Start, text, end → one record: slots filled, digest taken. Knows nothing of expat.
#pragma once
#include "connectors/formats/bytes/text_buffer.hpp"
#include "connectors/formats/selector_tree.hpp"
#include "connectors/formats/xml/known_elements.hpp"
#include "connectors/formats/xml/xml_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// What a slot takes from the elements (or attributes) at its path.
struct XmlSlot {
    enum class Take : std::uint8_t {
        text,
        start, ///< an empty text for each element: the elements of a list
        json,  ///< the element as JSON, see xml_json.hpp
    };
    static constexpr std::uint32_t no_list = static_cast<std::uint32_t>(-1);
    Take take = Take::text;
    std::uint32_t list = no_list; ///< number of the list in whose elements it is read
};

class RecordBuilder {
public:
    /// `slots`: one per slot of the tree. Both must outlive the builder.
    RecordBuilder(SelectorTree& tree, const std::vector<XmlSlot>& slots);

    /// `attributes`: name, value, …, nullptr. The first start() opens the record.
    void start(std::string_view name, const char** attributes);
    void text(std::string_view text) {
        if (!levels_.back().ignored) canonical_.append(text);
        if (capturing_ > 0) texts_.append(text);
    }
    /// True when this ended the record.
    bool end();
    bool is_open() const { return !levels_.empty(); }

    std::size_t size() const { return std::max(canonical_.size(), texts_.size()) + charged_; } ///< bytes held
    std::size_t run_size() const { return canonical_.size() - run_; } ///< of the text that is being read

    void finish(XmlRecord& record); ///< after end() said true
    void reset();

private:
    struct Level {
        std::uint32_t place; ///< in known_
        int node;
        bool has_slots;
        std::size_t text_start;      ///< in texts_
        std::size_t canonical_start; ///< in canonical_
        bool ignored;
    };
    enum class From : std::uint8_t { texts, attributes, canonical };
    struct Place {
        std::uint32_t slot;
        std::uint32_t element; ///< of the slot's list, 1 = the first; 0 = it has no list
        std::size_t offset, size;
        From from;
    };
    void add_place(std::uint32_t slot, std::size_t offset, std::size_t size, From from);
    void open_elements(int node);
    void close_element(const Level& level);
    void render(Place& place);
    const ElementMeaning& meaning_of(std::uint32_t place, std::string_view name);
    int attribute_node(int node, std::string_view name);
    void attribute(int node, std::string_view name, std::string_view value);
    /// Text is digested without the white space around it, however the parser cut it into pieces.
    void close_run() {
        if (canonical_.size() != run_) trim_run();
    }
    void trim_run();

    SelectorTree& tree_;
    const std::vector<XmlSlot>& slots_;
    bool has_lists_ = false, has_json_ = false;
    std::vector<std::uint32_t> elements_; ///< per list: those that began in this record
    KnownElements known_;
    ElementMeaning stranger_; ///< of an element that is not known
    std::vector<Level> levels_;
    std::vector<Place> places_;
    TextBuffer texts_; ///< of elements; nested ones share their bytes
    TextBuffer attribute_texts_;
    TextBuffer canonical_; ///< what the digest is taken of
    std::string json_;     ///< of places taken from canonical_
    std::string key_;
    std::size_t charged_ = 0;   ///< memory that is not text
    std::size_t run_ = 0;       ///< start in canonical_ of the text that is being read
    std::size_t capturing_ = 0; ///< levels whose text is wanted
};

} // namespace moisson
