// RFC 4648 §4.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

std::string base64_encode(std::string_view bytes);
/// Nothing when the text is not base64. The "=" at the end may be absent.
std::optional<std::string> base64_decode(std::string_view text);

} // namespace moisson
