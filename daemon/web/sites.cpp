// The two sites: the status for this machine's browsers and monitors, and the control socket for the
// commands.
#include "daemon/web/routes.hpp"

#include <algorithm>

namespace moisson::web {

namespace asio = boost::asio;

namespace {

/// The Host header without its port, in lower case.
std::string host_name(std::string host) {
    const std::size_t bracket = host.rfind(']');
    const std::size_t colon = host.rfind(':');
    if (colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) host.resize(colon);
    std::transform(host.begin(), host.end(), host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return host;
}

asio::awaitable<Response> refuse(int status, std::string detail) { co_return problem(status, detail); }

} // namespace

Handler status_site(Backend& backend, std::vector<std::string> extra_hosts) {
    auto router = std::make_shared<Router>();
    add_status_routes(*router, backend, false);
    std::vector<std::string> hosts{"localhost", "127.0.0.1", "[::1]"};
    hosts.insert(hosts.end(), extra_hosts.begin(), extra_hosts.end());
    return [router, hosts](Request request) {
        if (std::find(hosts.begin(), hosts.end(), host_name(request.host)) == hosts.end())
            return refuse(421, "this site answers to localhost only");
        if (!request.origin.empty()) return refuse(403, "scripts of other sites have no access");
        return router->route(std::move(request));
    };
}

Handler control_site(Backend& backend) {
    auto router = std::make_shared<Router>();
    add_status_routes(*router, backend, true);
    add_control_routes(*router, backend);
    return [router](Request request) { return router->route(std::move(request)); };
}

} // namespace moisson::web
