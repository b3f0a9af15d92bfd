// Which path answers what (interfaces.md). Status routes are for both listeners, control routes for the Unix
// socket only.
#pragma once
#include "daemon/web/backend.hpp"
#include "daemon/web/router.hpp"

namespace moisson::web {

/// /livez /readyz /healthz /status… /metrics and the page /. `with_values`: rejects show values (may be
/// personal data).
void add_status_routes(Router& router, Backend& backend, bool with_values);
/// POST /feeds/… /-/reload /publish /targets/… /link /backup.
void add_control_routes(Router& router, Backend& backend);

/// For the TCP listener: answers only to its own names (a foreign Host is DNS rebinding, an Origin another
/// site's script).
Handler status_site(Backend& backend, std::vector<std::string> extra_hosts = {});
/// For the Unix socket: everything; orders are logged with the peer's credentials.
Handler control_site(Backend& backend);

} // namespace moisson::web
