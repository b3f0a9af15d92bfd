// Life and death of the daemon as systemd sees it, with the real program.
#include "tests/daemon/daemon_process.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <fstream>
#include <thread>

using namespace moisson;
using namespace std::chrono_literals;
using test::DaemonProcess;

namespace {

nlohmann::json json_of(const DaemonProcess::Answer& answer) { return nlohmann::json::parse(answer.body); }

/// Until the condition holds; at most 30 s.
template<class F>
bool eventually(F&& condition) {
    for (int i = 0; i < 600; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(50ms);
    }
    return false;
}

std::string state_of(const DaemonProcess& daemon, const std::string& feed) {
    return json_of(daemon.get("/status/feeds/" + feed))["state"];
}

} // namespace

TEST_CASE("the daemon says when it is ready, feeds the watchdog, and stops cleanly") {
    test::TempDir home;
    test::write_home(home);
    DaemonProcess daemon(home, {"WATCHDOG_USEC=600000"});
    const std::string ready = daemon.wait_for("READY=1");
    CHECK(ready.find("STATUS=") != std::string::npos);
    for (int i = 0; i < 3; ++i) daemon.wait_for("WATCHDOG=1", 3s);
    CHECK(eventually([&] { return state_of(daemon, "exemple") == "ok"; })); // it has harvested what was due

    const auto begin = std::chrono::steady_clock::now();
    daemon.signal(SIGTERM);
    daemon.wait_for("STOPPING=1");
    CHECK(daemon.wait_exit() == 0);
    CHECK(std::chrono::steady_clock::now() - begin < 10s);
    CHECK(!std::filesystem::exists(home / "state/control.sock"));
}

TEST_CASE("SIGHUP applies what changed; a wrong moisson.toml changes nothing and is said") {
    test::TempDir home;
    test::write_home(home);
    DaemonProcess daemon(home);
    daemon.wait_for("READY=1");

    test::write_feed(home, "second");
    daemon.signal(SIGHUP);
    CHECK(daemon.wait_for("RELOADING=1").find("MONOTONIC_USEC=") != std::string::npos);
    CHECK(daemon.wait_for("READY=1").find("1 added") != std::string::npos);
    CHECK(eventually([&] { return state_of(daemon, "second") == "ok"; }));

    std::ofstream(home / "moisson.toml") << "[status]\nenabled = false\nnonsense = 1\n";
    daemon.signal(SIGHUP);
    daemon.wait_for("RELOADING=1");
    CHECK(daemon.wait_for("READY=1").find("moisson.toml is wrong") != std::string::npos);
    CHECK(daemon.get("/metrics").body.find("moisson_config_last_reload_successful 0") != std::string::npos);
    const auto refused = daemon.post("/-/reload");
    CHECK(refused.status == 422);
    CHECK(json_of(refused)["diagnostics"].size() == 1);
    CHECK(state_of(daemon, "second") == "ok");

    test::write_home(home);
    CHECK(daemon.post("/-/reload").status == 202);
    CHECK(daemon.get("/metrics").body.find("moisson_config_last_reload_successful 1") != std::string::npos);
}

TEST_CASE("a wrong feed file keeps its feed as it was, the others go on") {
    test::TempDir home;
    test::write_home(home);
    std::ofstream(home / "feeds.d/faux.toml") << "version = 1\nid = \"faux\"\nnonsense = 1\n";
    DaemonProcess daemon(home);
    daemon.wait_for("READY=1");
    CHECK(state_of(daemon, "faux") == "config-invalid");
    CHECK(eventually([&] { return state_of(daemon, "exemple") == "ok"; }));

    test::write_feed(home, "exemple", "nonsense = 1\n");
    CHECK(daemon.post("/-/reload").status == 202); // moisson.toml is right
    CHECK(state_of(daemon, "exemple") == "config-invalid");
    CHECK(daemon.post("/feeds/exemple/run").status == 202); // with its last good configuration

    std::filesystem::remove(home / "feeds.d/faux.toml");
    test::write_feed(home, "exemple");
    CHECK(daemon.post("/-/reload").status == 202);
    CHECK(daemon.get("/status/feeds/faux").status == 404);
    CHECK(state_of(daemon, "exemple") != "config-invalid");
}

TEST_CASE("a second daemon on the same state directory is refused with the pid of the first") {
    test::TempDir home;
    test::write_home(home);
    DaemonProcess first(home);
    first.wait_for("READY=1");
    DaemonProcess second(home, {}, false);
    CHECK(second.wait_exit() == 75);
    CHECK(second.log().find(std::to_string(first.pid())) != std::string::npos);
    CHECK(first.get("/livez").status == 200); // and the first does not notice
}

TEST_CASE("it runs without NOTIFY_SOCKET, and ends with 78 when moisson.toml is wrong") {
    test::TempDir home;
    test::write_home(home);
    {
        DaemonProcess daemon(home, {}, false);
        CHECK(eventually([&] { return std::filesystem::exists(home / "state/control.sock"); }));
        CHECK(eventually([&] { return daemon.get("/readyz").status == 200; }));
        daemon.signal(SIGINT);
        CHECK(daemon.wait_exit() == 0);
    }
    std::ofstream(home / "moisson.toml") << "nonsense = 1\n";
    DaemonProcess daemon(home, {}, false);
    CHECK(daemon.wait_exit() == 78);
}

TEST_CASE("orders by the socket: run, pause, resume") {
    test::TempDir home;
    test::write_home(home);
    DaemonProcess daemon(home);
    daemon.wait_for("READY=1");
    CHECK(eventually([&] { return state_of(daemon, "exemple") == "ok"; }));
    const auto started = daemon.post("/feeds/exemple/run", R"({"full":true})");
    CHECK(started.status == 202);
    CHECK(started.location.starts_with("/status/feeds/exemple/runs/"));
    CHECK(eventually([&] { return json_of(daemon.get(started.location))["result"] == "unchanged"; }));
    CHECK(daemon.post("/feeds/absent/run").status == 404);

    CHECK(daemon.post("/feeds/exemple/pause", R"({"reason":"migration"})").status == 202);
    CHECK(state_of(daemon, "exemple") == "paused");
    CHECK(json_of(daemon.get("/status/feeds/exemple"))["next_run_at"].is_null());
    CHECK(daemon.post("/feeds/exemple/resume").status == 202);
    CHECK(eventually([&] { return state_of(daemon, "exemple") != "paused"; })); // as before: ok or unchanged
}

TEST_CASE("killed at any instant, it starts again and says what was interrupted") {
    test::TempDir home;
    test::write_home(home);
    for (int life = 0; life < 5; ++life) {
        DaemonProcess daemon(home);
        if (life % 2)
            daemon.wait_for("READY=1");
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(20 + 15 * life));
        daemon.signal(SIGKILL);
        CHECK(daemon.wait_exit() == 128 + SIGKILL);
    }
    DaemonProcess daemon(home);
    daemon.wait_for("READY=1");
    CHECK(eventually(
        [&] { return state_of(daemon, "exemple") == "ok" || state_of(daemon, "exemple") == "unchanged"; }));
}

TEST_CASE("two SIGTERM end it at once") {
    test::TempDir home;
    test::write_home(home);
    DaemonProcess daemon(home);
    daemon.wait_for("READY=1");
    daemon.signal(SIGTERM);
    daemon.signal(SIGTERM);
    const int code = daemon.wait_exit(5s);
    CAPTURE(code);
    CAPTURE(daemon.log());
    CHECK((code == 0 || code == 128 + SIGTERM)); // the first may have been enough already
}
