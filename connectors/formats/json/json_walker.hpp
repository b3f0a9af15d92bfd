// Walks over one JSON value: validates it, refuses duplicate keys and depth, collects what the paths ask for.
#pragma once
#include "connectors/formats/json/json_scanner.hpp"
#include "connectors/formats/selector_tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Keys of the objects that are open, to refuse a key that comes twice in one of them.
class JsonKeys {
public:
    std::size_t open() const { return hashes_.size(); } ///< mark of a new object
    /// True when `key` already stands in the object that began at `mark`.
    bool add(std::size_t mark, std::string_view key);
    void close(std::size_t mark) { hashes_.resize(mark); }

private:
    std::vector<std::uint64_t> hashes_;
    std::vector<std::uint64_t> sorted_; ///< of the one large object that is being filled
    std::size_t sorted_mark_ = 0;
};

class JsonWalker {
public:
    explicit JsonWalker(JsonScanner& scanner) : scanner_(scanner) {}

    struct Found {
        std::uint32_t slot;
        bool in_arena;      ///< text stands in arena(), else in the scanner's window
        std::size_t offset; ///< no_value: the path exists but holds null or []
        std::size_t size;
    };
    static constexpr std::size_t no_value = static_cast<std::size_t>(-1);

    /// Consumes one value, `depth` containers deep. `paths` may be null: only validates. What is found stays
    /// until the next call; the scanner must be keeping when there are paths.
    void walk(SelectorTree* paths, std::size_t depth);

    const std::vector<Found>& found() const { return found_; }
    const std::string& arena() const { return arena_; }

    /// Consumes a key and its colon; returns the text of the key (valid until the next token).
    std::string_view key(std::size_t object_mark);
    JsonKeys& keys() { return keys_; }

private:
    void value(int node, std::size_t depth);
    void object(int node, std::size_t depth);
    void array(int node, std::size_t depth);
    void scalar(int node, const JsonText& text);
    void nothing(int node);
    void raw(int node, std::size_t start, std::size_t first_found);
    bool wants(int node) const { return node != SelectorTree::nothing && !paths_->node(node).slots.empty(); }

    JsonScanner& scanner_;
    SelectorTree* paths_ = nullptr;
    int collector_ = SelectorTree::nothing; ///< array whose scalars are its own values
    JsonKeys keys_;
    std::vector<Found> found_;
    std::string arena_, key_;
};

} // namespace moisson
