#include "connectors/portals/xml/xml_element.hpp"

#include <algorithm>

namespace moisson {
namespace {

void collect(const XmlElement& from, std::string_view path, std::vector<const XmlElement*>& found,
             bool first) {
    if (path.empty()) {
        found.push_back(&from);
        return;
    }
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view step = path.substr(0, slash);
    const std::string_view rest = slash == path.size() ? std::string_view() : path.substr(slash + 1);
    for (const XmlElement& child : from.children) {
        if (step != "*" && child.name != step) continue;
        collect(child, rest, found, first);
        if (first && !found.empty()) return;
    }
}

void collect_named(const XmlElement& from, std::string_view wanted, std::vector<const XmlElement*>& found) {
    for (const XmlElement& child : from.children) {
        if (child.name == wanted) found.push_back(&child);
        collect_named(child, wanted, found);
    }
}

void write_canonical(const XmlElement& element, const std::string& path,
                     const std::vector<std::string>& ignored, std::string& out) {
    if (std::find(ignored.begin(), ignored.end(), path) != ignored.end()) return;
    out.append(element.name) += '\x1F';
    auto attributes = element.attributes;
    std::sort(attributes.begin(), attributes.end());
    for (const auto& [name, value] : attributes) {
        const bool meaningless = name.starts_with("xmlns") || name == "schemaLocation";
        if (!meaningless) out.append(name).append("=").append(value) += '\x1E';
    }
    out.append(element.text) += '\x1D';
    for (const XmlElement& child : element.children)
        write_canonical(child, ignored.empty() ? path : path + (path.empty() ? "" : "/") + child.name,
                        ignored, out);
    out += '\x1C';
}

} // namespace

std::string_view XmlElement::attribute(std::string_view wanted) const {
    for (const auto& [key, value] : attributes)
        if (key == wanted) return value;
    return {};
}

const XmlElement* XmlElement::child(std::string_view wanted) const {
    for (const XmlElement& one : children)
        if (one.name == wanted) return &one;
    return nullptr;
}

const XmlElement* XmlElement::find(std::string_view path) const {
    std::vector<const XmlElement*> found;
    collect(*this, path, found, true);
    return found.empty() ? nullptr : found.front();
}

std::string_view XmlElement::text_at(std::string_view path) const {
    const XmlElement* found = find(path);
    return found ? std::string_view(found->text) : std::string_view();
}

std::vector<const XmlElement*> XmlElement::all(std::string_view path) const {
    std::vector<const XmlElement*> found;
    collect(*this, path, found, false);
    return found;
}

std::vector<const XmlElement*> XmlElement::everywhere(std::string_view wanted) const {
    std::vector<const XmlElement*> found;
    collect_named(*this, wanted, found);
    return found;
}

std::string_view XmlElement::any_text() const {
    if (!text.empty()) return text;
    for (const XmlElement& one : children)
        if (const std::string_view below = one.any_text(); !below.empty()) return below;
    return {};
}

Digest128 digest_of(const XmlElement& element, const std::vector<std::string>& ignored) {
    std::string canonical;
    write_canonical(element, "", ignored, canonical);
    return digest128(canonical);
}

} // namespace moisson
