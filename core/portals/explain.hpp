// What `moisson explain source.ckan` says.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

/// "ckan" or "source.ckan": how that portal is read and which keys of [source.portal] it knows. Nothing for
/// what is no portal.
std::optional<std::string> explain_portal(std::string_view word);

} // namespace moisson
