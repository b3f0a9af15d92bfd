#include "core/config/syntax_slip.hpp"

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace moisson {
namespace {

bool is_bare_key_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

std::size_t skip_space(std::string_view line, std::size_t at) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    return at;
}

std::uint32_t column_of(std::string_view line, std::size_t byte) {
    return static_cast<std::uint32_t>(code_point_count(line.substr(0, byte))) + 1;
}

/// A line of the file, cut where a person sees its parts.
struct LineParts {
    std::string_view line;
    std::size_t equals = std::string_view::npos;     ///< the first = outside of quotes
    std::size_t end = 0;                             ///< before a comment
    std::size_t open_quote = std::string_view::npos; ///< a quote that is never closed

    explicit LineParts(std::string_view text) : line(text), end(text.size()) {
        char quote = 0;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const char c = line[i];
            if (quote) {
                if (c == '\\' && quote == '"')
                    ++i;
                else if (c == quote) {
                    quote = 0;
                    open_quote = std::string_view::npos;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                open_quote = i;
            } else if (c == '#') {
                end = i;
                break;
            } else if (c == '=' && equals == std::string_view::npos) {
                equals = i;
            }
        }
        while (end > 0 && std::isspace(static_cast<unsigned char>(line[end - 1]))) --end;
    }
    std::size_t key_begin() const { return skip_space(line, 0); }
    std::string_view key() const {
        const std::size_t begin = key_begin();
        return begin < equals && equals <= line.size() ? trim(line.substr(begin, equals - begin))
                                                       : std::string_view();
    }
    std::size_t value_begin() const {
        return equals == std::string_view::npos ? end : skip_space(line, equals + 1);
    }
    std::string_view value() const {
        return value_begin() < end ? line.substr(value_begin(), end - value_begin()) : std::string_view();
    }
    Mark mark(std::uint32_t number, std::size_t byte, std::size_t bytes) const {
        const std::size_t width = code_point_count(line.substr(byte, bytes));
        return {number, column_of(line, byte), static_cast<std::uint32_t>(std::max<std::size_t>(width, 1))};
    }
};

Finding slip(std::string_view code, Mark mark, std::string message, std::string hint = {},
             std::string note = {}) {
    return {Severity::error, code, mark, std::move(message), std::move(hint), std::move(note)};
}

struct Seen { ///< what every rule may look at
    LineParts parts;
    std::uint32_t line;
    std::uint32_t column;
    std::string_view why;  ///< the parser's own words
    std::string_view text; ///< the whole file
    bool says(std::string_view words) const { return why.find(words) != std::string_view::npos; }
};

std::optional<Finding> leading_zero(const Seen& seen) {
    if (!seen.says("leading zeroes")) return std::nullopt;
    const std::string_view line = seen.parts.line;
    std::size_t at = 0;
    for (std::uint32_t column = 1; column < seen.column && at < line.size(); ++column)
        next_code_point(line, at);
    while (at > 0 && (is_digit(line[std::min(at, line.size()) - 1]))) --at;
    std::size_t end = at;
    while (end < line.size() &&
           (std::isalnum(static_cast<unsigned char>(line[end])) || line[end] == '-' || line[end] == '.'))
        ++end;
    const std::string code(line.substr(at, end - at));
    return slip("toml.leading-zero", seen.parts.mark(seen.line, at, end - at),
                "a code that starts with 0 is text", "write " + in_quotes(code));
}

constexpr std::array<std::pair<std::string_view, char>, 9> curly = {{{"“", '"'},
                                                                     {"”", '"'},
                                                                     {"„", '"'},
                                                                     {"«", '"'},
                                                                     {"»", '"'},
                                                                     {"‘", '\''},
                                                                     {"’", '\''},
                                                                     {"″", '"'},
                                                                     {"´", '\''}}};

std::optional<Finding> curly_quotes(const Seen& seen) {
    for (const auto& [sign, plain] : curly) {
        const std::size_t at = seen.parts.line.find(sign);
        if (at == std::string_view::npos) continue;
        const bool stops_here = column_of(seen.parts.line, at) == seen.column;
        if (!stops_here && !(seen.parts.value_begin() == at)) continue;
        return slip("toml.curly-quotes", seen.parts.mark(seen.line, at, sign.size()),
                    "typographic quotes do not delimit a text",
                    std::string("write the straight quote ") + plain,
                    "a word processor replaces them: use a plain text editor");
    }
    return std::nullopt;
}

std::optional<Finding> invisible(const Seen& seen) {
    std::size_t at = 0;
    const std::string_view line = seen.parts.line;
    for (std::uint32_t column = 1; column < seen.column && at < line.size(); ++column)
        next_code_point(line, at);
    if (at >= line.size()) return std::nullopt;
    const std::size_t begin = at;
    const char32_t c = next_code_point(line, at);
    const bool control = c < 0x20 || c == 0x7F;
    if (!control && (c < 0x80 || !is_blank(c))) return std::nullopt;
    char name[16];
    std::snprintf(name, sizeof name, "U+%04X", static_cast<unsigned>(c));
    return slip("toml.bad-character", seen.parts.mark(seen.line, begin, at - begin),
                std::string(control ? "a control character (" : "an invisible character (") + name + ")",
                control ? "delete it" : "delete it and type an ordinary space");
}

std::optional<Finding> duplicate(const Seen& seen) {
    if (!seen.says("cannot redefine")) return std::nullopt;
    const std::string_view line = seen.parts.line;
    const std::size_t begin = seen.parts.key_begin();
    if (line.substr(begin).starts_with('[')) {
        const std::string header(line.substr(begin, seen.parts.end - begin));
        return slip("toml.duplicate-key", seen.parts.mark(seen.line, begin, header.size()),
                    "the table " + header + " is given twice", "put its keys together under one header",
                    header.starts_with("[[") ? "a list of tables is written with [[…]] each time" : "");
    }
    // the parser knows the key that clashed and where it gave up; the key may stand inside { … }
    std::string name(seen.parts.key());
    std::size_t at = begin;
    const std::size_t open = seen.why.find('\''), close = seen.why.rfind('\'');
    if (open != std::string_view::npos && close > open + 1) {
        const std::string clashed(seen.why.substr(open + 1, close - open - 1));
        const std::size_t found = line.rfind(clashed, column_of(line, 0) + seen.column);
        if (found != std::string_view::npos) {
            name = clashed;
            at = found;
        }
    }
    return slip("toml.duplicate-key", seen.parts.mark(seen.line, at, name.size()),
                "the key " + in_quotes(name) + " is given twice", "keep one of the two");
}

std::optional<Finding> escape(const Seen& seen) {
    if (!seen.says("escape")) return std::nullopt;
    const std::size_t at = seen.parts.line.find('\\');
    if (at == std::string_view::npos) return std::nullopt;
    return slip("toml.escape", Mark{seen.line, seen.column > 1 ? seen.column - 1 : 1, 2},
                "a backslash in \"…\" starts an escape", "put the text in single quotes: '…'");
}

/// A """ text reaches to the end of the file: what matters is where it starts.
Finding unclosed_block(const Seen& seen) {
    const std::size_t basic = seen.text.rfind("\"\"\""), literal = seen.text.rfind("'''");
    const bool none = basic == std::string_view::npos && literal == std::string_view::npos;
    if (none)
        return slip("toml.missing-quote", Mark{seen.line, seen.column, 1}, "a text is never closed",
                    "add the closing quote");
    const bool is_basic =
        literal == std::string_view::npos || (basic != std::string_view::npos && basic > literal);
    const std::string_view before = seen.text.substr(0, is_basic ? basic : literal);
    const auto line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    const std::size_t begin = before.rfind('\n') + 1; // npos + 1 = 0
    return slip("toml.missing-quote", Mark{line, column_of(before.substr(begin), before.size() - begin), 3},
                "a text of several lines is never closed",
                std::string("add ") + (is_basic ? "\"\"\"" : "'''") + " at its end");
}

std::optional<Finding> missing_quote(const Seen& seen) {
    if (seen.says("end-of-file") && seen.says("string")) return unclosed_block(seen);
    if (seen.parts.open_quote == std::string_view::npos) return std::nullopt;
    const std::size_t at = seen.parts.open_quote;
    const char quote = seen.parts.line[at];
    const std::string_view rest = seen.parts.line.substr(at);
    // x = abc"  : the quote that is alone closes a text that was never opened
    if (at > seen.parts.value_begin() && trim(rest).size() == 1 && seen.parts.value_begin() < at &&
        seen.parts.line.find_first_of("\"'") == at)
        return slip("toml.missing-quote", seen.parts.mark(seen.line, seen.parts.value_begin(), 1),
                    "a text has no opening quote", std::string("add ") + quote + " here");
    return slip("toml.missing-quote", seen.parts.mark(seen.line, at, rest.size()),
                "a text has no closing quote", std::string("add ") + quote + " at its end");
}

std::optional<Finding> inline_table(const Seen& seen) {
    if (!seen.says("inline table")) return std::nullopt;
    if (seen.says("dangling comma"))
        return slip("toml.multi-line-inline-table", Mark{seen.line, seen.column, 1},
                    "a comma stands before the closing }", "remove it");
    if (!seen.says("'\\n'") && !seen.says("end-of-file") && !seen.says("'\\r'")) return std::nullopt;
    const std::size_t at = seen.parts.line.rfind('{');
    return slip("toml.multi-line-inline-table",
                at == std::string_view::npos ? Mark{seen.line, seen.column, 1}
                                             : seen.parts.mark(seen.line, at, 1),
                "{ … } must end on the line where it starts", "put it on one line",
                "or write its keys below a [table.header] of its own");
}

std::optional<Finding> header(const Seen& seen) {
    const std::size_t begin = seen.parts.key_begin();
    if (seen.says("array") && seen.says("expected comma")) {
        const bool at_start = seen.column <= column_of(seen.parts.line, begin);
        return slip("toml.missing-bracket", Mark{seen.line, seen.column, 1},
                    "a list is not closed, or a comma is missing",
                    at_start ? "close the list with ] before this line" : "put a comma between two values");
    }
    if (!seen.says("table header") || begin >= seen.parts.end) return std::nullopt;
    const std::string text(seen.parts.line.substr(begin, seen.parts.end - begin));
    const Mark mark = seen.parts.mark(seen.line, begin, text.size());
    if (text.find(']') == std::string::npos)
        return slip("toml.missing-bracket", mark, "a [table] header is not closed", "write " + text + "]");
    return slip("toml.key-quotes", mark, "this [table] header cannot be read", {},
                "names with accents or spaces stand in quotes: [values.\"réseaux\"]");
}

std::optional<Finding> key_quotes(const Seen& seen) {
    const std::string_view key = seen.parts.key();
    if (!seen.says("expected '='") && !seen.says("key")) return std::nullopt;
    if (key.empty() || seen.parts.equals == std::string_view::npos) return std::nullopt;
    if (std::all_of(key.begin(), key.end(), [](char c) { return is_bare_key_char(c) || c == '.'; }))
        return std::nullopt;
    if (key.find('"') != std::string_view::npos) return std::nullopt;
    return slip("toml.key-quotes", seen.parts.mark(seen.line, seen.parts.key_begin(), key.size()),
                "a name with spaces, accents or signs needs quotes", "write " + in_quotes(key) + " =");
}

std::optional<Finding> missing_equals(const Seen& seen) {
    if (!seen.says("expected '='") && !seen.says("expected '.' or '='")) return std::nullopt;
    const std::size_t begin = seen.parts.key_begin();
    std::size_t end = begin;
    while (end < seen.parts.end && is_bare_key_char(seen.parts.line[end])) ++end;
    const std::string key(seen.parts.line.substr(begin, end - begin));
    const std::string rest(trim(seen.parts.line.substr(std::min(end, seen.parts.end),
                                                       seen.parts.end - std::min(end, seen.parts.end))));
    const bool colon = rest.starts_with(':');
    return slip(
        "toml.missing-equals", seen.parts.mark(seen.line, begin, std::max<std::size_t>(key.size(), 1)),
        colon ? "a key and its value are separated by =, not by :" : "there is no = after the key",
        "write " + key + " = " + (colon ? std::string(trim(std::string_view(rest).substr(1))) : rest));
}

std::optional<Finding> unquoted(const Seen& seen) {
    const std::string_view value = seen.parts.value();
    if (seen.parts.equals == std::string_view::npos) return std::nullopt;
    if (value.empty())
        return slip("toml.missing-value", seen.parts.mark(seen.line, seen.parts.equals, 1),
                    "there is nothing after the =", "write a value");
    const Mark mark = seen.parts.mark(seen.line, seen.parts.value_begin(), value.size());
    if (value.front() == '"' || value.front() == '\'')
        return slip("toml.syntax", Mark{seen.line, seen.column, 1}, "something stands behind the value",
                    "remove it, or put it in the quotes");
    if (value.front() == '[' || value.front() == '{') return std::nullopt;
    const bool numeric = value.find_first_not_of("0123456789.,-+ ") == std::string_view::npos;
    if (numeric && std::count(value.begin(), value.end(), ',') == 1) {
        std::string point(value);
        point[point.find(',')] = '.';
        return slip("toml.decimal-comma", mark, "a number is written with a point", "write " + point);
    }
    std::string lower(value);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    if (lower == "true" || lower == "yes" || lower == "oui" || lower == "vrai")
        return slip("toml.unquoted-text", mark, "yes is written true", "write true");
    if (lower == "false" || lower == "no" || lower == "non" || lower == "faux")
        return slip("toml.unquoted-text", mark, "no is written false", "write false");
    return slip("toml.unquoted-text", mark, "a text stands in quotes", "write " + in_quotes(value));
}

bool looks_like_yaml(std::string_view line) {
    if (line.starts_with("---")) return true;
    if (line.empty() || line.front() == '[' || line.front() == '"' || line.front() == '\'') return false;
    const std::size_t colon = line.find(':'), equals = line.find('=');
    if (colon == std::string_view::npos || colon > equals) return false;
    return colon + 1 == line.size() || line[colon + 1] == ' ';
}

} // namespace

std::optional<Finding> find_slip_before_parsing(std::string_view text) {
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
        text.find('\0') != std::string_view::npos)
        return slip("toml.encoding", Mark{}, "the file is UTF-16 or not a text file", {},
                    "save it again as UTF-8");
    if (!is_valid_utf8(text)) {
        std::uint32_t number = 1;
        for (std::size_t begin = 0; begin <= text.size(); ++number) {
            const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
            std::uint32_t column = 1;
            for (std::size_t at = 0; at < line.size(); ++column) {
                const std::size_t before = at;
                if (next_code_point(line, at) == 0xFFFD && at == before + 1)
                    return slip("toml.encoding", Mark{number, column, 1}, "this byte is not UTF-8",
                                "the file was saved in another encoding",
                                "save it again as UTF-8 (in the editor: \"Save with encoding\")");
            }
            begin += line.size() + 1;
        }
    }
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    std::uint32_t number = 1;
    for (std::size_t begin = 0; begin < text.size(); ++number) {
        const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
        begin += line.size() + 1;
        const std::string_view seen = trim(line);
        if (seen.empty() || seen.front() == '#') continue;
        const Mark mark{number, 1, static_cast<std::uint32_t>(code_point_count(seen))};
        if (seen.front() == '{')
            return slip("toml.json", mark, "this is JSON; a feed file is TOML", {},
                        "`moisson explain source` shows the keys");
        if (looks_like_yaml(seen))
            return slip("toml.yaml", mark,
                        "this is YAML, which silently alters codes such as 01000; a feed file is TOML", {},
                        "[section] lines and key = \"value\" lines; `moisson explain source` shows the keys");
        break;
    }
    return std::nullopt;
}

Finding name_slip(std::string_view text, std::uint32_t line, std::uint32_t column,
                  std::string_view description) {
    // An error at the very start of a line usually belongs to the end of the line before.
    const Seen seen{LineParts(line_of(text, line)), line, column, description, text};
    for (auto rule : {leading_zero, duplicate, escape, curly_quotes, invisible, missing_quote, inline_table,
                      header, key_quotes, missing_equals, unquoted})
        if (auto found = rule(seen)) return *found;
    const std::size_t words = description.rfind(": ");
    return slip("toml.syntax", Mark{line, column, 1},
                std::string(words == std::string_view::npos ? description : description.substr(words + 2)));
}

} // namespace moisson
