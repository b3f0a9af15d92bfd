#include "core/mapping/list_literal.hpp"

#include "core/text/utf8.hpp"

namespace moisson {
namespace {

bool is_quote(char c) { return c == '"' || c == '\''; }

/// Position of the quote that closes the one at `at`, or npos. Inside a word an apostrophe closes nothing.
std::size_t closing_quote(std::string_view text, std::size_t at) {
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == text[at]) {
            const std::size_t next = text.find_first_not_of(' ', i + 1);
            if (next == text.npos || text[next] == ',') return i;
        }
    }
    return text.npos;
}

} // namespace

bool is_list_literal(std::string_view text) {
    if (text.size() < 2) return false;
    const bool brackets = text.front() == '[' && text.back() == ']';
    const bool braces = text.front() == '{' && text.back() == '}' && text.find("\":") == text.npos;
    return brackets || braces;
}

std::vector<std::string_view> list_literal_items(std::string_view text) {
    std::vector<std::string_view> items;
    std::string_view rest = trim(text.substr(1, text.size() - 2));
    while (!rest.empty()) {
        std::size_t end = rest.npos;
        if (is_quote(rest[0])) end = closing_quote(rest, 0);
        std::size_t comma = rest.find(',', end == rest.npos ? 0 : end);
        if (end != rest.npos)
            items.push_back(rest.substr(1, end - 1));
        else
            items.push_back(trim(rest.substr(0, comma)));
        if (comma == rest.npos) break;
        rest = trim(rest.substr(comma + 1));
    }
    return items;
}

} // namespace moisson
