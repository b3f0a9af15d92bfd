// Framing of HTTP/1.1 answers, also when they come one byte at a time, and the unpacking of gzip and deflate.
#include "connectors/http/content_decoder.hpp"
#include "connectors/http/fault.hpp"
#include "connectors/http/response_parser.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

using namespace moisson;

namespace {

struct Parsed {
    std::string code, body;
    unsigned status = 0;
    bool reuse = false;
    bool operator==(const Parsed&) const = default;
};

/// `step`: how many bytes arrive at a time. `torn`: TLS ended without close_notify.
Parsed parse(std::string_view answer, std::size_t step, bool torn = false) {
    Parsed result;
    ResponseParser parser("https://a.example/x", 1000);
    const ResponseParser::OnBody on_body = [&](std::string_view bytes) { result.body += bytes; };
    try {
        std::string waiting;
        for (std::size_t at = 0; at < answer.size() && !parser.complete(); at += step) {
            waiting += answer.substr(at, step);
            for (std::size_t taken = 1; taken > 0 && !waiting.empty() && !parser.complete();) {
                taken = parser.feed(waiting, on_body);
                waiting.erase(0, taken);
            }
        }
        if (!parser.complete()) parser.end_of_stream(torn);
        result.reuse = parser.may_reuse_connection();
    } catch (const HttpFault& fault) {
        result.code = fault.error().code;
    }
    result.status = parser.head().status;
    return result;
}

std::string packed(const std::string& bytes, int window) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string unpacked(const std::string& coding, const std::string& bytes, std::size_t step,
                     std::uint64_t limit = 1 << 20) {
    try {
        const auto decoder = ContentDecoder::make({200, {{"content-encoding", coding}}}, "x", limit);
        std::string out;
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            decoder->add(std::string_view(bytes).substr(at, step));
            for (auto slice = decoder->next(); !slice.empty(); slice = decoder->next()) out += slice;
        }
        decoder->finish();
        return out;
    } catch (const HttpFault& fault) {
        return fault.error().code;
    }
}

} // namespace

TEST_CASE("http framing: the same verdict however the bytes are cut") {
    struct Row {
        const char* why;
        std::string answer, code, body;
    };
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    for (const Row& row : {
             Row{"length", ok + "Content-Length: 3\r\n\r\nabc", "", "abc"},
             Row{"chunks",
                 ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n",
                 "", "abcde"},
             Row{"until the connection ends", ok + "\r\nabc", "", "abc"},
             Row{"interim answers are skipped",
                 "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok +
                     "Content-Length: 1\r\n\r\na",
                 "", "a"},
             Row{"nothing at all", "", "network.closed", ""},
             Row{"head cut", "HTTP/1.1 200", "http.truncated", ""},
             Row{"only an interim answer", "HTTP/1.1 103 x\r\n\r\n", "http.truncated", ""},
             Row{"body shorter than its length", ok + "Content-Length: 5\r\n\r\nabc", "http.truncated",
                 "abc"},
             Row{"no last chunk", ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "http.truncated",
                 "abc"},
             Row{"chunk cut", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc", "http.truncated", "abc"},
             Row{"last chunk without its end", ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n",
                 "http.truncated", ""},
             Row{"two lengths", ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "http.protocol",
                 ""},
             Row{"length and chunks", ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                 "http.protocol", ""},
             Row{"chunks and length", ok + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
                 "http.protocol", ""},
             Row{"no number", ok + "Content-Length: abc\r\n\r\n", "http.protocol", ""},
             Row{"negative", ok + "Content-Length: -1\r\n\r\n", "http.protocol", ""},
             Row{"gzip below chunks", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                 "http.transfer-encoding", ""},
             Row{"chunked twice",
                 ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                 "http.protocol", ""},
             Row{"bad chunk size", ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                 "http.protocol", ""},
             Row{"HTTP/0.9", "<html>hello</html>", "http.protocol", ""},
             Row{"bare LF", "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", "http.protocol", ""},
             Row{"NUL in a header", ok + std::string("X: a\0b\r\n", 8) + "Content-Length: 3\r\n\r\nabc",
                 "http.protocol", ""},
             Row{"TLS alert", std::string("\x15\x03\x01\x00\x02\x02\x28", 7), "http.protocol", ""},
             Row{"larger than the limit", ok + "Content-Length: 1001\r\n\r\n", "http.too-large", ""},
             Row{"2^62", ok + "Content-Length: 4611686018427387904\r\n\r\n", "http.too-large", ""},
             Row{"chunk larger than the limit", ok + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n",
                 "http.too-large", ""},
             Row{"no length, larger than the limit", ok + "\r\n" + std::string(1001, 'x'), "http.too-large",
                 ""},
             Row{"switching protocols", "HTTP/1.1 101 x\r\n\r\n", "http.protocol", ""},
         }) {
        const std::string why = row.why;
        CAPTURE(why);
        const Parsed whole = parse(row.answer, 1 << 20);
        CHECK(whole.code == row.code);
        if (row.code != "http.too-large") CHECK(whole.body == row.body);
        const Parsed bytewise = parse(row.answer, 1);
        // Garbage that comes in pieces may be taken for an answer that was cut.
        CHECK((bytewise.code == whole.code ||
               (whole.code == "http.protocol" && bytewise.code == "http.truncated")));
        if (row.code.empty()) CHECK(bytewise == whole);
    }
}

TEST_CASE("http framing: six interim answers are too many, 64 KiB of headers too") {
    std::string interim;
    for (int i = 0; i < 6; ++i) interim += "HTTP/1.1 103 Early Hints\r\n\r\n";
    CHECK(parse(interim, 7).code == "http.too-many-interim");
    const std::string pad = "X-Pad: " + std::string(1000, 'y') + "\r\n";
    std::string large = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 20; ++i) large += pad;
    CHECK(parse(large + "Content-Length: 0\r\n\r\n", 4096).code == "");
    for (int i = 0; i < 80; ++i) large += pad;
    CHECK(parse(large, 4096).code == "http.header-too-large");
}

TEST_CASE("http framing: over TLS the end must be marked") {
    CHECK(parse("HTTP/1.1 200 OK\r\n\r\nabc", 100, true).code == "http.truncated");
    CHECK(parse("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 100, true).code == "");
}

TEST_CASE("http framing: a connection is used again only when that is safe") {
    CHECK(parse("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", 100).reuse);
    CHECK_FALSE(parse("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", 100).reuse);
    CHECK_FALSE(parse("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", 100).reuse);
    CHECK_FALSE(parse("HTTP/1.1 200 OK\r\n\r\na", 100).reuse);
    CHECK(parse("HTTP/1.1 304 Not Modified\r\nContent-Length: 300\r\n\r\n", 100).reuse);
}

TEST_CASE("http coding: gzip, zlib and raw deflate, whatever the cuts") {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += "s-" + std::to_string(i * 7919) + ";structure\r\n";
    for (std::size_t step : {1u, 7u, 65536u}) {
        CHECK(unpacked("gzip", packed(text, 31), step) == text);
        CHECK(unpacked("x-gzip", packed(text, 31) + packed(text, 31), step) == text + text);
        CHECK(unpacked("deflate", packed(text, 15), step) == text);
        CHECK(unpacked("Deflate", packed(text, -15), step) == text);
    }
    CHECK(unpacked("gzip", packed(text, 31).substr(0, 2000), 500) == "http.truncated");
    CHECK(unpacked("gzip", packed(text, 31).substr(0, packed(text, 31).size() - 4), 500) == "http.truncated");
    CHECK(unpacked("gzip", "", 1) == "http.truncated");
    CHECK(unpacked("gzip", "id;nom\n1;a\n", 100) == "http.corrupt-coding");
    CHECK(unpacked("gzip", packed(text, 31) + "junk", 100) == "http.corrupt-coding");
    CHECK(unpacked("gzip", packed(text, 31), 100, 1000) == "http.decompressed-too-large");
    CHECK(unpacked("gzip", packed(std::string(50 << 20, '\0'), 31), 4096, 1 << 30) ==
          "http.decompressed-too-large");
    CHECK(unpacked("gzip, gzip", "x", 1) == "http.content-coding");
    CHECK(unpacked("br", "x", 1) == "http.content-coding");
    CHECK(ContentDecoder::make({200, {}}, "x", 1) == nullptr);
}
