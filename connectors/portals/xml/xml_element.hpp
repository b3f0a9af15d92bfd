// One record of a portal that answers in XML, as a tree: metadata records are small, and their languages,
// references and places are read from several ends.
#pragma once
#include "core/model/digest.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

/// Names are local ("title" of "dc:title"): every portal has its own prefixes.
struct XmlElement {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string text; ///< its own, trimmed; of mixed content all pieces
    std::vector<XmlElement> children;

    std::string_view attribute(std::string_view wanted) const; ///< "" = absent
    const XmlElement* child(std::string_view wanted) const;    ///< the first; null = none
    /// The first element at the path ("identificationInfo/*/citation"; "*" = any), or null.
    const XmlElement* find(std::string_view path) const;
    std::string_view text_at(std::string_view path) const;
    /// All elements at the path, in the order of the document.
    std::vector<const XmlElement*> all(std::string_view path) const;
    /// All elements of that name, at any depth.
    std::vector<const XmlElement*> everywhere(std::string_view wanted) const;
    /// The first text of the element or below it: <a><b>text</b></a>.
    std::string_view any_text() const;
};

/// Over names, attributes (declarations of namespaces left out, in the order of their names) and texts.
/// `ignored`: paths whose elements do not count.
Digest128 digest_of(const XmlElement& element, const std::vector<std::string>& ignored);

} // namespace moisson
