#include "core/config/keys.hpp"
#include "core/config/network.hpp"
#include "tests/core/config_support.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <tuple>

using namespace moisson;

namespace {

LoadedApp app(const test::TempDir& dir, const std::string& text) {
    std::ofstream(dir / "moisson.toml") << text;
    return load_app(dir / "moisson.toml", true);
}

} // namespace

TEST_CASE("without moisson.toml everything has a default; a file that was named must exist") {
    const LoadedApp loaded = load_app("/nowhere/moisson.toml", false);
    CHECK(loaded.ok);
    CHECK(loaded.config.file.empty());
    CHECK(loaded.config.store_path == "/var/lib/moisson/moisson.db");
    REQUIRE(loaded.config.targets.size() == 1);
    CHECK(loaded.config.targets[0].path == "/var/lib/moisson/public");
    CHECK(loaded.config.targets[0].formats.size() == 4);
    const LoadedApp named = load_app("/nowhere/moisson.toml", true);
    CHECK_FALSE(named.ok);
    CHECK(test::said(named.diagnostics)
              .find("error[config.unreadable]: the file cannot be read: No such file") != std::string::npos);
}

TEST_CASE("moisson.toml fills the configuration; relative paths start at its directory") {
    test::TempDir dir;
    const LoadedApp loaded = app(dir, R"([store]
state_dir = "state"
snapshots = 5
[feeds]
dir = "feeds.d"
[http.client]
allow_private = ["127.0.0.0/8", "::1"]
idle_timeout = "5s"
max_bytes = "1 GB"
[status]
listen = "127.0.0.1:0"
[log]
level = "debug"
[[target]]
name = "a"
path = "out"
formats = ["csv"]
[[target]]
name = "b"
)");
    INFO(test::said(loaded.diagnostics));
    REQUIRE(loaded.ok);
    CHECK(loaded.diagnostics.empty());
    CHECK(loaded.config.state_dir == dir / "state");
    CHECK(loaded.config.store_path == dir / "state/moisson.db");
    CHECK(loaded.config.keep_snapshots == 5);
    CHECK(loaded.config.feeds_dir == dir / "feeds.d");
    CHECK(loaded.config.http.allow_private.size() == 2);
    CHECK(loaded.config.http.idle_timeout == std::chrono::seconds(5));
    CHECK(loaded.config.log.level == "debug");
    REQUIRE(loaded.config.targets.size() == 2);
    CHECK(loaded.config.targets[0].path == dir / "out");
    CHECK(loaded.config.targets[0].formats == std::vector<std::string>{"csv"});
    CHECK(loaded.config.targets[1].path == dir / "state/public/b");
}

TEST_CASE("moisson.toml gives the same diagnostics as feed files") {
    test::TempDir dir;
    const LoadedApp loaded = app(dir, R"([stor]
[status]
listen = "8642"
port = 8642
[http.client]
allow_private = ["10.0.0.0/33"]
[[target]]
name = "a"
type = "ftp"
[[target]]
name = "a"
)");
    CHECK_FALSE(loaded.ok);
    std::string lines;
    for (const Diagnostic& d : loaded.diagnostics)
        lines += std::to_string(d.where.line) + ' ' + d.code + " | " + d.hint + '\n';
    CHECK(lines == "1 app.unknown-key | did you mean \"store\"?\n"
                   "3 app.bad-address | write \"127.0.0.1:8642\"\n"
                   "4 app.unknown-key | did you mean \"listen\"?\n"
                   "6 app.bad-network | \n"
                   "9 config.bad-value | \n"
                   "11 app.duplicate-target | give each its own name\n");
}

TEST_CASE("moisson.toml: consumers have a name, a token by reference and feeds; a platform that harvests us "
          "is named") {
    const std::string one = "[[consumer]]\nname = \"a\"\ntoken = \"{secret:a}\"\n";
    const std::string harvested = "[[target]]\nname = \"h\"\ntype = \"harvested\"\n";
    const std::vector<std::tuple<const char*, std::string, const char*>> rows = {
        {"a consumer that sees what everybody sees", one, ""},
        {"and one more feed", one + "feeds = [\"*\", \"x\"]\n", ""},
        {"without a name", "[[consumer]]\ntoken = \"{secret:a}\"\n", "config.missing-key"},
        {"without a token", "[[consumer]]\nname = \"a\"\n", "config.missing-key"},
        {"the token itself", "[[consumer]]\nname = \"a\"\ntoken = \"abc\"\n", "config.secret-literal"},
        {"a name twice", one + "[[consumer]]\nname = \"a\"\ntoken = \"{secret:b}\"\n",
         "app.duplicate-consumer"},
        {"a token twice", one + "[[consumer]]\nname = \"b\"\ntoken = \"{secret:a}\"\n",
         "app.duplicate-consumer"},
        {"no list", "[consumer]\nname = \"a\"\n", "config.wrong-type"},
        {"a platform that harvests us", harvested + "url = \"https://p.example\"\norganization = \"o\"\n",
         ""},
        {"at no address", harvested + "organization = \"o\"\n", "app.bad-target"},
        {"for nobody", harvested + "url = \"https://p.example\"\n", "app.bad-target"},
    };
    for (const auto& [sentence, lines, code] : rows) {
        CAPTURE(sentence);
        test::TempDir dir;
        const LoadedApp loaded = app(dir, lines);
        CHECK(loaded.ok == (*code == '\0'));
        if (*code) CHECK(test::said(loaded.diagnostics).find(code) != std::string::npos);
    }
    test::TempDir dir;
    const LoadedApp loaded =
        app(dir, harvested + "url = \"https://p.example\"\norganization = \"o\"\n" + one);
    REQUIRE(loaded.config.targets.size() == 2); // what it harvests is the default directory
    CHECK(loaded.config.targets[0].name == "public");
    CHECK(loaded.config.targets[0].path == "/var/lib/moisson/public");
    CHECK(loaded.config.public_api.consumers.at(0).feeds == std::vector<std::string>{"*"});
}

TEST_CASE("addresses and networks") {
    for (const char* good : {"127.0.0.1:8642", "[::1]:0", "localhost:80", "0.0.0.0:65535"})
        CHECK(is_listen_address(good));
    for (const char* bad : {"", ":80", "127.0.0.1", "[::1:80", "::1:80", "a:65536", "a:x", "http://a:80"})
        CHECK_FALSE(is_listen_address(bad));
    for (const char* good :
         {"10.0.0.0/8", "192.0.2.7", "fd00::/8", "::1", "::", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1/128"})
        CHECK(is_network(good));
    for (const char* bad :
         {"", "10.0.0/8", "10.0.0.256", "10.0.0.0/33", "fd00::/129", "1:2:3:4:5:6:7", ":::", "g::1"})
        CHECK_FALSE(is_network(bad));
}

TEST_CASE("moisson.toml: a proxy is an http address, its password a reference") {
    struct Row {
        const char* lines;
        const char* code; ///< "" = accepted
    };
    for (const Row& row : {
             Row{"proxy = \"http://proxy.test:3128\"\nproxy_username = \"m\"\nproxy_password = "
                 "\"{secret:p}\"\n"
                 "no_proxy = [\".local.test\"]",
                 ""},
             Row{"proxy = \"proxy.test:3128\"", "app.bad-address"},
             Row{"proxy = \"https://proxy.test\"", "app.bad-address"},
             Row{"proxy = \"http://m:p@proxy.test\"", "config.secret-literal"},
             Row{"proxy_password = \"plain\"", "config.secret-literal"},
         }) {
        CAPTURE(row.lines);
        test::TempDir dir;
        const LoadedApp loaded = app(dir, std::string("[http.client]\n") + row.lines + "\n");
        CHECK((loaded.diagnostics.empty() ? "" : loaded.diagnostics.front().code) == row.code);
    }
}
