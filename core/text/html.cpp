#include "core/text/html.hpp"

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace moisson {
namespace {

constexpr std::pair<std::string_view, char32_t> entities[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},      {"apos", '\''},
    {"nbsp", 0xA0},    {"agrave", 0xE0},  {"acirc", 0xE2},    {"auml", 0xE4},     {"aelig", 0xE6},
    {"ccedil", 0xE7},  {"egrave", 0xE8},  {"eacute", 0xE9},   {"ecirc", 0xEA},    {"euml", 0xEB},
    {"icirc", 0xEE},   {"iuml", 0xEF},    {"ocirc", 0xF4},    {"ouml", 0xF6},     {"ugrave", 0xF9},
    {"ucirc", 0xFB},   {"uuml", 0xFC},    {"ntilde", 0xF1},   {"oelig", 0x153},   {"Agrave", 0xC0},
    {"Acirc", 0xC2},   {"AElig", 0xC6},   {"Ccedil", 0xC7},   {"Egrave", 0xC8},   {"Eacute", 0xC9},
    {"Ecirc", 0xCA},   {"Euml", 0xCB},    {"Icirc", 0xCE},    {"Iuml", 0xCF},     {"Ocirc", 0xD4},
    {"Ugrave", 0xD9},  {"Ucirc", 0xDB},   {"OElig", 0x152},   {"euro", 0x20AC},   {"deg", 0xB0},
    {"laquo", 0xAB},   {"raquo", 0xBB},   {"lsquo", 0x2018},  {"rsquo", 0x2019},  {"ldquo", 0x201C},
    {"rdquo", 0x201D}, {"ndash", 0x2013}, {"mdash", 0x2014},  {"hellip", 0x2026}, {"bull", 0x2022},
    {"middot", 0xB7},  {"copy", 0xA9},    {"reg", 0xAE},      {"trade", 0x2122},  {"times", 0xD7},
    {"sup2", 0xB2},    {"frac12", 0xBD},  {"thinsp", 0x2009}, {"ensp", 0x2002},   {"emsp", 0x2003},
};

constexpr std::string_view line_tags[] = {
    "br", "p",  "div", "ul", "ol",  "tr",      "table",   "h1",     "h2",     "h3",         "h4",     "h5",
    "h6", "dt", "dd",  "hr", "pre", "section", "article", "header", "footer", "blockquote", "address"};

/// Text being built: collapses spaces, at most one empty line in a row.
class Lines {
public:
    void space() { pending_space_ = true; }
    void line() { pending_lines_ = std::max(pending_lines_, 1); }
    void paragraph() { pending_lines_ = 2; }
    void text(std::string_view bytes) {
        if (!out_.empty() && pending_lines_ > 0)
            out_.append(static_cast<std::size_t>(pending_lines_), '\n');
        else if (!out_.empty() && pending_space_)
            out_ += ' ';
        pending_lines_ = 0;
        pending_space_ = false;
        out_ += bytes;
    }
    void item() {
        line();
        text("- ");
    }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
    int pending_lines_ = 0;
    bool pending_space_ = false;
};

std::string tag_name(std::string_view tag) {
    if (tag.starts_with('/')) tag.remove_prefix(1);
    std::string name;
    for (char c : tag) {
        if (!is_letter(c) && !is_digit(c)) break;
        name += lower(c);
    }
    return name;
}

void write_tag(std::string_view tag, Lines& lines) {
    const std::string name = tag_name(tag);
    if (name == "li") {
        if (tag.starts_with('/'))
            lines.line();
        else
            lines.item();
    } else if (name == "p" || (name.size() == 2 && name[0] == 'h' && is_digit(name[1]))) {
        lines.paragraph();
    } else if (std::find(std::begin(line_tags), std::end(line_tags), name) != std::end(line_tags)) {
        lines.line();
    } else if (name == "td" || name == "th") {
        lines.space();
    }
}

/// Position behind "</name" … ">" of an element whose content is not text.
std::size_t skip_element(std::string_view html, std::size_t at, const std::string& name) {
    const std::string closing = "</" + name;
    for (; at + closing.size() <= html.size(); ++at) {
        const auto here = html.substr(at, closing.size());
        if (std::equal(here.begin(), here.end(), closing.begin(),
                       [](char a, char b) { return lower(a) == b; })) {
            const std::size_t end = html.find('>', at);
            return end == html.npos ? html.size() : end + 1;
        }
    }
    return html.size();
}

/// Handles "<…"; returns the position behind it. A "<" that opens no tag is text.
std::size_t read_tag(std::string_view html, std::size_t at, Lines& lines) {
    if (html.substr(at).starts_with("<!--")) {
        const std::size_t end = html.find("-->", at);
        return end == html.npos ? html.size() : end + 3;
    }
    const char next = at + 1 < html.size() ? html[at + 1] : ' ';
    const std::size_t end = html.find('>', at);
    if ((!is_letter(next) && next != '/' && next != '!') || end == html.npos) {
        lines.text("<");
        return at + 1;
    }
    const std::string_view tag = html.substr(at + 1, end - at - 1);
    const std::string name = tag_name(tag);
    if (!tag.starts_with('/') && (name == "script" || name == "style"))
        return skip_element(html, end + 1, name);
    write_tag(tag, lines);
    return end + 1;
}

char32_t numeric_entity(std::string_view body) {
    const bool hexadecimal = body.size() > 1 && lower(body[1]) == 'x';
    const std::string_view digits = body.substr(hexadecimal ? 2 : 1);
    unsigned value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hexadecimal ? 16 : 10);
    if (error != std::errc() || end != digits.data() + digits.size()) return 0;
    return value < 0x20 && value != '\n' && value != '\t' ? ' ' : value;
}

char32_t named_entity(std::string_view name) {
    for (const auto& [known, code_point] : entities)
        if (known == name) return code_point;
    return 0;
}

/// Handles "&…;"; returns the position behind it. An unknown entity is text.
std::size_t read_entity(std::string_view html, std::size_t at, Lines& lines) {
    const std::size_t end = html.find(';', at);
    const std::string_view body =
        end == html.npos || end - at > 12 ? std::string_view() : html.substr(at + 1, end - at - 1);
    const char32_t code_point = body.empty() ? 0 : body[0] == '#' ? numeric_entity(body) : named_entity(body);
    if (code_point == 0) {
        lines.text("&");
        return at + 1;
    }
    if (is_blank(code_point)) {
        lines.space();
    } else {
        std::string bytes;
        append_utf8(bytes, code_point);
        lines.text(bytes);
    }
    return end + 1;
}

bool has_tags(std::string_view text) {
    for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 1))
        if (at + 1 < text.size() && (is_letter(text[at + 1]) || text[at + 1] == '/')) return true;
    return false;
}

/// White space of the source: a space in HTML; in plain text line breaks mean what they are.
void read_blank(std::string_view html, std::size_t at, bool plain, Lines& lines) {
    if (!plain || html[at] != '\n') return lines.space();
    const std::size_t next = html.find_first_not_of(" \t\r", at + 1);
    const bool empty_line = next != html.npos && html[next] == '\n';
    if (empty_line)
        lines.paragraph();
    else
        lines.line();
}

} // namespace

std::string html_to_text(std::string_view html) {
    Lines lines;
    const bool plain = !has_tags(html);
    for (std::size_t at = 0; at < html.size();) {
        if (html[at] == '<') {
            at = read_tag(html, at, lines);
        } else if (html[at] == '&') {
            at = read_entity(html, at, lines);
        } else {
            const std::size_t start = at;
            if (is_blank(next_code_point(html, at)))
                read_blank(html, start, plain, lines);
            else
                lines.text(html.substr(start, at - start));
        }
    }
    return lines.take();
}

namespace {

/// A character of XML 1.0, section 2.2, and no control of the second half of Latin-1.
bool sayable(char32_t c) {
    if (c < 0x20) return c == '\n' || c == '\t' || c == '\r';
    return (c < 0x7F || c >= 0xA0) && c != 0xFFFE && c != 0xFFFF;
}

} // namespace

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            append_utf8(out, sayable(c) ? c : 0xFFFD);
        }
    }
    return out;
}

} // namespace moisson
