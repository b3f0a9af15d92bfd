#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// Text that may leave the process: user information and query of every URL in it, and what follows the name
/// of a credential (Authorization:, X-API-KEY:, token=, …), are replaced by "***". Everything else stays as
/// it is.
std::string redact(std::string_view text);

} // namespace moisson
