#include "core/mapping/template.hpp"

#include "core/text/utf8.hpp"

namespace moisson {
namespace {

/// Calls `literal(char)` and `column(name)` in order.
template<typename Literal, typename Column>
void walk(std::string_view text, Literal literal, Column column) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool doubled = at + 1 < text.size() && text[at + 1] == c;
        if ((c == '{' || c == '}') && doubled) {
            literal(c);
            ++at;
        } else if (c == '{') {
            const std::size_t end = text.find('}', at);
            if (end == text.npos) throw TemplateError("a \"{\" is never closed");
            const std::string_view name = trim(text.substr(at + 1, end - at - 1));
            if (name.empty()) throw TemplateError("an empty {} names no column");
            column(std::string(name));
            at = end;
        } else if (c == '}') {
            throw TemplateError("a \"}\" closes nothing: write }} for a real brace");
        } else {
            literal(c);
        }
    }
}

} // namespace

TextTemplate::TextTemplate(std::string_view text, SelectorList& selectors) : lines_(1) {
    const auto literal = [&](char c) {
        if (c == '\n') {
            lines_.emplace_back();
            return;
        }
        auto& pieces = lines_.back().pieces;
        if (pieces.empty() || pieces.back().slot >= 0) pieces.emplace_back();
        pieces.back().literal += c;
    };
    const auto column = [&](const std::string& name) {
        lines_.back().pieces.push_back({"", static_cast<int>(selectors.slot(name))});
        lines_.back().has_columns = true;
    };
    walk(text, literal, column);
}

std::vector<std::uint32_t> TextTemplate::slots() const {
    std::vector<std::uint32_t> all;
    for (const Line& line : lines_)
        for (const Piece& piece : line.pieces)
            if (piece.slot >= 0) all.push_back(static_cast<std::uint32_t>(piece.slot));
    return all;
}

bool TextTemplate::render_line(const Line& line, const RawRecord& raw, std::string& out) const {
    bool filled = false;
    for (const Piece& piece : line.pieces) {
        if (piece.slot < 0) {
            out += piece.literal;
            continue;
        }
        bool first = true;
        for (std::string_view value : raw.values(static_cast<std::size_t>(piece.slot))) {
            value = trim(value);
            if (value.empty()) continue;
            if (!first) out += ", ";
            out += value;
            first = false;
            filled = true;
        }
    }
    return filled;
}

void TextTemplate::render(const RawRecord& raw, std::string& out) const {
    out.clear();
    bool any = false, drop_empty = true;
    for (const Line& line : lines_) {
        const std::size_t before = out.size();
        if (line.pieces.empty()) {
            if (!drop_empty) out += '\n';
            continue;
        }
        const bool filled = render_line(line, raw, out);
        drop_empty = line.has_columns && !filled;
        if (drop_empty) {
            out.resize(before);
            continue;
        }
        any |= filled;
        out += '\n';
    }
    if (!any) out.clear();
    while (!out.empty() && out.back() == '\n') out.pop_back();
}

} // namespace moisson
