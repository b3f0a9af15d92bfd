// All faults of the misbehaving server of ../shared: each ends as its manifest says, and nothing is
// left over.
#include "tests/support/die_with_parent.hpp"
#include "tests/support/run_fetch.hpp"

#include <csignal>
#include <cstdio>
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

using namespace moisson;
using test::FetchCase;

namespace {

/// The python server as a child of the test, on a random port.
class Faultd {
public:
    explicit Faultd(const std::filesystem::path& script) {
        int ends[2];
        if (::pipe(ends) != 0) return;
        child_ = ::fork();
        if (child_ == 0) {
            test::die_with_parent();
            ::dup2(ends[1], STDOUT_FILENO);
            ::execlp("python3", "python3", "-u", script.c_str(), static_cast<char*>(nullptr));
            ::_exit(127);
        }
        ::close(ends[1]);
        FILE* out = ::fdopen(ends[0], "r");
        if (std::fscanf(out, "LISTENING %u", &port_) != 1) port_ = 0;
        std::fclose(out);
    }
    ~Faultd() {
        if (child_ <= 0) return;
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    unsigned port() const { return port_; }

private:
    pid_t child_ = -1;
    unsigned port_ = 0;
};

/// Words of the manifest → our codes, separated by spaces; "ok" = a snapshot, "*" = anything that is no
/// crash.
const std::map<std::string, std::string> expected_codes = {
    {"ok", "ok"},
    {"ok_close", "ok"},
    {"ok_then_not_modified", "ok"},
    {"ok_warn:proxy", "ok format.html-instead-of-data"}, // its 203 carries a page,
    {"ok_no_credentials", "ok"},
    {"ok_after_retry", "ok"},
    {"ok_or_bad_magic", "ok"},
    {"ok:5_pages", "ok"},
    {"no_rows", "ok"}, // the decoder's matter, like the next three
    {"undetectable_at_http: row_or_guard", "ok"},
    {"undetectable: guard only", "ok"},
    {"truncated:tls (ok_or_guard on plain HTTP)", "ok network.reset"},
    {"truncated", "http.truncated"},
    {"connection_reset", "network.reset"},
    {"connection_closed", "network.closed"},
    {"timeout:first_byte", "timeout.first-byte"},
    {"timeout:idle", "timeout.idle"},
    {"timeout:total_or_low_speed", "timeout.total timeout.low-speed"},
    {"timeout:headers", "timeout.headers timeout.total"},
    {"too_large", "http.too-large"},
    {"header_too_large", "http.header-too-large"},
    {"too_many_interim", "http.too-many-interim"},
    {"too_large:decompressed", "http.decompressed-too-large"},
    {"too_many_content_codings", "http.content-coding"},
    {"protocol_error", "http.protocol"},
    {"unsupported_transfer_encoding", "http.transfer-encoding"},
    {"http_4xx:permanent", "http.status"},
    {"http_unknown", "http.status"},
    {"auth", "http.auth"},
    {"gone", "http.gone"},
    {"retry", "http.server-error"},
    {"rate_limited", "http.rate-limited"},
    {"rate_limited:2s", "http.rate-limited"},
    {"rate_limited:date", "http.server-error"}, // a 503
    {"rate_limited:capped", "http.rate-limited"},
    {"rate_limited:default", "http.rate-limited"},
    {"no_content:not_an_empty_feed", "http.empty-document"},
    {"unexpected_partial", "http.partial"},
    {"too_many_redirects", "http.too-many-redirects"},
    {"blocked_address", "blocked.address blocked.port"},
    {"blocked_scheme", "blocked.scheme"},
    {"blocked_userinfo", "http.bad-url"},
    {"bad_url", "http.bad-url http.bad-redirect"},
    {"html_instead_of_data", "format.html-instead-of-data"},
    {"empty_document", "http.empty-document"},
    {"corrupt", "http.corrupt-coding"},
    {"unsupported_content_coding", "http.content-coding"},
    {"too_many_pages", "http.too-many-pages"},
    {"page_loop", "incomplete:http.page-loop"},
    {"incomplete", "incomplete:http.page-total incomplete:http.server-error"},
    {"blocked_next", "incomplete:blocked.next"},
    {"incomplete_or_duplicates", "*"},
};

std::unique_ptr<FetchCase> case_of(const Faultd& server, const std::string& path) {
    auto fetch = std::make_unique<FetchCase>("http://127.0.0.1:" + std::to_string(server.port()) + path);
    auto& http = fetch->request.app.http;
    http.connections_per_host = 200;
    http.connect_timeout = http.idle_timeout = std::chrono::seconds(2);
    http.first_byte_timeout = std::chrono::seconds(5); // /slow-start wants 3
    fetch->request.retry.longest_wait = std::chrono::seconds(1);
    LimitsConfig& limits = fetch->feed.source.limits;
    limits.timeout = std::chrono::seconds(path == "/drip" ? 3 : 30);
    limits.max_bytes = 5 << 20;
    if (path.starts_with("/hang") || path.starts_with("/drip")) fetch->request.retry.attempts = 1;
    if (!path.starts_with("/pages")) return fetch;
    fetch->feed.source.type = "json";
    fetch->feed.source.records = "/data";
    fetch->feed.source.pagination.type = "next-url";
    fetch->feed.source.pagination.path = "/next";
    fetch->feed.source.pagination.total_path = "/total";
    fetch->feed.source.pagination.max_pages = 20;
    return fetch;
}

bool is_expected(const std::string& word, const std::string& code) {
    const auto it = expected_codes.find(word);
    if (it == expected_codes.end()) return false;
    const std::string got = code.empty() ? "ok" : code;
    return it->second == "*" || (" " + it->second + " ").find(" " + got + " ") != std::string::npos;
}

std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace

TEST_CASE("fetch faults: every fault of the misbehaving server ends as its manifest says") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto folder = *shared / "data/corpora/own-http-faults";
    const Faultd server(folder / "faultd.py");
    if (server.port() == 0) {
        MESSAGE("skipped: python3 cannot run the server");
        return;
    }
    const std::size_t descriptors = open_descriptors();
    std::vector<std::string> codes;
    const auto manifest = nlohmann::json::parse(std::ifstream(folder / "manifest.json"));
    for (const auto& row : manifest) {
        if (row["expect"] == "blocked_downgrade") continue; // only over TLS: see the TLS tests
        codes.push_back(case_of(server, row["path"])->code());
        CHECK_MESSAGE(is_expected(row["expect"], codes.back()), row["path"], " wants ", row["expect"],
                      ", got \"", codes.back(), "\"");
    }
    CHECK(codes.size() >= 80);
    CHECK(open_descriptors() == descriptors);
}
