#pragma once
#include <string>
#include <string_view>

namespace moisson::api {

/// RFC 1952, fast. Empty when zlib fails.
std::string gzip_text(std::string_view text);

} // namespace moisson::api
