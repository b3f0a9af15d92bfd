#include "core/mapping/template.hpp"

#include "core/config/template_text.hpp"
#include "core/text/utf8.hpp"

namespace moisson {

TextTemplate::TextTemplate(std::string_view text, SelectorList& selectors) : lines_(1) {
    std::vector<TemplatePart> parts;
    if (const std::string problem = read_template(text, parts); !problem.empty())
        throw TemplateError(problem);
    for (const TemplatePart& part : parts) {
        if (part.is_column) {
            lines_.back().pieces.push_back({"", static_cast<int>(selectors.slot(part.text))});
            lines_.back().has_columns = true;
        } else {
            add_literal(part.text);
        }
    }
}

void TextTemplate::add_literal(std::string_view text) {
    for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
        if (end > 0) lines_.back().pieces.push_back({std::string(text.substr(0, end)), -1});
        lines_.emplace_back();
        text.remove_prefix(end + 1);
    }
    if (!text.empty()) lines_.back().pieces.push_back({std::string(text), -1});
}

std::vector<std::uint32_t> TextTemplate::slots() const {
    std::vector<std::uint32_t> all;
    for (const Line& line : lines_)
        for (const Piece& piece : line.pieces)
            if (piece.slot >= 0) all.push_back(static_cast<std::uint32_t>(piece.slot));
    return all;
}

bool TextTemplate::render_line(const Line& line, const RawRecord& raw, std::string& out,
                               const Means& means_nothing) const {
    bool filled = false;
    for (const Piece& piece : line.pieces) {
        if (piece.slot < 0) {
            out += piece.literal;
            continue;
        }
        bool first = true;
        for (std::string_view value : raw.values(static_cast<std::size_t>(piece.slot))) {
            value = trim(value);
            if (value.empty() || (means_nothing && means_nothing(value))) continue;
            if (!first) out += ", ";
            out += value;
            first = false;
            filled = true;
        }
    }
    return filled;
}

void TextTemplate::render(const RawRecord& raw, std::string& out, const Means& means_nothing) const {
    out.clear();
    bool any = false, drop_empty = true;
    for (const Line& line : lines_) {
        const std::size_t before = out.size();
        if (line.pieces.empty()) {
            if (!drop_empty) out += '\n';
            continue;
        }
        const bool filled = render_line(line, raw, out, means_nothing);
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
