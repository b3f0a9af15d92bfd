// Which entry of an archive holds the data, and which names an honest archive does not have.
#pragma once
#include "connectors/formats/sniff.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Control characters, "..", a backslash, an absolute path. Names are never used as paths; such an archive
/// was made to harm, and nothing of it is read.
bool is_dangerous_entry_name(std::string_view name);

/// `names`: of the files, without directories. The one that matches `pattern` ("*.csv"), else the only one
/// with an extension of the expected format. `archive`: "ZIP file", for the message. Throws FormatError for
/// none and for several.
std::size_t choose_entry(const std::vector<std::string>& names, const std::string& pattern, Expected expected,
                         const std::string& archive);

} // namespace moisson
