#include "connectors/formats/xml/simple_xml.hpp"

#include "connectors/formats/limits.hpp"
#include "connectors/formats/xml/xml_scan.hpp"

#include <algorithm>
#include <cstring>

namespace moisson {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t longest_simple_token = format_limit::chunk / 2; // longer ones are expat's
constexpr std::size_t longest_simple_name = 256;
constexpr std::size_t most_simple_attributes = 64; // their names are compared with each other

const char* no_xml_attributes[] = {nullptr};

} // namespace

SimpleXml::SimpleXml(ByteSource& bytes, XmlHandler& handler, XmlControl& control)
    : window_(bytes), handler_(handler), control_(control), at_(window_.begin()) {}

SimpleXml::Stop SimpleXml::run() {
    if (!begun_ && !begin()) return Stop::at_rest;
    while (!control_.paused) {
        if (!step()) return Stop::at_rest;
        if (control_.refusal) return Stop::refused;
    }
    return Stop::paused;
}

/// One token, or a part of one. False, with at_ before it, when it is expat's.
bool SimpleXml::step() {
    if (name_starts_.empty() && has_root_) return false; // behind the root
    if (at_ == window_.end()) return window_.more(at_);
    return *at_ == '<' ? markup() : text();
}

/// The window ends before the token does: more of it, when it is not too long.
bool SimpleXml::want(const char* at) {
    if (at != window_.end()) return false; // nothing is missing, something is unusual
    return static_cast<std::size_t>(window_.end() - at_) < longest_simple_token && window_.more(at_);
}

/// Up to the root's tag, when nothing but a declaration, white space and comments stands before it.
bool SimpleXml::begin() {
    if (!window_.more(at_)) return false;
    const char* at = at_;
    if (std::string_view(at, 3) == "\xEF\xBB\xBF"sv) at += 3;
    if (std::string_view(at, 5) == "<?xml"sv && !(at = skip_declaration(at + 5))) return false;
    for (at = skip_xml_space(at); std::string_view(at, 4) == "<!--"sv; at = skip_xml_space(at)) {
        const char* const end = xml_comment_end(at, window_.end());
        if (!end) return false;
        at = end;
    }
    if (*at != '<' || !is_xml_name_start(at[1])) return false;
    at_ = at;
    begun_ = true;
    return true;
}

const char* SimpleXml::skip_declaration(const char* at) {
    XmlDeclaration declaration;
    const char* const end = read_xml_declaration(at, declaration);
    if (end) encoding_ = declaration.encoding;
    return end;
}

bool SimpleXml::markup() {
    switch (at_[1]) {
    case '/':
        return end_tag();
    case '!':
        return section();
    default:
        return is_xml_name_start(at_[1]) ? start_tag() : want(at_ + 1);
    }
}

void SimpleXml::start(std::string_view name, const char** attributes) {
    handler_.start(name, attributes);
    ++control_.depth;
    has_root_ = true;
    name_starts_.push_back(names_.size());
    names_ += name;
}

void SimpleXml::end() {
    const std::size_t start = name_starts_.back();
    handler_.end(std::string_view(names_).substr(start));
    --control_.depth;
    names_.resize(start);
    name_starts_.pop_back();
}

bool SimpleXml::start_tag() {
    const char* const name = at_ + 1;
    const char* const name_end = skip_xml_name(name);
    if (static_cast<std::size_t>(name_end - name) > longest_simple_name ||
        control_.depth >= format_limit::xml_depth)
        return false;
    if (*name_end != '>') return attributes(name, name_end);
    at_ = name_end + 1;
    start({name, static_cast<std::size_t>(name_end - name)}, no_xml_attributes);
    return true;
}

/// A start tag that goes on behind its name: attributes, or a slash.
bool SimpleXml::attributes(const char* name, const char* name_end) {
    attribute_texts_.clear();
    attribute_starts_.clear();
    const char* at = name_end;
    for (;;) {
        const char* const blank = at;
        at = skip_xml_space(at);
        if (*at == '>' || *at == '/') break;
        if (at == blank) return want(at);
        at = attribute(at);
        if (!at) return false;
        if (at == window_.end()) return want(at);
    }
    const bool empty = *at == '/';
    if (empty && *++at != '>') return want(at);
    attribute_views_.clear();
    for (const std::size_t start : attribute_starts_)
        attribute_views_.push_back(attribute_texts_.data() + start);
    attribute_views_.push_back(nullptr);
    at_ = at + 1;
    start({name, static_cast<std::size_t>(name_end - name)}, attribute_views_.data());
    if (!empty || control_.refusal) return true;
    end();
    return true;
}

/// Behind the attribute at `at`; the window's end when that comes before; nullptr when it is expat's.
const char* SimpleXml::attribute(const char* at) {
    const char* const name_end = skip_xml_name(at);
    if (name_end == window_.end()) return name_end;
    const std::string_view name(at, static_cast<std::size_t>(name_end - at));
    if (!is_xml_name_start(*at) || attribute_starts_.size() >= 2 * most_simple_attributes) return nullptr;
    for (std::size_t i = 0; i < attribute_starts_.size(); i += 2)
        if (name == attribute_texts_.data() + attribute_starts_[i]) return nullptr; // twice
    attribute_starts_.push_back(attribute_texts_.size());
    attribute_texts_.append(name) += '\0';
    at = skip_xml_space(name_end);
    if (*at != '=') return at == window_.end() ? at : nullptr;
    at = skip_xml_space(at + 1);
    if (*at != '"' && *at != '\'') return at == window_.end() ? at : nullptr;
    attribute_starts_.push_back(attribute_texts_.size());
    return value(at);
}

/// As attribute(), of the value in quotes: each line end and tab is a blank in it.
const char* SimpleXml::value(const char* at) {
    const char quote = *at++;
    for (;;) {
        const char* const stop = find_in_xml_value(at, quote);
        attribute_texts_.append(at, stop);
        at = stop;
        if (*at == quote) break;
        if (*at == '\t' || *at == '\n' || *at == '\r') {
            if (*at == '\r' && at + 1 == window_.end()) return window_.end();
            at += *at == '\r' && at[1] == '\n' ? 2 : 1;
            attribute_texts_ += ' ';
        } else if (*at == '&') {
            const XmlReference reference = read_xml_reference(at, window_.end());
            if (!reference.end) return reference.is_cut ? window_.end() : nullptr;
            attribute_texts_ += reference.text();
            at = reference.end;
        } else {
            return at == window_.end() ? at : nullptr;
        }
    }
    attribute_texts_ += '\0';
    return at + 1;
}

bool SimpleXml::end_tag() {
    const std::string_view name = std::string_view(names_).substr(name_starts_.back());
    const char* at = at_ + 2;
    const auto left = static_cast<std::size_t>(window_.end() - at);
    if (left <= name.size()) return want(window_.end());
    if (std::memcmp(at, name.data(), name.size()) != 0) return false;
    at = skip_xml_space(at + name.size());
    if (*at != '>') return want(at);
    at_ = at + 1;
    end();
    return true;
}

bool SimpleXml::text() {
    const char* const stop = find_in_xml_text(at_);
    if (stop != at_) return characters(stop);
    switch (*stop) {
    case '&':
        return reference();
    case '\n':
    case '\r':
        return line_end();
    case ']': // "]]>" may not stand in a text
        if (window_.end() - at_ < 3) return want(window_.end());
        return (at_[1] != ']' || at_[2] != '>') && characters(at_ + 1);
    default:
        return false;
    }
}

bool SimpleXml::characters(const char* end) {
    const std::string_view text(at_, static_cast<std::size_t>(end - at_));
    at_ = end;
    handler_.text(text);
    return true;
}

/// As expat does: each line end is a text of its own.
bool SimpleXml::line_end() {
    if (*at_ == '\r' && at_ + 1 == window_.end()) return want(window_.end());
    at_ += *at_ == '\r' && at_[1] == '\n' ? 2 : 1;
    handler_.text("\n");
    return true;
}

bool SimpleXml::reference() {
    const XmlReference found = read_xml_reference(at_, window_.end());
    if (!found.end) return found.is_cut && want(window_.end());
    at_ = found.end;
    handler_.text(found.text());
    return true;
}

/// A comment, or CDATA.
bool SimpleXml::section() {
    const std::size_t left = static_cast<std::size_t>(window_.end() - at_);
    const bool comment = std::string_view(at_, std::min<std::size_t>(left, 4)) == "<!--"sv;
    const bool cdata = std::string_view(at_, std::min<std::size_t>(left, 9)) == "<![CDATA["sv;
    const char* const end = comment ? xml_comment_end(at_, window_.end())
                            : cdata ? xml_cdata_end(at_, window_.end())
                                    : nullptr;
    if (!end) return (comment || cdata || left < 9) && want(window_.end());
    if (cdata) {
        at_ += 9;
        texts(end - 3);
    }
    if (!control_.refusal) at_ = end;
    return true;
}

/// Text up to `end` without markup, which may hold line ends.
void SimpleXml::texts(const char* end) {
    while (at_ != end && !control_.refusal) {
        const char* const stop = std::find_if(at_, end, [](char c) { return c == '\n' || c == '\r'; });
        if (stop != at_)
            characters(stop);
        else
            line_end();
    }
}

std::string SimpleXml::opening() const {
    std::string tags;
    for (std::size_t i = 0; i < name_starts_.size(); ++i) {
        const std::size_t end = i + 1 < name_starts_.size() ? name_starts_[i + 1] : names_.size();
        tags += '<' + names_.substr(name_starts_[i], end - name_starts_[i]) + '>';
    }
    return tags.empty() && has_root_ ? "<r></r>" : tags;
}

} // namespace moisson
