#include "tests/daemon/public_daemon.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <fstream>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace moisson::test {

using nlohmann::json;

namespace {

void write_secret(const TempDir& home, const std::string& name, const std::string& text) {
    std::filesystem::create_directories(home / "secrets.d");
    const auto file = home / ("secrets.d/" + name);
    std::ofstream(file) << text;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
}

std::string ask_socket(unsigned short port, const std::string& text) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const timeval limit{20, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    std::string got;
    char chunk[65536];
    for (ssize_t n; (n = ::recv(fd, chunk, sizeof chunk, 0)) > 0;)
        got.append(chunk, static_cast<std::size_t>(n));
    ::close(fd);
    return got;
}

} // namespace

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

std::string PublicDaemon::Answer::header(const std::string& name) const {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const std::size_t from = at + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
}

PublicDaemon::PublicDaemon(const std::string& extra, int rows,
                           const std::map<std::string, std::string>& secrets) {
    write_home(home_);
    std::ofstream(home_ / "moisson.toml")
        << "[status]\nenabled = false\n[public]\nenabled = true\n"
           "listen = \"127.0.0.1:0\"\nurl = \"https://donnees.example.fr/\"\n"
        << extra;
    write_secret(home_, "consumer", "s3cret");
    write_secret(home_, "friend", "fr1end");
    for (const auto& [name, text] : secrets) write_secret(home_, name, text);
    write_rows(rows, "Foyer");
    write_feed(home_, "exemple",
               "telephone = \"Tel\"\n[personal_data.fields]\ntelephone = "
               "\"never-publish\"\n[guards]\nmax_deletions = \"100 %\"\n");
    start();
    run();
}

void PublicDaemon::start() {
    daemon_.reset();
    daemon_.emplace(home_);
    daemon_->wait_for("READY=1");
    port_ = port();
}

void PublicDaemon::write_rows(int rows, const std::string& name) const {
    std::ofstream out(home_ / "data.csv");
    out << "Identifiant,Nom,Tel,Maj\n";
    for (int i = 0; i < rows; ++i) out << i << ',' << name << ' ' << i << ",0612345678,2026-01-02\n";
}

void PublicDaemon::rewrite(const std::string& id, const std::string& rows) const {
    std::ofstream(home_ / (id + ".csv")) << "Identifiant,Nom,Siret,Commune,CP,Maj\n" << rows;
}

void PublicDaemon::add_feed(const std::string& id, const std::string& rows) {
    rewrite(id, rows);
    write_feed(home_, id,
               "siret = \"Siret\"\ncommune = \"Commune\"\ncode_postal = \"CP\"\n[guards]\nmax_deletions = "
               "\"100 %\"\n",
               id + ".csv");
    wait_until([&] { return daemon_->post("/-/reload").status == 202; });
    run(id);
}

void PublicDaemon::wait_until(const std::function<bool()>& done) const {
    for (int i = 0; i < 3000; ++i) {
        if (done()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL("it did not happen:\n" << daemon_->log());
}

/// The daemon runs a new feed by itself: an order that comes meanwhile is refused.
void PublicDaemon::run(const std::string& feed) {
    const auto newest = [&] {
        const json answer = json::parse(daemon_->get("/status/feeds/" + feed + "/runs").body);
        const json runs = answer.value("runs", json::array());
        return runs.empty() ? json() : runs[0];
    };
    const auto number = [](const json& run) { return run.is_null() ? 0 : run.at("run").get<int>(); };
    int before = 0;
    wait_until([&] {
        before = number(newest());
        return daemon_->post("/feeds/" + feed + "/run").status == 202;
    });
    wait_until([&] {
        const json run = newest();
        return number(run) > before && run.at("result") != "running";
    });
}

PublicDaemon::Answer PublicDaemon::get(const std::string& path, const std::string& headers,
                                       const std::string& method) const {
    const std::string got =
        ask_socket(port_, method + " " + path + " HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n" +
                              headers + "\r\n");
    const std::size_t end = got.find("\r\n\r\n");
    REQUIRE(end != std::string::npos);
    return {std::stoi(got.substr(9, 3)), got.substr(0, end + 2), got.substr(end + 4)};
}

std::string PublicDaemon::path_of(const std::string& link) {
    const std::string base = "https://donnees.example.fr";
    REQUIRE(link.starts_with(base));
    return link.substr(base.size());
}

std::vector<json> PublicDaemon::walk(std::string path, const std::string& headers,
                                     const std::function<void()>& between) const {
    std::vector<json> records;
    while (!path.empty()) {
        const Answer answer = get(path, headers);
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
        const json page = answer.parsed();
        records.insert(records.end(), page.at("data").begin(), page.at("data").end());
        path = page.at("next").is_null() ? "" : path_of(page.at("next"));
        if (between && !path.empty()) between();
    }
    return records;
}

unsigned short PublicDaemon::port() const {
    const std::string log = daemon_->log(), mark = "listen=127.0.0.1:";
    const std::size_t at = log.find(mark, log.rfind("public.listening"));
    REQUIRE(at != std::string::npos);
    return static_cast<unsigned short>(std::stoi(log.substr(at + mark.size())));
}

} // namespace moisson::test
