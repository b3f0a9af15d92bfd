// What is known of one address that data sets give: asked when, answered what, since when.
#pragma once
#include "core/model/digest.hpp"
#include "core/model/run.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

struct ResourceCheck {
    std::string url;
    std::string state =
        "new"; ///< new | ok | gone (404, 410, no such name) | trouble (may pass) | unknown (refused us)
    std::string code;        ///< of the last answer: "200", "404", "network.dns"
    UnixTime checked_at = 0; ///< 0 = never
    UnixTime since = 0;      ///< in this state since
    UnixTime next_at = 0;
    unsigned times = 0; ///< answers of this state in a row
    std::string etag, last_modified;
};

/// Addresses that are dead, by digest: eight bytes each.
class DeadAddresses {
public:
    DeadAddresses() = default;
    explicit DeadAddresses(std::vector<std::uint64_t> digests) : digests_(std::move(digests)) {
        std::sort(digests_.begin(), digests_.end());
    }
    bool empty() const { return digests_.empty(); }
    bool contains(std::string_view url) const {
        return !empty() && std::binary_search(digests_.begin(), digests_.end(), digest64(url));
    }

private:
    std::vector<std::uint64_t> digests_;
};

} // namespace moisson
