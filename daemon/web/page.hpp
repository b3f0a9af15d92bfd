#pragma once
#include "daemon/service/status_snapshot.hpp"

#include <string>
#include <string_view>

namespace moisson::web {

/// The status as one HTML page: readable without style sheet, script, mouse or colour. Refreshed by the
/// reader.
std::string render_page(const StatusSnapshot& status);
/// Why a record is as it is, for a person. `explanation`: the JSON of explain_record().
std::string render_why_page(const std::string& explanation);
std::string_view page_style(); ///< of every page here
/// Content-Security-Policy of these pages: nothing but their own style sheet, by hash.
std::string page_policy();

} // namespace moisson::web
