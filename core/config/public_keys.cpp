// The keys of [public]: the listener for consumers.
#include "core/config/app.hpp"
#include "core/config/keys.hpp"

namespace moisson {

std::vector<Key> public_key_rows() {
    using enum KeyType;
    return {
        {.section = "public",
         .name = "enabled",
         .type = boolean,
         .fallback = "false",
         .help = "Whether the public catalogue and API are served.",
         .slot = INTO(AppConfig, public_api.enabled)},
        {.section = "public",
         .name = "listen",
         .help = "Address and port. Default: 127.0.0.1:8643.",
         .slot = INTO(AppConfig, public_api.listen),
         .also = "address port",
         .example = "\"[::]:8643\""},
        {.section = "public",
         .name = "url",
         .help = "Public address of the proxy, for links and the catalogue. Without: links are paths.",
         .slot = INTO(AppConfig, public_api.url),
         .also = "base_url",
         .example = "\"https://donnees.example.fr\""},
        {.section = "public",
         .name = "target",
         .help = "Name of the directory target whose files are served. Default: the first one.",
         .slot = INTO(AppConfig, public_api.target)},
        {.section = "public",
         .name = "tokens",
         .type = text_list,
         .help = "Tokens of consumers (Authorization: Bearer), by reference; none = open to all.",
         .slot = INTO(AppConfig, public_api.tokens),
         .example = "[\"{secret:consumer}\"]"},
        {.section = "public",
         .name = "requests_per_second",
         .type = number,
         .fallback = "20",
         .help =
             "Of one address, in the long run; beyond it the answer is 429 with Retry-After. 0 = no limit.",
         .slot = INTO(AppConfig, public_api.requests_per_second),
         .maximum = 1e6,
         .also = "rate rate_limit"},
        {.section = "public",
         .name = "burst",
         .type = count,
         .fallback = "200",
         .help = "Requests that an address that was quiet may send at once.",
         .slot = INTO(AppConfig, public_api.burst),
         .minimum = 1,
         .maximum = 1e6},
        {.section = "public",
         .name = "connections",
         .type = count,
         .fallback = "256",
         .help = "Connections at once; a quarter of them from one address, unless behind_proxy.",
         .slot = INTO(AppConfig, public_api.connections),
         .minimum = 4,
         .maximum = 10000},
        {.section = "public",
         .name = "behind_proxy",
         .type = boolean,
         .fallback = "false",
         .help = "A proxy of ours stands before it: who asks is the last address of X-Forwarded-For.",
         .slot = INTO(AppConfig, public_api.behind_proxy),
         .also = "proxy trust_proxy"},
    };
}

} // namespace moisson
