#include "core/config/diagnostic.hpp"

#include "core/text/utf8.hpp"

#include <algorithm>
#include <cstdio>

namespace moisson {
namespace {

constexpr std::size_t max_shown = 160; ///< code points of a source line

bool is_combining(char32_t c) { return c >= 0x300 && c <= 0x36F; }

/// One code point as it may be shown: control characters and bytes that are not UTF-8 become <1B>, <E9>.
std::string shown(std::string_view bytes, char32_t code_point) {
    const bool malformed = code_point == 0xFFFD && bytes.size() == 1;
    if (!malformed && code_point >= 0x20 && code_point != 0x7F && !(code_point >= 0x80 && code_point < 0xA0))
        return std::string(bytes);
    if (code_point == '\t') return " ";
    std::string out;
    char hex[8];
    for (const char byte : bytes) {
        std::snprintf(hex, sizeof hex, "<%02X>", static_cast<unsigned char>(byte));
        out += hex;
    }
    return out;
}

struct ShownLine {
    std::string text;
    std::size_t caret_at = 0, caret_width = 1; ///< in columns of the terminal
};

ShownLine show_line(std::string_view line, std::uint32_t column, std::uint32_t width) {
    ShownLine out;
    std::size_t columns = 0, number = 1, end = 0;
    const std::size_t first =
        column > max_shown / 2 ? column - max_shown / 2 : 1; // a long line is shown around the caret
    for (std::size_t at = 0; at < line.size(); ++number) {
        const std::size_t begin = at;
        const char32_t code_point = next_code_point(line, at);
        if (number < first) continue;
        if (number >= first + max_shown) break;
        if (number == column) out.caret_at = columns;
        const std::string piece = shown(line.substr(begin, at - begin), code_point);
        columns += is_combining(code_point) ? 0 : code_point_count(piece);
        out.text += piece;
        if (number >= column && number < column + width) end = columns;
    }
    if (column >= number) out.caret_at = columns;
    out.caret_width = end > out.caret_at ? end - out.caret_at : 1;
    return out;
}

std::string cleaned(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t code_point = next_code_point(text, at);
        out += shown(text.substr(begin, at - begin), code_point);
    }
    return out;
}

std::string headline(const Diagnostic& d, bool color) {
    std::string out = cleaned(d.where.file.string());
    if (d.where.line)
        out += ':' + std::to_string(d.where.line) + ':' + std::to_string(std::max(d.where.column, 1u));
    const bool is_error = d.severity == Severity::error;
    out += ": ";
    if (color) out += is_error ? "\x1b[1;31m" : "\x1b[1;33m";
    out += std::string(is_error ? "error" : "warning") + '[' + d.code + ']';
    if (color) out += "\x1b[0m";
    return out + ": " + cleaned(d.message) + '\n';
}

} // namespace

std::string render(const Diagnostic& d, bool color) {
    std::string out = headline(d, color);
    const std::string number = std::to_string(d.where.line);
    const std::size_t gutter = std::max<std::size_t>(3, number.size() + 1);
    const std::string margin(gutter + 1, ' ');
    if (d.where.line && !d.source_line.empty()) {
        const ShownLine line = show_line(d.source_line, std::max(d.where.column, 1u), std::max(d.width, 1u));
        out += std::string(gutter - number.size(), ' ') + number + " | " + line.text + '\n';
        out += margin + "| " + std::string(line.caret_at, ' ') + std::string(line.caret_width, '^');
        out += (d.hint.empty() ? "" : ' ' + cleaned(d.hint)) + '\n';
    } else if (!d.hint.empty()) {
        out += margin + "= " + cleaned(d.hint) + '\n';
    }
    if (!d.note.empty()) out += margin + "= " + cleaned(d.note) + '\n';
    return out;
}

} // namespace moisson
