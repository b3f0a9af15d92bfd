// An XML element as JSON text, for fields that keep a record as it came ({ whole_record = true }).
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace moisson {

/// The marks in the canonical form of an element, which is also what its digest is taken of:
/// start NAME (attribute NAME value VALUE)* content (TEXT text | element)* end. None can occur in XML.
namespace xml_mark {
inline constexpr char start = '\x01', attribute = '\x02', value = '\x03', end = '\x04', text = '\x05',
                      content = '\x06';
}

/// Memory that one element or attribute costs while it is written.
inline constexpr std::size_t xml_json_node_size = 48;

/// Appends the element: {"@attribute": "…", "child": …}, members in alphabetical order, a child that comes
/// several times as a list; "#text" is text beside attributes or children. With text alone: a string.
void write_xml_json(std::string_view canonical, std::string& out);

} // namespace moisson
