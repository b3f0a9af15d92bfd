#include "core/config/template_text.hpp"

#include "core/text/utf8.hpp"

namespace moisson {

std::string read_template(std::string_view text, std::vector<TemplatePart>& out) {
    out.clear();
    const auto literal = [&](char c) {
        if (out.empty() || out.back().is_column) out.emplace_back();
        out.back().text += c;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool brace = c == '{' || c == '}';
        if (brace && at + 1 < text.size() && text[at + 1] == c) {
            literal(c);
            ++at;
        } else if (c == '}') {
            return "a } without {; write }} for a real brace";
        } else if (c == '{') {
            const std::size_t end = text.find_first_of("{}", at + 1);
            if (end == text.npos || text[end] == '{') return "a { is never closed; write {{ for a real brace";
            const std::string_view name = trim(text.substr(at + 1, end - at - 1));
            if (name.empty()) return "{} names no column";
            out.push_back({true, std::string(name)});
            at = end;
        } else {
            literal(c);
        }
    }
    return {};
}

} // namespace moisson
