// Start, text, end → one record: slots filled, digest taken. Knows nothing of expat.
#pragma once
#include "connectors/formats/selector_tree.hpp"
#include "connectors/formats/xml/xml_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

class RecordBuilder {
public:
    explicit RecordBuilder(SelectorTree& tree) : tree_(tree) {}

    /// `attributes`: name, value, …, nullptr. The first start() opens the record.
    void start(std::string_view name, const char** attributes);
    void text(std::string_view text);
    /// True when this ended the record.
    bool end();
    bool is_open() const { return !levels_.empty(); }

    std::size_t size() const { return canonical_.size(); }            ///< bytes collected for this record
    std::size_t run_size() const { return canonical_.size() - run_; } ///< of the text that is being read

    void finish(XmlRecord& record); ///< after end() said true
    void reset();

private:
    struct Level {
        int node;
        std::size_t text_start; ///< in texts_
        bool ignored;
    };
    struct Place {
        std::uint32_t slot;
        std::size_t offset, size;
        bool is_attribute;
    };
    int child(int node, std::string_view name);
    void attribute(int node, std::string_view name, std::string_view value);
    void close_run();

    SelectorTree& tree_;
    std::vector<Level> levels_;
    std::vector<Place> places_;
    std::string texts_; ///< of elements; nested ones share their bytes
    std::string attribute_texts_;
    std::string canonical_; ///< what the digest is taken of
    std::string key_;
    std::size_t run_ = 0;       ///< start in canonical_ of the text that is being read
    std::size_t capturing_ = 0; ///< levels whose text is wanted
};

} // namespace moisson
