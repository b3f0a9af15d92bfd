#include "core/model/codes/codes.hpp"
#include "tests/connectors/formats_support.hpp"

#include <doctest/doctest.h>
#include <regex>
#include <set>

using namespace moisson;

TEST_CASE("formats: every code of the decoders is explained, and no other") {
    const std::string header = test::read_file(test::source_dir() / "connectors/formats/codes.hpp");
    const std::regex quoted("\"(format\\.[a-z0-9-]+)\"");
    std::set<std::string> given, explained;
    for (std::sregex_iterator it(header.begin(), header.end(), quoted), end; it != end; ++it)
        given.insert((*it)[1]);
    for (const auto& row : format_codes()) explained.insert(std::string(row.code));
    CHECK(given.size() > 40);
    CHECK(given == explained);
}
