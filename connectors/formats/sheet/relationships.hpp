// *.rels of an Office package: which part refers to which.
#pragma once
#include "connectors/formats/sheet/sheet_package.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

struct Relationship {
    std::string id, type; ///< `type`: the last word of its address, such as "worksheet"
    std::string target;   ///< a part of the package
    bool is_external = false;
};

/// Of the part `source` ("xl/workbook.xml", "" = the package); none when it has no *.rels. Throws FormatError
/// when a target climbs out of the package.
std::vector<Relationship> read_relationships(const SheetPackage& package, std::string_view source);

/// The part, or throws FormatError when the relationship names an address outside the package.
const std::string& part_of(const Relationship& relationship);

} // namespace moisson
