#pragma once
#include "daemon/api/api_route.hpp"

namespace moisson::api {

/// The page that this query asks for, over as many turns as it takes; a page may be shorter than asked when
/// the filters let little through.
Turn list_turns(std::uint16_t kind, std::string query);

} // namespace moisson::api
