// A table of config/values in memory.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace moisson {

/// Words are compared by vocabulary_key(); a line "abc*" answers for everything that begins so.
class WordTable {
public:
    explicit WordTable(std::string_view csv); ///< throws std::runtime_error for a table that is no table
    std::optional<std::string> find(std::string_view text) const;

private:
    std::unordered_map<std::string, std::string> exact_;
    std::vector<std::pair<std::string, std::string>> beginnings_;
};

/// `text` without the first of these beginnings that it has.
std::string_view without_beginning(std::string_view text, const std::vector<std::string_view>& beginnings);

} // namespace moisson
