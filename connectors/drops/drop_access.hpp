// [source] of a feed file → where a drop is, and as whom we go there.
#pragma once
#include "connectors/drops/curl_session.hpp"
#include "connectors/fetch/request_template.hpp"

namespace moisson {

/// Without addresses. Throws HttpFault for an address, a secret or a key file that cannot be used.
DropAccess drop_access(const SourceConfig& source, SecretBag& secrets);

} // namespace moisson
