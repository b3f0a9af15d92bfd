// What one page of an API says about itself and the others.
#pragma once
#include "core/config/feed.hpp"
#include "core/model/digest.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

struct PageFacts {
    std::uint64_t records = 0;
    Digest128 content;                  ///< over the records, without the links around them
    std::optional<std::uint64_t> total; ///< as the producer counts
    bool more = false;                  ///< stop = "more": the page says so
    std::string time;                   ///< document, token: the server's clock when it answered, as written
    std::string next; ///< document, token, position: what the page itself says; next-url, link-header: a
                      ///< link; cursor: the next value; "" at the end
};

/// Blocking; values only. Throws HttpFault "format.…" when the page is not what the feed describes. `first`:
/// of a document that cannot have pages behind it nothing is read; the run will say whether it is good.
PageFacts read_page_facts(const SourceConfig& source, const std::filesystem::path& page, bool first = false);

/// The target of rel="next" in Link headers, or "".
std::string next_of_link_header(std::string_view value);

} // namespace moisson
