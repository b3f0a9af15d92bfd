// Files and inbox directories as sources: copied once, never half, never deleted.
#include "connectors/fetch/local_source.hpp"
#include "tests/support/run_fetch.hpp"

#include <cstdio>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace moisson;
namespace fs = std::filesystem;

TEST_CASE("fetch file: where a url points on this machine") {
    FeedConfig feed;
    feed.file = "/etc/moisson/feeds.d/x.toml";
    struct Row {
        const char* url;
        const char* path; ///< nullptr = not a place on this machine
        bool inbox;
    };
    for (const Row& row : {
             Row{"file:///srv/data/x.csv", "/srv/data/x.csv", false},
             Row{"file:/srv/data/x.csv", "/srv/data/x.csv", false},
             Row{"file://localhost/srv/x.csv", "/srv/x.csv", false},
             Row{"/srv/data/x.csv", "/srv/data/x.csv", false},
             Row{"file:x.csv", "/etc/moisson/feeds.d/x.csv", false},
             Row{"exports/été:1.csv", "/etc/moisson/feeds.d/exports/été:1.csv", false},
             Row{"inbox:/srv/drop", "/srv/drop", true},
             Row{"inbox:drop", "/etc/moisson/feeds.d/drop", true},
             Row{"/", "/", true}, // a directory is an inbox
             Row{"ftp://example.org/x.csv", nullptr, false},
             Row{"mailto:x@example.org", nullptr, false},
         }) {
        CAPTURE(row.url);
        feed.source.url = row.url;
        const auto place = local_place(feed);
        REQUIRE(place.has_value() == (row.path != nullptr));
        if (!place) continue;
        CHECK(place->path == row.path);
        CHECK(place->inbox == row.inbox);
    }
}

TEST_CASE("fetch: a source without complete = true shows some of its records, so that nothing is withdrawn") {
    test::FetchCase fetch("file:x.csv");
    test::write_file(fetch.directory / "x.csv", "id;nom\n1;a\n");
    fetch.feed.source.complete = false;
    const FetchOutcome outcome = fetch.run();
    CHECK(std::get<Snapshot>(outcome).completeness == Completeness::delta);
}

TEST_CASE("fetch file: the snapshot is a copy, with the digest of its bytes") {
    test::FetchCase fetch("file:x.csv");
    std::string bytes;
    for (int i = 0; i < 30000; ++i) bytes += "s-" + std::to_string(i) + ";nom\n"; // more than one chunk
    test::write_file(fetch.directory / "x.csv", bytes);
    const FetchOutcome outcome = fetch.run();
    REQUIRE(fetch.code_of(outcome) == "");
    const auto& snapshot = std::get<Snapshot>(outcome);
    REQUIRE(snapshot.parts.size() == 1);
    CHECK(snapshot.parts[0].filename() == "part-0000");
    CHECK(test::read_file(snapshot.parts[0]) == bytes);
    CHECK(snapshot.digest == digest128(bytes));
    CHECK(snapshot.bytes == bytes.size());
    CHECK(snapshot.completeness == Completeness::full);
    CHECK(snapshot.inbox_files.empty());

    SUBCASE("the same bytes as the last applied snapshot are not copied again") {
        fetch.request.validators.snapshot = snapshot.digest;
        CHECK(fetch.code() == "not-modified");
    }
}

TEST_CASE("fetch file: what cannot be a snapshot has its own code, and leaves no spool") {
    test::FetchCase fetch("file:x.csv");
    SUBCASE("absent") { CHECK(fetch.code() == "file.missing"); }
    SUBCASE("empty: never read as no records") {
        test::write_file(fetch.directory / "x.csv", "");
        CHECK(fetch.code() == "file.empty");
    }
    SUBCASE("larger than the limit") {
        test::write_file(fetch.directory / "x.csv", "id;nom\n1;a\n");
        fetch.feed.source.limits.max_bytes = 5;
        CHECK(fetch.code() == "file.too-large");
    }
    SUBCASE("a pipe would hang for ever") {
        REQUIRE(::mkfifo((fetch.directory / "x.csv").c_str(), 0600) == 0);
        CHECK(fetch.code() == "file.not-a-file");
    }
    SUBCASE("another kind of address") {
        fetch.feed.source.url = "gopher://example.org/x.csv";
        CHECK(fetch.code() == "blocked.scheme");
    }
    CHECK_FALSE(fs::exists(fetch.directory / "spool/part-0000"));
}

TEST_CASE("fetch file: a disk that fails is our own trouble, said with the path") {
    test::FetchCase fetch("file:x.csv");
    test::write_file(fetch.directory / "x.csv", "id;nom\n1;a\n");
    test::write_file(fetch.directory / "spool", "a file where the directory should be");
    CHECK_THROWS_AS(fetch.run(), std::system_error);
    if (::access("/dev/full", W_OK) != 0) return;
    fs::remove(fetch.directory / "spool");
    fs::create_directory(fetch.directory / "spool");
    fs::create_symlink("/dev/full", fetch.directory / "spool/part-0000");
    try {
        fetch.run();
        FAIL("a full disk must not pass");
    } catch (const std::system_error& error) {
        CHECK(error.code() == std::errc::no_space_on_device);
        CHECK(std::string(error.what()).find("part-0000") != std::string::npos);
    }
}

TEST_CASE("fetch inbox: one file per run, in order of name; transfers that still run are left alone") {
    test::FetchCase fetch("inbox:drop");
    const fs::path drop = fetch.directory / "drop";
    for (const char* name : {"b.csv", "a.csv", ".a0.csv", "a.csv.tmp", "a1.part", "a2.csv.filepart", "a3~"})
        test::write_file(drop / name, std::string("id\n") + name + "\n");
    fs::create_directory(drop / "0-directory");
    fs::create_symlink("/etc/passwd", drop / "0-link.csv");

    FetchOutcome outcome = fetch.run();
    REQUIRE(fetch.code_of(outcome) == "");
    const Snapshot first = std::get<Snapshot>(outcome);
    CHECK(test::read_file(first.parts.at(0)) == "id\na.csv\n");
    CHECK(first.inbox_files == std::vector<fs::path>{drop / "a.csv"});
    CHECK(first.more_waiting);

    settle_inbox(first, "");
    CHECK(fs::exists(drop / "done/a.csv"));
    const Snapshot second = std::get<Snapshot>(fetch.run());
    CHECK(second.inbox_files == std::vector<fs::path>{drop / "b.csv"});
    CHECK_FALSE(second.more_waiting);

    SUBCASE("refused: moved aside with the reason beside it") {
        settle_inbox(second, "format.unclosed-quote: line 2");
        CHECK(fs::exists(drop / "failed/b.csv"));
        CHECK(test::read_file(drop / "failed/b.csv.reason.txt") == "format.unclosed-quote: line 2\n");
        CHECK(fetch.code() == "not-modified"); // nothing waits any more
    }
    SUBCASE("a name that is taken gets a number: nothing is ever replaced") {
        settle_inbox(second, "");
        test::write_file(drop / "b.csv", "id\nagain\n");
        settle_inbox(std::get<Snapshot>(fetch.run()), "");
        CHECK(test::read_file(drop / "done/b.csv") == "id\nb.csv\n");
        CHECK(test::read_file(drop / "done/b-2.csv") == "id\nagain\n");
    }
    SUBCASE("settled twice, or taken back by the partner: no harm") {
        settle_inbox(second, "");
        settle_inbox(second, "");
    }
    SUBCASE("the same content under a new name is taken out of the inbox all the same") {
        settle_inbox(second, "");
        fetch.request.validators.snapshot = second.digest;
        test::write_file(drop / "c.csv", "id\nb.csv\n");
        CHECK(fetch.code() == "");
    }
}

TEST_CASE("fetch inbox: a file that can never be read does not block the others") {
    test::FetchCase fetch("inbox:drop");
    test::write_file(fetch.directory / "drop/a.csv", "");
    test::write_file(fetch.directory / "drop/b.csv", "id\n1\n");
    const FetchOutcome outcome = fetch.run();
    const auto& failure = std::get<FetchFailure>(outcome);
    CHECK(failure.error.code == "file.empty");
    settle_inbox(failure.inbox_files, failure.error.message);
    CHECK(fs::exists(fetch.directory / "drop/failed/a.csv.reason.txt"));
    CHECK(fetch.code() == "");
}

TEST_CASE("fetch inbox: a directory that does not exist is said") {
    test::FetchCase fetch("inbox:drop");
    CHECK(fetch.code() == "file.missing");
}
