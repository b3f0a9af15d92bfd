// A value table kept in a CSV file: two columns, seen and normed.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

struct ValueRow {
    std::uint32_t line = 0;
    std::string seen, normed;
};

/// Comma or semicolon, optional quotes, UTF-8, header line. Throws std::runtime_error that says what to
/// correct.
std::vector<ValueRow> parse_value_rows(std::string_view text);

/// `name` beside the feed file, else in ../values. Throws std::runtime_error.
std::vector<ValueRow> read_value_file(const std::filesystem::path& feed_file, const std::string& name);

} // namespace moisson
