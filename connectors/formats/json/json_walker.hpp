// Walks over one JSON value: validates it, refuses duplicate keys and depth, collects what the paths ask for.
#pragma once
#include "connectors/formats/json/json_keys.hpp"
#include "connectors/formats/json/json_scanner.hpp"
#include "connectors/formats/selector_tree.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

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
    /// Where a key leads: a selector node, and the number of its shape's key or none.
    struct Member {
        int child;
        std::size_t key;
    };
    /// Where the objects in a value find their shape: below a key, or by its number.
    struct Place {
        JsonShape* holder;  ///< of the key `number`, or null
        std::size_t number; ///< of the shape, when there is no holder; none: they have no shape
    };

    void value(int node, std::size_t depth, Place place);
    void object(int node, std::size_t depth, std::size_t shape);
    void array(int node, std::size_t depth, std::size_t shape);
    void member_value(int child, std::size_t depth, Place place, std::size_t compact_size);
    Member member(int node, JsonShape* shape, JsonShape::Seen& seen, std::size_t object_mark);
    Member other_member(int node, JsonShape* shape, JsonShape::Seen& seen, std::size_t object_mark);
    std::size_t shape_at(Place place);
    std::size_t new_shape();
    std::string_view name_of(const JsonText& text);
    [[noreturn]] void fail_twice(std::string_view name) const;
    void scalar(int node, const JsonText& text);
    void nothing(int node);
    void raw(int node, std::size_t start, std::size_t first_found);
    bool wants(int node) const { return node != SelectorTree::nothing && !paths_->node(node).slots.empty(); }

    JsonScanner& scanner_;
    SelectorTree* paths_ = nullptr;
    int collector_ = SelectorTree::nothing; ///< array whose scalars are its own values
    JsonKeys keys_;
    std::deque<JsonShape>
        shapes_; ///< the first one is of the values themselves, for the paths of the last walk()
    std::vector<Found> found_;
    std::string arena_, key_;
};

} // namespace moisson
