// A value table kept in a CSV file: two columns, seen and normed.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

struct ValueRow {
    std::uint32_t line = 0;
    std::string seen, normed;
};

/// The names of the two columns, in the words that people may use; the first ones are those of messages.
using ValueHeaders = std::vector<std::pair<std::string, std::string>>;

/// Comma or semicolon, optional quotes, UTF-8, header line. Throws std::runtime_error that says what to
/// correct.
std::vector<ValueRow> parse_value_rows(std::string_view text,
                                       const ValueHeaders& headers = {{"seen", "normed"}});

/// `name` beside the feed file, else in ../values. Throws std::runtime_error.
std::vector<ValueRow> read_value_file(const std::filesystem::path& feed_file, const std::string& name,
                                      const ValueHeaders& headers = {{"seen", "normed"}});

} // namespace moisson
