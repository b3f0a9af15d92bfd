// Value tables of feed files and closed lists of the schema, looked up without regard to case, accents,
// spaces and apostrophes. Never fuzzy: near values are only proposed.
#pragma once
#include "core/config/feed.hpp"
#include "core/model/schema.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace moisson {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
template<typename Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

/// The values of a closed list, found by value or by label.
class ClosedList {
public:
    explicit ClosedList(const Field& field);
    /// The schema's spelling, or nothing. `scratch` is a buffer to fold into.
    const std::string* find(std::string_view text, std::string& scratch) const;
    /// The value to propose for an unknown one; remembered, because the same unknown value comes back
    /// thousands of times.
    const std::string& nearest(std::string_view text) const;

private:
    std::vector<std::string> candidates_;
    TextMap<std::string> exact_, folded_;
    mutable TextMap<std::string> nearest_;
};

/// A [values.NAME] table. Exact entries first, then those with `*`, the longest first.
class ValueMap {
public:
    explicit ValueMap(const ValueTable& table);
    /// What the table says; null when it says nothing. An empty list means: drop.
    const std::vector<std::string>* find(std::string_view text, std::string& scratch) const;
    ValueTable::Unknown unknown() const { return unknown_; }
    const std::string& nearest(std::string_view text) const;

private:
    struct Wildcard {
        std::string pattern; ///< folded
        std::vector<std::string> values;
    };
    TextMap<std::vector<std::string>> exact_;
    std::vector<Wildcard> wildcards_;
    std::vector<std::string> candidates_;
    ValueTable::Unknown unknown_;
    mutable TextMap<std::string> nearest_;
};

/// `*` stands for any run of characters.
bool matches_wildcard(std::string_view pattern, std::string_view text);

} // namespace moisson
