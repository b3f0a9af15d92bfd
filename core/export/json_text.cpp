#include "core/export/json_text.hpp"
#include "core/text/utf8.hpp"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace moisson {
namespace {

void append_escaped_byte(std::string& out, char byte) {
    constexpr char hex[] = "0123456789abcdef";
    switch (byte) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
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
        out += "\\u00";
        out += hex[(byte >> 4) & 0xF];
        out += hex[byte & 0xF];
    }
}

std::string with_replacement_characters(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) append_utf8(out, next_code_point(text, at));
    return out;
}

} // namespace

void append_json_string(std::string& out, std::string_view text) {
    if (!is_ascii(text) && !is_valid_utf8(text))
        return append_json_string(out, with_replacement_characters(text));
    out += '"';
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        out += text.substr(from, at - from);
        append_escaped_byte(out, text[at]);
        from = at + 1;
    }
    out += text.substr(from);
    out += '"';
}

void append_scalar(std::string& out, const Value& value) {
    char digits[32];
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        out.append(digits, std::to_chars(digits, digits + sizeof digits, *integer).ptr);
    } else if (const auto* number = std::get_if<double>(&value)) {
        out.append(digits, std::to_chars(digits, digits + sizeof digits, *number).ptr);
    } else if (const auto* boolean = std::get_if<bool>(&value)) {
        out += *boolean ? "true" : "false";
    }
}

/// What a `json` field holds is embedded as it is, anything else is a string.
static void append_text_value(std::string& out, const Field& field, const std::string& text) {
    if (field.type == FieldType::json && nlohmann::json::accept(text))
        out += text;
    else
        append_json_string(out, text);
}

void append_json_value(std::string& out, const Field& field, const Value& value) {
    const auto* number = std::get_if<double>(&value);
    if (is_absent(value) || (number && !std::isfinite(*number))) {
        out += "null";
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        append_text_value(out, field, *text);
    } else if (const auto* list = std::get_if<List>(&value)) {
        out += '[';
        for (std::size_t item = 0; item < list->size(); ++item) {
            if (item) out += ',';
            append_text_value(out, field, (*list)[item]);
        }
        out += ']';
    } else {
        append_scalar(out, value);
    }
}

} // namespace moisson
