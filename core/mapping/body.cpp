// The stored body of a record: compact JSON in schema order. Written and read for every changed record, hence
// by hand.
#include "core/mapping/mapping.hpp"

#include <charconv>

namespace moisson {
namespace {

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escape(char c, std::string& out) {
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    constexpr const char* digits = "0123456789abcdef";
    out += "\\u00";
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
}

void append_text(std::string_view text, std::string& out) {
    out += '"';
    std::size_t start = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!needs_escape(text[at])) continue;
        out.append(text.data() + start, at - start);
        append_escape(text[at], out);
        start = at + 1;
    }
    out.append(text.data() + start, text.size() - start);
    out += '"';
}

template<typename Number>
void append_number(Number number, std::string& out) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    out.append(text, static_cast<std::size_t>(end - text));
}

void append_item(const Field& field, std::string_view text, std::string& out) {
    if (field.type == FieldType::json)
        out += text; // canonical JSON already
    else
        append_text(text, out);
}

void append_value(const Field& field, const Value& value, std::string& out) {
    switch (value.index()) {
    case 1:
        return append_item(field, std::get<std::string>(value), out);
    case 2:
        return append_number(std::get<std::int64_t>(value), out);
    case 3:
        return append_number(std::get<double>(value), out);
    case 4:
        out += std::get<bool>(value) ? "true" : "false";
        return;
    default:
        break;
    }
    out += '[';
    bool first = true;
    for (const std::string& item : std::get<List>(value)) {
        if (!first) out += ',';
        first = false;
        append_item(field, item, out);
    }
    out += ']';
}

} // namespace

void write_body(const Kind& kind, const Record& record, std::string& out) {
    out.clear();
    for (std::size_t i = 0; i < record.values.size() && i < kind.fields.size(); ++i) {
        if (is_absent(record.values[i])) continue;
        out += out.empty() ? "{\"" : ",\"";
        out += kind.fields[i].name;
        out += "\":";
        append_value(kind.fields[i], record.values[i], out);
    }
    out += out.empty() ? "{}" : "}";
}

} // namespace moisson
