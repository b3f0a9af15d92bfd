// Files on an FTP server: one, or the newest of a directory; never half, never twice, never elsewhere.
#include "tests/support/ftp_server.hpp"
#include "tests/support/run_fetch.hpp"

#include <ctime>
#include <doctest/doctest.h>

using namespace moisson;
using test::FetchCase;
using test::FtpServer;

namespace {

std::string drop_rows(int count) {
    std::string text = "id;nom\n";
    for (int i = 0; i < count; ++i) text += std::to_string(i) + ";structure " + std::to_string(i) + "\n";
    return text;
}

struct DropCase : FetchCase {
    explicit DropCase(const std::string& url, const std::string& file = "") : FetchCase(url) {
        feed.source.file = file;
        feed.source.auth.type = "basic";
        feed.source.auth.username = "moisson";
        feed.source.auth.password = "{secret:ftp}";
        request.patience.between_looks = std::chrono::milliseconds(10);
    }
    /// Code, or the bytes that came.
    std::string bytes() {
        const FetchOutcome outcome = run();
        const auto* snapshot = std::get_if<Snapshot>(&outcome);
        if (!snapshot) return code_of(outcome);
        request.validators.etag = snapshot->etag;
        last = *snapshot;
        return test::read_file(snapshot->parts.at(0));
    }
    std::string message() {
        const FetchOutcome outcome = run();
        const auto* failure = std::get_if<FetchFailure>(&outcome);
        return failure ? failure->error.message : "";
    }
    Snapshot last;
};

} // namespace

TEST_CASE("ftp: one file is read whole; unchanged, it is not read again") {
    FtpServer server;
    server.files["a.csv"].bytes = drop_rows(5000);
    DropCase fetch(server.url("/drop/a.csv"));
    CHECK(fetch.bytes() == drop_rows(5000));
    CHECK(fetch.last.digest == digest128(drop_rows(5000)));
    CHECK(fetch.code() == "not-modified");
    CHECK(server.count("RETR") == 1);
    server.files["a.csv"].modified += 60;
    CHECK(fetch.bytes() == drop_rows(5000));
    CHECK(server.count("DELE") + server.count("RNFR") + server.count("STOR") == 0);
}

TEST_CASE("ftp: the newest complete file of a directory, by MLSD or by LIST") {
    for (const bool mlsd : {true, false}) {
        CAPTURE(mlsd);
        FtpServer server;
        server.knows_mlsd = mlsd;
        server.files["old.csv"] = {"old", 1767225600};
        server.files["new ü %41;#?.csv"] = {"new", 1767225700}; // in LIST the same minute: MDTM decides
        server.files["newer.csv.part"] = {"half", 1767225900};
        server.files[".newer.csv"] = {"half", 1767225900};
        server.files["newer.csv.tmp"] = {"half", 1767225900};
        server.files["newer.txt"] = {"other", 1767225690};
        server.files["dir.csv"] = {"", 1767229900, "dir"};
        server.files["link.csv"] = {"old", 1767229900, "OS.unix=slink:old.csv"};
        CHECK(DropCase(server.url("/drop/"), "*.csv").bytes() == "new");
        CHECK(DropCase(server.url("/drop/"), "*.txt").bytes() == "other");
        CHECK(DropCase(server.url("/drop/"), "o*").bytes() == "old");
        CHECK(DropCase(server.url("/drop/")).bytes() == "new");
        CHECK(DropCase(server.url("/drop/"), "*.json").code() == "file.missing");
    }
}

TEST_CASE("ftp: a file that is still being written waits for the next run") {
    FtpServer server;
    server.files["a.csv"] = {drop_rows(10), std::time(nullptr) - 20};
    CHECK(DropCase(server.url("/drop/a.csv")).code() == "file.growing");
    server.files["a.csv"].modified -= 60;
    CHECK(DropCase(server.url("/drop/a.csv")).code() == "");
    server.after_retr = [&] { server.files["a.csv"].bytes += "more"; };
    CHECK(DropCase(server.url("/drop/a.csv")).code() == "file.changed");
    CHECK(server.count("RETR") == 2);
}

TEST_CASE("ftp: a cut transfer goes on where it ended, and starts again when the file changed") {
    FtpServer server;
    server.files["a.csv"].bytes = drop_rows(20000);
    server.cut_after = 100000;
    server.cuts = 2;
    DropCase fetch(server.url("/drop/a.csv"));
    CHECK(fetch.bytes() == drop_rows(20000));
    CHECK(server.count("REST 100000") == 1);
    CHECK(server.count("REST 200000") == 1);
    CHECK(fetch.last.digest == digest128(drop_rows(20000)));

    server.cuts = 1;
    server.after_retr = [&, first = true]() mutable {
        if (std::exchange(first, false)) server.files["a.csv"] = {drop_rows(30000), 1767225999};
    };
    CHECK(digest128(DropCase(server.url("/drop/a.csv")).bytes()) == digest128(drop_rows(30000)));
    server.after_retr = nullptr;
    server.cuts = 100;
    server.cut_after = 10;
    CHECK(DropCase(server.url("/drop/a.csv")).code() == "http.truncated");
}

TEST_CASE("ftp: what goes wrong has a name, and no secret is in it") {
    FtpServer server;
    server.files["a.csv"].bytes = drop_rows(10);
    server.files["empty.csv"].bytes = "";
    CHECK(DropCase(server.url("/drop/b.csv")).code() == "file.missing");
    CHECK(DropCase(server.url("/nowhere/")).code() == "file.unreadable");
    CHECK(DropCase(server.url("/drop/empty.csv")).code() == "file.empty");
    DropCase large(server.url("/drop/a.csv"));
    large.feed.source.limits.max_bytes = 50;
    CHECK(large.code() == "file.too-large");
    CHECK(server.count("RETR") == 0);
    server.password = "changed";
    DropCase refused(server.url("/drop/a.csv"));
    CHECK(refused.code() == "drop.login");
    CHECK(refused.message().find("value-of-ftp") == std::string::npos);
    CHECK(DropCase("ftp://127.0.0.1:1/a.csv").code() == "network.refused");
}

TEST_CASE("ftp: a listing that cannot be read is refused, never half understood") {
    FtpServer server;
    server.knows_mlsd = false;
    server.list_text = "drwxr-xr-x 2 a b 4096 Jan 1 2026 d\r\nsomething else\r\n";
    CHECK(DropCase(server.url("/drop/")).code() == "drop.listing");
}

TEST_CASE("ftp: a server that hangs costs a named time, and an order to stop is obeyed within a second") {
    for (const char* command : {"banner", "PASS", "EPSV", "SIZE", "RETR"}) {
        CAPTURE(command);
        FtpServer server;
        server.files["a.csv"].bytes = drop_rows(10);
        server.hangs_at = command;
        DropCase slow(server.url("/drop/a.csv"));
        slow.request.retry.attempts = 1;
        slow.request.app.http.connect_timeout = std::chrono::seconds(1);
        slow.request.app.http.first_byte_timeout = std::chrono::seconds(1);
        slow.feed.source.limits.timeout = std::chrono::seconds(3);
        CHECK(slow.code().starts_with("timeout."));
        const auto start = std::chrono::steady_clock::now();
        CHECK(DropCase(server.url("/drop/a.csv")).cancelled_after(std::chrono::milliseconds(300)));
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(1800));
    }
}

TEST_CASE("ftp: only the checked address is dialled") {
    FtpServer server;
    server.files["a.csv"].bytes = drop_rows(10);
    DropCase wall(server.url("/drop/a.csv"));
    wall.request.app.http.allow_private.clear();
    CHECK(wall.code() == "blocked.address");
    CHECK(server.commands().empty());
    // A server that names another machine for its data: its own address is used instead.
    server.knows_epsv = false;
    server.pasv_host = "10,0,0,1";
    CHECK(DropCase(server.url("/drop/a.csv")).bytes() == drop_rows(10));
}

TEST_CASE("ftp: ftps never goes without TLS, not even for the password") {
    FtpServer server;
    server.files["a.csv"].bytes = drop_rows(10);
    CHECK(DropCase("ftps" + server.url("/drop/a.csv").substr(3)).code() == "tls.not-offered");
    CHECK(server.count("USER") + server.count("PASS") == 0);
}
