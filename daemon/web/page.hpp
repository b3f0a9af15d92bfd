#pragma once
#include "daemon/service/status_snapshot.hpp"

#include <string>
#include <string_view>

namespace moisson::web {

/// The status as one HTML page: readable without style sheet, script, mouse or colour. Refreshed by the
/// reader.
std::string render_page(const StatusSnapshot& status);
/// Content-Security-Policy of that page: nothing but its own style sheet, by hash.
std::string page_policy();

std::string escape_html(std::string_view text);

} // namespace moisson::web
