// The public listener of the real program, over real sockets.
#include "tests/daemon/daemon_process.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <fstream>
#include <netinet/in.h>
#include <set>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace moisson;
using namespace moisson::test;
using nlohmann::json;

namespace {

struct Answer {
    int status = 0;
    std::string head, body;
    std::string header(const std::string& name) const {
        const std::size_t at = head.find("\r\n" + name + ": ");
        if (at == std::string::npos) return "";
        const std::size_t from = at + name.size() + 4;
        return head.substr(from, head.find("\r\n", from) - from);
    }
    json parsed() const { return json::parse(body); }
};

/// A daemon with a public listener on any free port, and one feed of `rows` structures.
class Daemon {
public:
    explicit Daemon(const std::string& extra = "", int rows = 25) {
        write_home(home_);
        std::ofstream(home_ / "moisson.toml")
            << "[status]\nenabled = false\n[public]\nenabled = true\n"
               "listen = \"127.0.0.1:0\"\nurl = \"https://donnees.example.fr/\"\n"
            << extra;
        std::filesystem::create_directory(home_ / "secrets.d");
        std::ofstream(home_ / "secrets.d/consumer") << "s3cret";
        std::filesystem::permissions(home_ / "secrets.d/consumer", std::filesystem::perms::owner_read);
        write_rows(rows, "Foyer");
        write_feed(home_, "exemple",
                   "telephone = \"Tel\"\n[personal_data.fields]\ntelephone = "
                   "\"never-publish\"\n[guards]\nmax_deletions = \"100 %\"\n");
        daemon_.emplace(home_);
        daemon_->wait_for("READY=1");
        port_ = port();
        run();
    }
    void write_rows(int rows, const std::string& name) const {
        std::ofstream out(home_ / "data.csv");
        out << "Identifiant,Nom,Tel,Maj\n";
        for (int i = 0; i < rows; ++i) out << i << ',' << name << ' ' << i << ",0612345678,2026-01-02\n";
    }
    void run() {
        daemon_->post("/feeds/exemple/run");
        for (int i = 0; i < 3000; ++i) {
            const json runs = json::parse(daemon_->get("/status/feeds/exemple/runs").body).at("runs");
            if (runs.size() > runs_ && runs[0].at("result") != "running") {
                runs_ = runs.size();
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        FAIL("the run did not end:\n" << daemon_->log());
    }
    Answer get(const std::string& path, const std::string& headers = "",
               const std::string& method = "GET") const {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port_);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        const timeval limit{20, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        const std::string text = method + " " + path +
                                 " HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n" + headers + "\r\n";
        ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        std::string got;
        char chunk[65536];
        for (ssize_t n; (n = ::recv(fd, chunk, sizeof chunk, 0)) > 0;)
            got.append(chunk, static_cast<std::size_t>(n));
        ::close(fd);
        const std::size_t end = got.find("\r\n\r\n");
        REQUIRE(end != std::string::npos);
        return {std::stoi(got.substr(9, 3)), got.substr(0, end + 2), got.substr(end + 4)};
    }
    const TempDir& home() const { return home_; }
    DaemonProcess& process() { return *daemon_; }

private:
    unsigned short port() const {
        const std::string log = daemon_->log(), mark = "listen=127.0.0.1:";
        const std::size_t at = log.find(mark, log.find("public.listening"));
        REQUIRE(at != std::string::npos);
        return static_cast<unsigned short>(std::stoi(log.substr(at + mark.size())));
    }
    TempDir home_;
    std::optional<DaemonProcess> daemon_;
    unsigned short port_ = 0;
    std::size_t runs_ = 0;
};

std::string path_of_link(const std::string& link) {
    const std::string base = "https://donnees.example.fr";
    REQUIRE(link.starts_with(base));
    return link.substr(base.size());
}

} // namespace

TEST_CASE("a consumer walks the list, reads one record and why, follows the changes") {
    Daemon daemon;
    std::set<std::string> ids;
    std::string path = "/api/v1/structures?limit=7&sources=exemple";
    json page;
    while (!path.empty()) {
        const Answer answer = daemon.get(path);
        REQUIRE(answer.status == 200);
        page = answer.parsed();
        for (const json& record : page.at("data")) {
            CHECK(ids.insert(record.at("id")).second);
            CHECK(record.at("telephone").is_null()); // withheld, as in every file
            CHECK(record.at("provenance").at("nom").at("feed") == "exemple");
        }
        path = page.at("next").is_null() ? "" : path_of_link(page.at("next"));
    }
    CHECK(ids.size() == 25);
    const std::string revision = std::to_string(page.at("revision").get<std::int64_t>());
    CHECK(daemon.get("/api/v1/changes?since=" + revision).parsed().at("changes").empty());
    const json changes = daemon.get("/api/v1/changes?since=0").parsed();
    CHECK(changes.at("changes").size() >= 20);
    CHECK(changes.at("more") == false);
    for (const json& change : changes.at("changes"))
        if (change.at("change") == "upsert") {
            CHECK(change.at("record").at("telephone").is_null());
            CHECK(change.at("record").at("nom").get<std::string>().starts_with("Foyer"));
        }
    const std::string id = changes.at("changes")[0].at("id");
    const Answer one = daemon.get("/api/v1/structures/" + id);
    CHECK(one.status == 200);
    CHECK(one.parsed() == changes.at("changes")[0].at("record"));
    CHECK(one.body.find("0612345678") == std::string::npos);
    const Answer why = daemon.get("/api/v1/structures/" + id + "/why");
    CHECK(why.status == 200);
    CHECK(why.parsed().at("fields").at("nom").at("feed") == "exemple");
    CHECK_FALSE(why.parsed().at("fields").contains("telephone"));
    CHECK(why.body.find("0612345678") == std::string::npos);
    CHECK(why.body.find("telephone") == std::string::npos); // not even that it changed
    CHECK(daemon.get("/api/v1/structures?modified_since=2099-01-01").parsed().at("count") == 0);
}

TEST_CASE("what is not there, wrong or too much is said as a problem") {
    Daemon daemon("requests_per_second = 1\nburst = 40\n", 3);
    const std::string id = daemon.get("/api/v1/structures").parsed().at("data")[0].at("id");
    struct Case {
        const char* sentence;
        std::string path;
        int status;
    };
    for (const Case& c : {
             Case{"an unknown filter", "/api/v1/structures?color=red", 400},
             Case{"a page of nothing", "/api/v1/structures?limit=0", 400},
             Case{"a cursor that we did not write", "/api/v1/structures?cursor=AAAA", 400},
             Case{"a bad escape", "/api/v1/structures?commune=%G1", 400},
             Case{"changes since when", "/api/v1/changes", 400},
             Case{"changes of the future", "/api/v1/changes?since=99999999", 410},
             Case{"changes of another epoch", "/api/v1/changes?since=0&epoch=99", 410},
             Case{"a kind that is not", "/api/v1/dragons", 404},
             Case{"an id that is not", "/api/v1/structures/mo_x", 404},
             Case{"an id of another kind", "/api/v1/services/" + id, 404},
             Case{"a field that is not", "/api/v1/structures/" + id + "/why?field=x", 400},
             Case{"the status is not for consumers", "/status", 404},
             Case{"nor are orders", "/feeds/exemple/run", 404},
             Case{"no way up", "/../moisson.toml", 404},
             Case{"nor an escaped one", "/%2e%2e/moisson.db", 404},
         }) {
        CAPTURE(c.sentence);
        const Answer answer = daemon.get(c.path);
        CHECK(answer.status == c.status);
        CHECK(answer.header("Content-Type") == "application/problem+json");
        CHECK(answer.header("Access-Control-Allow-Origin") == "*");
    }
    const Answer post = daemon.get("/api/v1/structures", "", "POST");
    CHECK(post.status == 405);
    CHECK(post.header("Allow") == "GET, HEAD");
    const Answer head = daemon.get("/api/v1/structures", "", "HEAD");
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(std::stoi(head.header("Content-Length")) > 100);
    CHECK(daemon.get("/", "", "OPTIONS").status == 204);
    Answer last;
    for (int i = 0; i < 50 && last.status != 429; ++i) last = daemon.get("/api/v1/structures/" + id);
    CHECK(last.status == 429);
    CHECK(std::stoi(last.header("Retry-After")) >= 1);
}

TEST_CASE("the description and the page know every route") {
    const Daemon daemon("", 3);
    const json document = daemon.get("/openapi.json").parsed();
    for (const char* path : {"/", "/openapi.json", "/api/v1/changes", "/api/v1/structures", "/structures.csv",
                             "/api/v1/services/{id}", "/api/v1/datasets/{id}/why"})
        CHECK_MESSAGE(document.at("paths").contains(path), path);
    const Answer page = daemon.get("/");
    CHECK(page.body.find("href=\"/structures.csv\"") != std::string::npos);
    CHECK(page.header("Content-Security-Policy").find("default-src 'none'") != std::string::npos);
}

TEST_CASE("files are served whole, in part, and not again to who has them") {
    Daemon daemon("", 50);
    Answer whole = daemon.get("/structures.csv");
    for (int i = 0; i < 300 && whole.body.find("Foyer") == std::string::npos; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100)); // the daemon publishes after a run
        whole = daemon.get("/structures.csv");
    }
    REQUIRE(whole.status == 200);
    CHECK(whole.header("Content-Type").starts_with("text/csv"));
    std::ifstream in(daemon.home() / "state/public/structures.csv", std::ios::binary);
    CHECK(whole.body == std::string{std::istreambuf_iterator<char>(in), {}});
    const std::string tag = whole.header("ETag");
    CHECK(daemon.get("/structures.csv", "If-None-Match: " + tag + "\r\n").status == 304);
    const Answer part = daemon.get("/structures.csv", "Range: bytes=10-19\r\n");
    CHECK(part.status == 206);
    CHECK(part.body == whole.body.substr(10, 10));
    CHECK(part.header("Content-Range") == "bytes 10-19/" + std::to_string(whole.body.size()));
    CHECK(daemon.get("/structures.csv", "Range: bytes=10-19\r\nIf-Range: \"old\"\r\n").status == 200);
    CHECK(daemon.get("/structures.csv", "Range: bytes=10-19\r\nIf-Range: " + tag + "\r\n").status == 206);
    const Answer beyond = daemon.get("/structures.csv", "Range: bytes=999999-\r\n");
    CHECK(beyond.status == 416);
    CHECK(beyond.header("Content-Range") == "bytes */" + std::to_string(whole.body.size()));
    const Answer head = daemon.get("/structures.csv", "", "HEAD");
    CHECK(head.header("Content-Length") == std::to_string(whole.body.size()));
    CHECK(head.body.empty());
    CHECK(daemon.get("/structures.xyz").status == 404);
    daemon.process().signal(15);
    CHECK(daemon.process().wait_exit() == 0);
}

TEST_CASE("with tokens, only consumers that have one are answered") {
    const Daemon daemon("tokens = [\"{secret:consumer}\"]\n", 2);
    const Answer refused = daemon.get("/api/v1/structures");
    CHECK(refused.status == 401);
    CHECK(refused.header("WWW-Authenticate") == "Bearer");
    CHECK(daemon.get("/api/v1/structures", "Authorization: Bearer wrong\r\n").status == 401);
    CHECK(daemon.get("/api/v1/structures", "Authorization: Bearer s3cret\r\n").status == 200);
}
