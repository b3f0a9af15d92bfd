// A download that is cut goes on where it ended, when the server can say that it is still the same document.
#include "tests/support/http_server.hpp"
#include "tests/support/run_fetch.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::FetchCase;
using test::HttpServer;
using test::Peer;
using test::Request;

namespace {

std::string long_csv() {
    std::string text = "id;nom\r\n";
    for (int i = 0; i < 2000; ++i)
        text += std::to_string(i) + ";structure numéro " + std::to_string(i) + "\r\n";
    return text;
}

/// Sends all of `document` with these headers, but closes after `cut` bytes of the body the first `cuts`
/// times.
struct CuttingServer : HttpServer {
    CuttingServer(std::string headers, unsigned cuts) : headers_(std::move(headers)), cuts_(cuts) {
        on("/x.csv", [this](const Request& request, Peer& peer) { answer(request, peer); });
    }
    void answer(const Request& request, Peer& peer) {
        const std::string range = request.header("range");
        std::size_t from = 0;
        const bool partial =
            !range.empty() && request.header("if-range") == "\"v" + std::to_string(version) + "\"";
        if (partial) from = std::stoul(range.substr(6)) + misplaced;
        const std::string rest = document.substr(from);
        std::string head = partial ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " +
                                         std::to_string(from) + "-" + std::to_string(document.size() - 1) +
                                         "/" + std::to_string(document.size()) + "\r\n"
                                   : "HTTP/1.1 200 OK\r\n";
        peer.send(head + headers_ + "Content-Length: " + std::to_string(rest.size()) + "\r\n\r\n");
        if (cuts_ == 0) return peer.send(rest);
        --cuts_;
        peer.send(rest.substr(0, 20000));
        peer.close();
    }
    std::string document = long_csv();
    unsigned version = 1;
    std::size_t misplaced = 0;

private:
    std::string headers_;
    unsigned cuts_;
};

const std::string resumable = "ETag: \"v1\"\r\nAccept-Ranges: bytes\r\n";

std::string bytes_of(const Snapshot& snapshot) { return test::read_file(snapshot.parts.at(0)); }

} // namespace

TEST_CASE("resume: a document that is cut twice is read once; its digest does not notice") {
    CuttingServer server(resumable, 2);
    FetchCase fetch(server.url("/x.csv"));
    const Snapshot snapshot = std::get<Snapshot>(fetch.run());
    CHECK(bytes_of(snapshot) == server.document);
    CHECK(snapshot.digest == digest128(server.document));
    CHECK(snapshot.bytes == server.document.size());
    const auto log = server.log();
    REQUIRE(log.size() == 3);
    CHECK(log[0].header("range") == "");
    CHECK(log[1].header("range") == "bytes=20000-");
    CHECK(log[1].header("if-range") == "\"v1\"");
    CHECK(log[1].header("accept-encoding") == "identity");
    CHECK(log[2].header("range") == "bytes=40000-");
}

TEST_CASE("resume: a document that has changed meanwhile is read from its start") {
    CuttingServer server(resumable, 1);
    server.version = 2; // If-Range no longer holds
    FetchCase fetch(server.url("/x.csv"));
    const Snapshot snapshot = std::get<Snapshot>(fetch.run());
    CHECK(bytes_of(snapshot) == server.document);
    CHECK(snapshot.digest == digest128(server.document));
    CHECK(server.log().size() == 2);
}

TEST_CASE("resume: nothing is joined without a strong validator, or when the server gives no parts") {
    for (const char* headers : {
             "ETag: W/\"v1\"\r\nAccept-Ranges: bytes\r\n",
             "ETag: \"v1\"\r\n",
             "ETag: \"v1\"\r\nAccept-Ranges: none\r\n",
             "Last-Modified: Sat, 21 Nov 2026 10:00:00 GMT\r\nAccept-Ranges: bytes\r\n", // when? no Date
             "",
         }) {
        CAPTURE(headers);
        CuttingServer server(headers, 1);
        FetchCase fetch(server.url("/x.csv"));
        CHECK(bytes_of(std::get<Snapshot>(fetch.run())) == server.document);
        REQUIRE(server.log().size() == 2);
        CHECK(server.log()[1].header("range") == "");
    }
}

TEST_CASE("resume: a part that starts elsewhere than asked is refused") {
    CuttingServer server(resumable, 1);
    server.misplaced = 5;
    FetchCase fetch(server.url("/x.csv"));
    CHECK(fetch.code() == "http.partial");
}

TEST_CASE("resume: max_bytes counts all parts") {
    CuttingServer server(resumable, 1);
    FetchCase fetch(server.url("/x.csv"));
    fetch.feed.source.limits.max_bytes = server.document.size();
    CHECK(fetch.code() == "");
    CuttingServer again(resumable, 1);
    FetchCase small(again.url("/x.csv"));
    small.feed.source.limits.max_bytes = server.document.size() - 1;
    CHECK(small.code() == "http.too-large");
}
