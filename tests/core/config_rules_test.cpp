// Rules, conditions, explode: each slip is named, with the key or value that was probably meant.
#include "tests/core/config_support.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

using namespace moisson;
using namespace moisson::test;

namespace {

struct Slip {
    std::string_view line; ///< behind [structure]
    std::string_view code, says;
};

} // namespace

TEST_CASE("slips in rules, conditions and the smaller steps") {
    const Slip slips[] = {
        {"reseaux_porteurs = { rules = [{ value = \"caf\", colonnes = [\"A\"], contains = [\"a\"] }] }",
         "feed.unknown-key", "did you mean \"columns\"?"},
        {"reseaux_porteurs = { rules = [{ cible = \"caf\", column = \"A\" }] }", "feed.unknown-key",
         "did you mean \"value\"?"},
        {"reseaux_porteurs = { rules = [{ value = \"caff\", column = \"A\" }] }", "feed.not-in-the-list",
         "did you mean \"caf\"?"},
        {"reseaux_porteurs = { rules = [{ value = \"caf\", contains = [\"a\"] }] }", "config.missing-key",
         "this rule needs the key \"column\""},
        {"reseaux_porteurs = { rules = [{ value = \"caf\", column = \"A\", contains = \"a\" }] }",
         "config.wrong-type", "write [\"a\"]"},
        {"reseaux_porteurs = { rules = [{ value = \"caf\", column = \"A\", contains = [\"\"] }] }",
         "config.bad-value", "an empty text stands in every value"},
        {"reseaux_porteurs = { rules = [{ value = \"caf\", column = \"A\", equals = [\"a\"], empty = true }] "
         "}",
         "config.exclusive", "write two conditions"},
        {"reseaux_porteurs = { rules = { value = \"caf\" } }", "config.wrong-type", "write [ around it ]"},
        {"reseaux_porteurs = { rules = [{ value = 3 }] }", "config.wrong-type", "write \"3\""},
        {"reseaux_porteurs = { rules = [{ contains = [\"a\"], column = \"A\", value = [] }], template = "
         "\"{A}\" }",
         "config.exclusive", "keep one of them"},
        {"commune = { rules = [{ value = [\"a\", \"b\"] }] }", "feed.not-for-this-type", "write one value"},
        {"commune = { column = \"A\", when = { column = \"B\" } }", "config.missing-key",
         "equals, contains, matches, empty or own_feeds"},
        {"commune = { column = \"A\", when = { column = \"B\", matches = \"[\" } }", "feed.bad-regex",
         "missing ]"},
        {"commune = { column = \"A\", extract = '(' }", "feed.bad-regex", "missing )"},
        {"commune = { column = \"A\", part = 1 }", "config.missing-key", "part needs the key \"split\""},
        {"commune = { column = \"A\", split = \",\" }", "feed.not-for-this-type", "part = 1"},
        {"commune = { column = \"A\", otherwise = { colum = \"B\" } }", "feed.unknown-key",
         "did you mean \"column\"?"},
        {"commune = { columns = [\"A\"], pick = \"object\" }", "feed.not-for-this-type",
         "map single columns"},
        {"commune = { whole_record = true }", "feed.not-for-this-type", "map single columns"},
        {"commune = { column = \"A\", inside = \"a//b\" }", "feed.bad-path", "nothing between two /"},
        {"explode = { colum = \"A\", column = \"A\" }", "feed.unknown-key", "did you mean \"column\"?"},
        {"explode = true", "config.wrong-type", "explode = \"services\""},
        {"[filter]\ndrop = [{ column = \"A\", own_feeds = false }]", "config.wrong-type", "write true"},
        {"[filter]\ndrop = [{ column = \"A\", empty = true, except = [\"b\"] }]", "config.exclusive",
         "except goes with equals, contains or matches"},
    };
    for (const Slip& slip : slips) {
        CAPTURE(std::string(slip.line));
        const auto found = loaded_feed(good_feed() + std::string(slip.line) + '\n').diagnostics;
        const std::string all = said(found);
        INFO(all);
        REQUIRE(found.size() == 1);
        CHECK(found[0].code == slip.code);
        CHECK(all.find(slip.says) != std::string::npos);
        CHECK(found[0].where.column > 0);
    }
}

TEST_CASE("the caret stands under the wrong word of a rule") {
    CHECK(said(loaded_feed(good_feed() + "commune = { rules = [{ value = \"a\", columm = \"A\" }] }\n")
                   .diagnostics) ==
          "feeds.d/asso-ain.toml:19:37: error[feed.unknown-key]: unknown key \"columm\" in a rule { … }\n"
          " 19 | commune = { rules = [{ value = \"a\", columm = \"A\" }] }\n"
          "    |                                     ^^^^^^ did you mean \"column\"?\n"
          "    = keys here: value, when, column, columns, path, paths, equals, contains, except, matches, "
          "empty, own_feeds\n");
}

TEST_CASE("paths of an exploded kind: ../ is the record, anywhere else a slip") {
    const std::string json = replaced(good_feed(), "\"csv\"", "\"json\"");
    CHECK(said(loaded_feed(json + "explode = \"lieux\"\ncommune = \"../ville\"\nadresse = \".\"\n")
                   .diagnostics) == "");
    const auto found = loaded_feed(json + "commune = \"../ville\"\n").diagnostics;
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == "feed.bad-path");
    CHECK(found[0].hint.find("only in a kind with explode") != std::string::npos);
}

TEST_CASE("XML explodes too, by elements") {
    const std::string xml = replaced(good_feed(), "\"csv\"", "\"xml\"\nrecords = \"/r/lieu\"");
    CHECK(said(loaded_feed(xml + "explode = \"service\"\ncommune = \"../@ville\"\n").diagnostics) == "");
    CHECK(said(loaded_feed(xml + "explode = \"service/@id\"\n").diagnostics)
              .find("name the repeated element") != std::string::npos);
}

TEST_CASE("paths to related objects: [source] included says where they are") {
    const std::string json = replaced(good_feed(), "\"csv\"", "\"json\"");
    const std::string api = replaced(json, "\"json\"", "\"json\"\nincluded = \"/included\"");
    const std::string path = "relationships/ville/included/attributes/nom";
    CHECK(said(loaded_feed(api + "commune = \"" + path + "\"\n").diagnostics) == "");
    CHECK(said(loaded_feed(json + "commune = \"a/included/b\"\n").diagnostics) == "");
    CHECK(said(loaded_feed(api + "explode = \"lieux\"\ncommune = \"../" + path + "\"\n").diagnostics) == "");
    const struct {
        std::string feed, code, hint;
    } cases[] = {
        {json + "commune = \"" + path + "\"\n", "feed.bad-path", "included = \"/included\""},
        {api + "explode = \"lieux\"\ncommune = \"" + path + "\"\n", "feed.bad-path", "../relationships"},
        {api + "commune = \"a/included/b/included/c/included/d/included/e/included/f\"\n", "feed.bad-path",
         "four times"},
        {replaced(api, "\"json\"", "\"ndjson\""), "feed.not-for-this-type", "remove it"},
        {replaced(api, "\"/included\"", "\"$.included\""), "feed.bad-path", "not $.a.b"},
    };
    for (const auto& [feed, code, hint] : cases) {
        const auto found = loaded_feed(feed).diagnostics;
        REQUIRE(found.size() == 1);
        CHECK(found[0].code == code);
        CHECK(found[0].hint.find(hint) != std::string::npos);
    }
}

TEST_CASE("a change of any rule is another mapping") {
    const auto version = [](const std::string& line) {
        const LoadedFeed loaded = loaded_feed(good_feed() + line + '\n');
        REQUIRE(loaded.config);
        return loaded.config->mapping_version;
    };
    const std::string rule = "commune = { rules = [{ value = \"a\", column = \"A\", contains = [\"x\"] }] }";
    CHECK(version(rule) == version(rule));
    for (const char* other : {"value = \"b\"", "contains = [\"y\"]", "except = [\"x\"]", "column = \"B\""}) {
        const std::string key(other, std::string_view(other).find(" ="));
        std::string changed = rule;
        const std::size_t at = changed.find(key + " = ");
        if (at == std::string::npos)
            changed.insert(changed.find(" }]"), std::string(", ") + other);
        else
            changed.replace(at, changed.find_first_of(",}", at) - at, other);
        CAPTURE(changed);
        CHECK(version(changed) != version(rule));
    }
}

TEST_CASE("own_feeds: the ids of the other enabled feeds of the directory") {
    const auto folder = std::filesystem::temp_directory_path() / "moisson-own-feeds-test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto write = [&](const std::string& name, const std::string& text) {
        std::ofstream(folder / (name + ".toml")) << text;
    };
    write("dora", "version = 1\n");
    write("ancien", "version = 1\nenabled = false\n");
    write("asso-ain", good_feed() + "[filter]\ndrop = { column = \"source\", own_feeds = true }\n");
    const LoadedFeed loaded = load_feed(folder / "asso-ain.toml", schema());
    std::filesystem::remove_all(folder);
    INFO(said(loaded.diagnostics));
    REQUIRE(loaded.config);
    REQUIRE(loaded.config->drop.size() == 1);
    CHECK(loaded.config->drop[0].own_feeds == std::vector<std::string>{"dora"});
}
