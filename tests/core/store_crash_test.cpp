// Killed at each named point: afterwards the store is before or after the run, verifies, and a re-run
// converges.
#include "core/store/crash_point.hpp"
#include "tests/core/store_support.hpp"

#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace moisson;
using namespace moisson::test;

namespace {

/// Runs `work` in a child that is killed at `point`; true when it was.
template<class Work>
bool killed_at(const std::string& point, Work work) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::setenv("MOISSON_CRASH_AT", point.c_str(), 1);
        try {
            work();
        } catch (...) {
            ::_exit(3);
        }
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

std::vector<Cells> second_snapshot() {
    auto rows = numbered(1, 95);
    rows[0][1] = "edited";
    rows[1][3] = "2024-05-05";
    for (const Cells& row : numbered(101, 110)) rows.push_back(row);
    return rows;
}

} // namespace

TEST_CASE("killed while applying: before or after, never between") {
    for (const char* point : {"apply.begun", "apply.half", "apply.before-commit", "apply.after-commit"}) {
        CAPTURE(point);
        StoreBench bench;
        bench.run("asso", numbered(1, 100));
        const auto before = bench.golden();
        bench.close();
        CHECK(killed_at(point, [&] {
            bench.reopen();
            bench.run("asso", second_snapshot());
        }));
        bench.reopen();
        bench.store().recover(bench.now);
        CHECK(bench.verify().empty());
        const auto found = bench.golden();
        const bool committed = std::string(point) == "apply.after-commit";
        CHECK((found == before) == !committed);
        const RunRow again = bench.run("asso", second_snapshot());
        CHECK((again.result == RunResult::unchanged) == committed);
        CHECK(bench.golden().size() == 105);
        CHECK(bench.golden().at("asso/1").find("edited") != std::string::npos);
        CHECK(bench.verify().empty());
    }
}

TEST_CASE("killed around a hold and its approval") {
    for (const char* point : {"staged.written", "hold.before-commit", "hold.after-commit"}) {
        CAPTURE(point);
        StoreBench bench;
        bench.run("asso", numbered(1, 100));
        bench.close();
        CHECK(killed_at(point, [&] {
            bench.reopen();
            bench.run("asso", numbered(1, 60));
        }));
        bench.reopen();
        bench.store().recover(bench.now);
        CHECK(bench.golden().size() == 100);
        const RunId held = bench.store().feed_state("asso").held_run;
        CHECK((held != 0) == (std::string(point) == "hold.after-commit"));
        CHECK(bench.verify().empty());
    }
    for (const char* point : {"approve.before-commit", "approve.after-commit"}) {
        CAPTURE(point);
        StoreBench bench;
        bench.run("asso", numbered(1, 100));
        const RunId held = bench.run("asso", numbered(1, 60)).run;
        bench.close();
        CHECK(killed_at(point, [&] {
            bench.reopen();
            bench.approve("asso", held);
        }));
        bench.reopen();
        CHECK(bench.verify().empty());
        CHECK(bench.golden().size() == (std::string(point) == "approve.after-commit" ? 60u : 100u));
        if (bench.golden().size() == 100) CHECK(bench.approve("asso", held).counts.withdrawn == 40);
    }
}

TEST_CASE("killed while a new store is made, and while it ends other runs") {
    StoreBench bench;
    bench.close();
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(bench.file().string() + suffix);
    CHECK(killed_at("migrate.before-commit", [&] { bench.reopen(); }));
    bench.reopen();
    bench.run("asso", numbered(1, 10));
    for (const char* point : {"unchanged.before-commit", "fail.before-commit"}) {
        bench.close();
        CHECK(killed_at(point, [&] {
            bench.reopen();
            const bool fail = std::string(point).starts_with("fail");
            bench.run("asso", numbered(1, 10, fail ? "!" : "n"));
        }));
        bench.reopen();
        CHECK(bench.store().recover(bench.now) == 1);
        CHECK(bench.verify().empty());
    }
}

TEST_CASE("a disk that is full: an I/O error that names the file, nothing changed, and the store goes on") {
    StoreBench bench;
    bench.run("asso", numbered(1, 10));
    bench.close();
    const pid_t child = ::fork();
    if (child == 0) {
        int verdict = 4;
        ::signal(SIGXFSZ, SIG_IGN);
        bench.reopen();
        // The limit on file size stands for the full disk: writes fail with EFBIG instead of ENOSPC.
        const rlimit limit{200'000, 200'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        std::vector<Cells> rows = numbered(1, 10);
        for (int i = 100; i < 1200; ++i)
            rows.push_back({"x" + std::to_string(i), std::string(300, 'x'), "a", ""});
        bench.config.guards.max_new_ids = 9;
        try {
            bench.run("asso", rows);
        } catch (const StoreError& error) {
            verdict =
                error.exit_code() == 74 && std::string(error.what()).find("store.db") != std::string::npos
                    ? 0
                    : 5;
        } catch (const std::exception&) {
            verdict = 6; // the staged file did not fit either
        }
        ::_exit(verdict);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK((WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 6));
    bench.reopen();
    CHECK(bench.golden().size() == 10);
    CHECK(bench.verify().empty());
}
