#include "daemon/service/log_format.hpp"
#include "core/text/utf8.hpp"
#include "daemon/service/redact.hpp"

#include <cstdio>

namespace moisson::log {

namespace {

constexpr std::size_t longest_value = 1000;

/// Would move the cursor, break the line or turn the text around on a terminal.
bool is_dangerous(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || c == 0x061c ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0xfeff;
}

void append_escaped(std::string& out, char32_t c) {
    char text[16];
    std::snprintf(text, sizeof text, "\\u{%x}", static_cast<unsigned>(c));
    switch (c) {
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        out += text;
    }
}

void append_bad_byte(std::string& out, char byte) {
    char text[8];
    std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    out += text;
}

bool is_malformed(std::string_view text, std::size_t from, std::size_t to, char32_t c) {
    return c == 0xfffd && !(to - from == 3 && text.substr(from, 3) == "\xef\xbf\xbd");
}

bool needs_quotes(std::string_view value) {
    return value.empty() || value.find_first_of(" =\"\\") != std::string_view::npos;
}

} // namespace

std::string_view to_string(Level level) {
    switch (level) {
    case Level::error:
        return "error";
    case Level::warn:
        return "warn";
    case Level::info:
        return "info";
    case Level::debug:
        break;
    }
    return "debug";
}

std::string safe_value(std::string_view value) {
    const std::string hidden = redact(value);
    std::string out;
    for (std::size_t at = 0; at < hidden.size();) {
        if (out.size() > longest_value) return out + "…";
        const std::size_t from = at;
        const char32_t c = next_code_point(hidden, at);
        if (is_malformed(hidden, from, at, c))
            append_bad_byte(out, hidden[from]);
        else if (is_dangerous(c))
            append_escaped(out, c);
        else
            out += std::string_view(hidden).substr(from, at - from);
    }
    return out;
}

std::string render(Level level, std::string_view event, Fields fields) {
    std::string line(to_string(level));
    line += ' ';
    line += event;
    for (const Field& field : fields) {
        const std::string value = safe_value(field.value);
        line += ' ';
        line += field.key;
        line += '=';
        if (!needs_quotes(value)) {
            line += value;
            continue;
        }
        line += '"';
        for (char c : value) line += c == '"' ? std::string("\\\"") : std::string(1, c);
        line += '"';
    }
    return line;
}

} // namespace moisson::log
