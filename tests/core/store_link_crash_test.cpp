// Killed in the middle of linking: the store is before or after the pass, and the next pass makes it whole.
#include "core/store/crash_point.hpp"
#include "tests/core/store_link_support.hpp"

#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace moisson;
using namespace moisson::test;

namespace {

template<class Work>
bool link_killed_at(const std::string& point, Work work) {
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

std::vector<Cells> halls(int first, int last, const std::string& phone) {
    std::vector<Cells> rows;
    for (int i = first; i <= last; ++i) {
        const std::string number = std::to_string(i);
        rows.push_back(LinkBench::organisation("r" + number, "Mairie de Dax quartier " + number,
                                               number + " place de la Mairie", "40100", "Dax",
                                               phone + number));
    }
    return rows;
}

} // namespace

TEST_CASE("killed while linking: before or after, and the next start links first") {
    for (const char* point : {"link.begun", "link.records", "link.keys", "link.edges", "link.clusters",
                              "link.golden", "link.before-commit", "link.after-commit"})
        for (const bool whole : {false, true}) {
            CAPTURE(point);
            CAPTURE(whole);
            LinkBench bench;
            bench.run("asso", halls(10, 29, "05585600"));
            if (!whole) {
                bench.run("dept", halls(10, 19, "05585600"));
                bench.link();
                bench.run("dept", halls(12, 25, "05585600"));
            } else {
                bench.run("dept", halls(12, 25, "05585600"));
            }
            const auto before = bench.ids();
            bench.close();
            CHECK(link_killed_at(point, [&] {
                bench.reopen();
                bench.link();
            }));
            bench.reopen();
            bench.store().recover(bench.now);
            const bool after = std::string(point) == "link.after-commit";
            CHECK(bench.store().needs_link() == !after);
            CHECK((bench.ids() == before) == !after);
            CHECK(bench.verify() == std::vector<std::string>());
            bench.link();
            CHECK(bench.partition().size() == 20);
            CHECK(bench.reader()->count(1) == 20);
            CHECK(bench.verify() == std::vector<std::string>());
        }
}

TEST_CASE("a backup has what was decided and linked; restored, it goes on") {
    LinkBench bench;
    bench.run("asso", halls(10, 19, "05585600"));
    bench.run("dept", halls(15, 25, "05585600"));
    bench.judge("asso/r10", "dept/r20", Verdict::same);
    bench.judge("asso/r15", "dept/r15", Verdict::different);
    bench.link();
    const auto linked = bench.ids();
    const auto backup = bench.file().parent_path() / "backup.db";
    backup_store(bench.file(), backup, bench.now);
    bench.run("asso", halls(10, 12, "05595600"));
    bench.link();
    CHECK(bench.ids() != linked);
    bench.close();
    restore_store(backup, bench.file(), bench.now);
    bench.reopen();
    CHECK(bench.ids() == linked);
    CHECK(bench.reader()->judgements().size() == 2);
    CHECK_FALSE(bench.store().needs_link());
    bench.run("asso", halls(10, 19, "05585600"));
    bench.link();
    CHECK(bench.ids() == linked);
    CHECK(bench.verify() == std::vector<std::string>());
}
