// One event as one line of logfmt; pure, so that what a hostile value can do to a line is tested without a
// logger.
#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace moisson::log {

enum class Level : std::uint8_t { error, warn, info, debug };
std::string_view to_string(Level level);

/// key=value. Keys are constants of the program; values may come from anywhere.
struct Field {
    Field(std::string_view name, std::string_view text) : key(name), value(text) {}
    Field(std::string_view name, const std::string& text) : key(name), value(text) {}
    Field(std::string_view name, const char* text) : key(name), value(text) {}
    Field(std::string_view name, bool flag) : key(name), value(flag ? "true" : "false") {}
    Field(std::string_view name, std::integral auto number) : key(name), value(std::to_string(number)) {}
    std::string_view key;
    std::string value;
};
using Fields = std::initializer_list<Field>;

/// Printable on one line: secrets hidden, control, line-breaking and bidirectional characters and bytes that
/// are not UTF-8 escaped, cut at 1,000 bytes.
std::string safe_value(std::string_view value);

/// "warn fetch.failed feed=odspep status=503 message=\"two words\""
std::string render(Level level, std::string_view event, Fields fields);

} // namespace moisson::log
