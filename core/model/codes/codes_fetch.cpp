// http.* url.* tls.* …: why a source could not be read.
#include "core/model/codes/codes.hpp"

namespace moisson {

std::span<const CodeText> fetch_codes() {
    static constexpr CodeText rows[] = {
        {"http.gone", "The address answers 404 or 410: the file is no longer there.",
         "Ask the producer for the new address. Nothing is withdrawn meanwhile."},
        {"http.moved-permanently", "The producer says that the address has changed for good.",
         "Write the new address, which the message gives, in [source] url."},
        {"http.status", "The server answered with an error status.",
         "Nothing to do if it passes: it is tried again with growing pauses. Else tell the producer."},
    };
    return rows;
}

} // namespace moisson
