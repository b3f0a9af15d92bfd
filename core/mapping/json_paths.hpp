// Paths into a JSON text that one value holds: elements of an exploded list, JSON in the cell of a table.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Nesting of at most 64: deeper text is taken for something else than JSON.
bool is_shallow_json(std::string_view text);

/// Several paths, read in one go. A path means what it means in a JSON feed: `*` each element, a list of
/// scalars gives its items, an object or a list of objects its JSON; "." is the whole value.
class JsonPaths {
public:
    std::size_t add(std::string_view path); ///< its number
    std::size_t size() const { return paths_.size(); }
    /// Texts of each path, in order. A text that is no JSON object or array has only a value at ".".
    void read(std::string_view json, std::vector<std::vector<std::string>>& found) const;

private:
    std::vector<std::vector<std::string>> paths_; ///< steps
};

/// The elements of a JSON array as texts (strings without their quotes); false when `text` is none.
bool json_array_items(std::string_view text, std::vector<std::string>& items);

/// Appends a JSON object or array as it is, any other text as a JSON string.
void append_json_or_string(std::string& out, std::string_view text);

} // namespace moisson
