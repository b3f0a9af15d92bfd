// What is known of one address that data sets give: asked when, answered what, since when.
#pragma once
#include "core/model/run.hpp"

#include <string>

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

} // namespace moisson
