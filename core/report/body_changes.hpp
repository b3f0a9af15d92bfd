// What differs between two versions of a record, for the commands that show it.
#pragma once
#include <string>
#include <vector>

namespace moisson {

/// Names of the members that differ between two bodies (JSON objects of the present fields; empty = no
/// record), in the order of `after`, then those that only `before` has.
std::vector<std::string> changed_fields(const std::string& before, const std::string& after);

/// What became of the resources (a list of objects with addresses) of a data set, one line each: "moved: A →
/// B", "changed: A", "added: B", "gone: A". Empty when `field` holds no such list in either body.
std::vector<std::string> resource_changes(const std::string& before, const std::string& after,
                                          const std::string& field);

} // namespace moisson
