// Asking only for what changed: the cursor of the last applied run, minus an overlap, as a query parameter.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "connectors/http/http_client.hpp"

#include <optional>

namespace moisson {

/// Sets the parameter of [source.incremental], or {since} in the body. False when the read is a full one:
/// there is no cursor yet, or it was not asked for.
/// `format`: how this server writes instants, in place of the feed's; "" = as the feed says.
bool add_since(HttpRequest& request, const FetchRequest& fetch, std::string_view format = {});

/// "2026-03-01", "2026-03-01T10:00:00Z", "…+01:00" minus `overlap`, written as `format` says (YYYY MM DD HH
/// MM SS; "epoch" = seconds since 1970, "epoch-ms"), in UTC. Nothing when `cursor` is no date.
std::optional<std::string> since_text(std::string_view cursor, std::chrono::seconds overlap,
                                      std::string_view format);

} // namespace moisson
