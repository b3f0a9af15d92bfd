// The daemon publishes what became due while it was publishing, at once; and what a producer no longer lets
// out, although no record changed.
#include "tests/daemon/public_daemon.hpp"
#include "tests/support/udata/platform.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace moisson::test;
using nlohmann::json;

namespace {

using Clock = std::chrono::steady_clock;

/// [[target]] of this platform; its key is the secret "datagouv".
std::string target_of(const UdataPlatform& platform) {
    return "requests_per_second = 0\n[http.client]\nallow_private = "
           "[\"127.0.0.0/8\"]\nrequests_per_second_per_host = 1000\n[[target]]\nname = \"plateforme\"\n"
           "type = \"udata\"\nurl = \"" +
           platform.url() + "\"\napi_key = \"{secret:datagouv}\"\norganization = \"" +
           platform.organization() +
           "\"\nkinds = [\"structure\"]\nformats = [\"csv\"]\nquiet_time = \"1s\"\nfrequency = \"daily\"\n";
}

/// What the platform shows of structures.csv.
std::string published_file(const UdataPlatform& platform) {
    for (const json& data_set : platform.datasets())
        for (const json& resource : data_set["resources"])
            if (resource["extras"].value("moisson:key", "").ends_with("/structures.csv"))
                return platform.file_of(resource);
    return "";
}

} // namespace

TEST_CASE("what changes while a publication is under way is published when it ends, not a minute later") {
    UdataPlatform platform;
    PlatformFaults slow;
    slow.slow = std::chrono::milliseconds(120);
    PublicDaemon daemon(target_of(platform), 2, {{"datagouv", UdataPlatform::key()}});
    platform.set_faults(slow);
    daemon.wait_until([&] { return published_file(platform).find("Foyer 1") != std::string::npos; });
    // The file is there; its marks, the look at it and the schema's file are still under way.
    const auto from = Clock::now();
    daemon.write_rows(3, "Relais");
    daemon.run();
    daemon.wait_until([&] { return published_file(platform).find("Relais 2") != std::string::npos; });
    CHECK(Clock::now() - from < std::chrono::seconds(20));
}

TEST_CASE(
    "a field that its producer keeps back from now on leaves published files and answers at the reload") {
    PublicDaemon daemon("requests_per_second = 0\n[[target]]\nname = \"public\"\n", 1);
    daemon.add_feed("ouvert", "A,Phare du Bugey,,Belley,01300,2026-01-02\n");
    const auto shows = [&](const std::string& path) {
        const PublicDaemon::Answer answer = daemon.get(path);
        return answer.status == 200 && answer.body.find("Belley") != std::string::npos;
    };
    daemon.wait_until([&] { return shows("/structures.csv") && shows("/api/v1/structures?sources=ouvert"); });
    std::ofstream(daemon.home() / "feeds.d/ouvert.toml", std::ios::app)
        << "[personal_data.fields]\ncommune = \"never-publish\"\n";
    daemon.wait_until([&] { return daemon.process().post("/-/reload").status == 202; });
    CHECK_FALSE(shows("/api/v1/structures?sources=ouvert")); // the very next question
    daemon.wait_until([&] { return !shows("/structures.csv"); });
    CHECK(daemon.get("/structures.csv").body.find("Phare du Bugey") != std::string::npos);
}

TEST_CASE("a target that is silent for longer than agreed, and a platform that does not come, are alarms of "
          "the daemon") {
    UdataPlatform platform;
    PublicDaemon daemon(
        "requests_per_second = 0\n[http.client]\nallow_private = [\"127.0.0.0/8\"]\n"
        "[[target]]\nname = \"public\"\nbase_url = \"https://donnees.example.fr\"\n"
        "alarm_after = \"1s\"\n[[target]]\nname = \"moissonne\"\ntype = \"harvested\"\nurl = \"" +
            platform.url() + "\"\norganization = \"" + platform.organization() + "\"\n",
        1);
    const auto order = [&] { return daemon.process().post("/publish", R"({"target":"moissonne"})").body; };
    daemon.wait_until([&] { return order().find("\"waiting\"") != std::string::npos; }); // it has time
    CHECK(daemon.process().log().find("publish.failed") == std::string::npos);

    // As if the catalogue had said so for years.
    std::filesystem::path file;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(daemon.home() / "state"))
        if (entry.path().filename() == "catalog.jsonld") file = entry.path();
    std::stringstream catalog;
    catalog << std::ifstream(file).rdbuf();
    std::string text = catalog.str();
    for (std::size_t at = 0; (at = text.find("\"@value\": \"20", at)) != std::string::npos; ++at)
        text.replace(at, 15, "\"@value\": \"2020");
    std::ofstream(file) << text;
    daemon.wait_until([&] { return order().find("\"failed\"") != std::string::npos; });
    CHECK(daemon.process().log().find("publish.failed target=moissonne") != std::string::npos);
    CHECK(daemon.process().log().find("longer than harvest_within") != std::string::npos);

    daemon.wait_until([&] {
        const json checks = json::parse(daemon.process().get("/healthz").body).at("checks");
        return checks.at("targets:silent")[0].at("status") == "warn";
    });
    const std::string metrics = daemon.process().get("/metrics").body;
    CHECK(metrics.find("moisson_target_silent{target=\"public\"} 1") != std::string::npos);
    CHECK(daemon.process().get("/status").body.find("longer than harvest_within") != std::string::npos);
}
