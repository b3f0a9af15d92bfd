// How long and how large one fetch may become; every limit has a name, a default and a unit.
#pragma once
#include "connectors/http/fault.hpp"
#include "connectors/http/url.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace moisson {

using Millis = std::chrono::milliseconds;

struct HttpLimits {
    Millis connect{10000};
    Millis tls{10000};
    Millis first_byte{30000};        ///< from the request to the first byte of the answer
    Millis idle{30000};              ///< between two reads
    std::uint64_t low_speed = 1000;  ///< bytes a second …
    Millis low_speed_window{60000};  ///< … averaged over this time
    Millis total{3600000};           ///< of everything one client does
    std::uint64_t body = 256 << 20;  ///< bytes of one answer as received
    std::uint64_t decoded = 1 << 30; ///< bytes of one answer after Content-Encoding
    unsigned redirects = 5;
};

/// The end of a client's total time.
class Deadline {
public:
    Deadline(Millis total, const Url& home)
        : total_(total), end_(std::chrono::steady_clock::now() + total), authority_(home.authority()) {}

    /// `time`, or what is left of the total. Throws HttpFault "timeout.total" when nothing is.
    Millis within(Millis time) const {
        const auto left = std::chrono::duration_cast<Millis>(end_ - std::chrono::steady_clock::now());
        if (left.count() > 0) return std::min(time, left);
        throw transient_fault("timeout.total", "the fetch from " + authority_ + " took longer than " +
                                                   std::to_string(total_.count() / 1000) +
                                                   " s; raise timeout in [source.limits] if that is right");
    }

private:
    Millis total_;
    std::chrono::steady_clock::time_point end_;
    std::string authority_;
};

} // namespace moisson
