// An answer of a portal in XML → its records one by one, and what stands around them.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/portals/xml/xml_element.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Thread: one at a time. Throws FormatError; characters that XML forbids become spaces.
class PortalPage {
public:
    /// `records`: local names of the elements that are records, wherever they stand.
    PortalPage(std::unique_ptr<ByteSource> bytes, std::vector<std::string> records);
    ~PortalPage();

    /// False at the end of the document. A record larger than format_limit::xml_record refuses the page.
    bool next(XmlElement& record);
    /// Elements outside of records, as far as they have been read, without their children; the outermost is
    /// the first. At most 1,000; texts of at most 64 KiB.
    const std::vector<XmlElement>& around() const;
    /// The first of them with that name, or null.
    const XmlElement* around(std::string_view name) const;
    std::uint64_t replaced() const; ///< characters that were read as spaces

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace moisson
