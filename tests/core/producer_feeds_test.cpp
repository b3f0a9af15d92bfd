// Mappings of real producers, rewritten as feed files: they are accepted, and their own [[tests]] pass.
#include "core/mapping/mapping_tests.hpp"
#include "tests/core/config_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;

TEST_CASE("the feed files of producers are accepted and do what their tests say") {
    const auto folder = test::source_dir() / "tests/core/feeds/producers";
    const auto schema = Schema::load({test::source_dir() / "config/schemas", folder / "schemas"});
    std::size_t tests = 0, feeds = 0;
    for (const LoadedFeed& loaded : load_feeds(folder, *schema)) {
        CAPTURE(loaded.file.string());
        for (const Diagnostic& diagnostic : loaded.diagnostics)
            if (diagnostic.code != "feed.digest-identifier") CHECK(render(diagnostic) == "");
        REQUIRE(loaded.config);
        CHECK(test::said(run_mapping_tests(*loaded.config, schema, Today{2026, 11, 21})) == "");
        CHECK(!loaded.config->tests.empty());
        tests += loaded.config->tests.size();
        ++feeds;
    }
    CHECK(feeds >= 14);
    CHECK(tests >= feeds);
}
