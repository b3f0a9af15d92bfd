#include "core/export/csv_cell.hpp"
#include "core/export/json_text.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

constexpr std::string_view digits = "0123456789";

// Characters that become = + - @ under NFKC: full-width, small, superscript and subscript forms.
constexpr std::array<std::string_view, 14> lookalikes = {
    "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0", // ＝ ＋ － ＠
    "\xEF\xB9\xA6", "\xEF\xB9\xA2", "\xEF\xB9\xA3", "\xEF\xB9\xAB", // ﹦ ﹢ ﹣ ﹫
    "\xE2\x81\xBC", "\xE2\x81\xBA", "\xE2\x81\xBB",                 // ⁼ ⁺ ⁻
    "\xE2\x82\x8C", "\xE2\x82\x8A", "\xE2\x82\x8B"};                // ₌ ₊ ₋

std::size_t skip_digits(std::string_view text, std::size_t at) {
    return std::min(text.find_first_not_of(digits, at), text.size());
}

// [+-]digits[(.|,)digits][(e|E)[+-]digits], the whole text.
bool is_signed_number(std::string_view text) {
    std::size_t at = skip_digits(text, 1);
    if (at == 1) return false;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
        const std::size_t fraction = skip_digits(text, at + 1);
        if (fraction == at + 1) return false;
        at = fraction;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::size_t exponent = at + 1;
        if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
        at = skip_digits(text, exponent);
        if (at == exponent) return false;
    }
    return at == text.size();
}

// Only digits and the signs people write between them: nothing a spreadsheet could call.
bool is_phone_number(std::string_view text) {
    const bool plausible = text.size() >= 4 && text.size() <= 30 && text.find_first_of(digits) <= 3;
    return plausible && text.find_first_not_of("0123456789 .()-/", 1) == text.npos;
}

/// find_first_of() looks each character up in a list; a published file has hundreds of megabytes of them.
constexpr auto wants_quotes = [] {
    std::array<bool, 256> table{};
    for (const unsigned char c : {',', '"', '\r', '\n'}) table[c] = true;
    return table;
}();

bool needs_quotes(std::string_view text) {
    for (const char c : text)
        if (wants_quotes[static_cast<unsigned char>(c)]) return true;
    return false;
}

} // namespace

bool runs_as_formula(std::string_view text) {
    if (text.empty()) return false;
    switch (text.front()) {
    case '=':
    case '@':
    case '\t':
    case '\r':
    case '\n':
        return true;
    case '+':
        return text.size() > 1 && !is_signed_number(text) && !is_phone_number(text);
    case '-':
        return text.size() > 1 && !is_signed_number(text);
    default:
        break;
    }
    if (text.front() != '\xEF' && text.front() != '\xE2') return false;
    return std::find(lookalikes.begin(), lookalikes.end(), text.substr(0, 3)) != lookalikes.end();
}

bool append_csv_text(std::string& out, std::string_view text) {
    const bool formula = runs_as_formula(text);
    if (!needs_quotes(text)) {
        if (formula) out += '\'';
        out += text;
        return formula;
    }
    out += formula ? "\"'" : "\"";
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t quote = std::min(text.find('"', from), text.size());
        out += text.substr(from, quote - from);
        if (quote < text.size()) out += "\"\"";
        from = quote + 1;
    }
    out += '"';
    return formula;
}

void join_list(std::string& out, const List& values, std::string_view separator) {
    bool first = true;
    for (const std::string_view value : values) {
        if (!first) out += separator;
        first = false;
        if (value.find('\\') == value.npos && (separator.empty() || value.find(separator) == value.npos)) {
            out += value;
            continue;
        }
        for (std::size_t at = 0; at < value.size(); ++at) {
            const bool here = !separator.empty() && value.substr(at, separator.size()) == separator;
            if (here || value[at] == '\\') out += '\\';
            out += value[at];
        }
    }
}

bool append_csv_value(std::string& out, const Value& value, std::string_view list_separator,
                      std::string& scratch) {
    if (const auto* text = std::get_if<std::string>(&value)) return append_csv_text(out, *text);
    if (const auto* list = std::get_if<List>(&value)) {
        scratch.clear();
        join_list(scratch, *list, list_separator);
        return append_csv_text(out, scratch);
    }
    if (!is_absent(value)) append_scalar(out, value);
    return false;
}

} // namespace moisson
