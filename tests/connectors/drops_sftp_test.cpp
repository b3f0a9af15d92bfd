// Files on an SFTP server, OpenSSH's own: the server's key is pinned, links and odd names are met.
#include "tests/support/run_fetch.hpp"
#include "tests/support/sftp_server.hpp"

#include <chrono>
#include <doctest/doctest.h>

using namespace moisson;
using test::SftpServer;
namespace fs = std::filesystem;

namespace {

/// One server for all cases: starting it makes keys.
SftpServer* sftp_server() {
    static SftpServer server;
    if (!server.usable()) MESSAGE("skipped: OpenSSH's sshd is not installed or does not start here");
    return server.usable() ? &server : nullptr;
}

struct SftpCase : test::FetchCase {
    SftpCase(const SftpServer& server, const std::string& path)
        : FetchCase(server.url(server.files.path()) + "/" + path) {
        feed.source.ssh_host_key = server.host_key("ed25519");
        feed.source.ssh_username = server.user();
        feed.source.ssh_key = server.client_key();
        request.patience.between_looks = std::chrono::milliseconds(10);
    }
    std::string bytes() {
        const FetchOutcome outcome = run();
        const auto* snapshot = std::get_if<Snapshot>(&outcome);
        if (!snapshot) return code_of(outcome);
        request.validators.etag = snapshot->etag;
        return test::read_file(snapshot->parts.at(0));
    }
    RunError error() {
        const FetchOutcome outcome = run();
        const auto* failure = std::get_if<FetchFailure>(&outcome);
        return failure ? failure->error : RunError{};
    }
};

void put(const SftpServer& server, const std::string& name, const std::string& bytes, int minutes_old) {
    test::write_file(server.files / name, bytes);
    fs::last_write_time(server.files / name,
                        fs::file_time_type::clock::now() - std::chrono::minutes(minutes_old));
}

} // namespace

TEST_CASE(
    "sftp: one file, then nothing new; the pinned key may be a line or a fingerprint of any of its kinds") {
    SftpServer* server = sftp_server();
    if (!server) return;
    const std::string large(3 << 20, 'x');
    put(*server, "a b.csv", large, 10);
    SftpCase fetch(*server, "a%20b.csv");
    CHECK(fetch.bytes() == large);
    CHECK(fetch.code() == "not-modified");
    for (const std::string& key : {server->host_key("ecdsa"), "127.0.0.1 " + server->host_key("ecdsa"),
                                   server->fingerprint("ecdsa"), server->fingerprint("ed25519")}) {
        CAPTURE(key);
        SftpCase pinned(*server, "a b.csv");
        pinned.feed.source.ssh_host_key = key;
        CHECK(pinned.code() == "");
    }
}

TEST_CASE("sftp: another key ends the run before any credential is sent, and is named") {
    SftpServer* server = sftp_server();
    if (!server) return;
    put(*server, "a.csv", "id\n1\n", 10);
    SftpCase wrong(*server, "a.csv");
    wrong.feed.source.ssh_host_key = "SHA256:7vK0mN1hBfYx2eEo4m6Zc1rWv3u5t8qPjS9dLgAaQwE";
    const RunError error = wrong.error();
    CHECK(error.code == "ssh.host-key");
    CHECK_FALSE(error.transient);
    CHECK(error.message.find(server->fingerprint("ed25519")) != std::string::npos);
    CHECK(error.message.find("instead of SHA256:7vK0") != std::string::npos);
    SftpCase type(*server, "a.csv");
    type.feed.source.ssh_host_key = test::read_file(server->client_key() + ".pub"); // of the same kind
    CHECK(type.error().code == "ssh.host-key");
}

TEST_CASE("sftp: the newest file of a directory; links, directories and unfinished files are left alone") {
    SftpServer* server = sftp_server();
    if (!server) return;
    put(*server, "d/old.csv", "old", 60 * 24 * 400);
    put(*server, "d/été #1?;%41 .csv", "new", 5);
    put(*server, "d/later.csv.part", "half", 3);
    put(*server, "d/.later.csv", "half", 3);
    put(*server, "d/sub.csv/x", "other", 3);
    fs::create_symlink("old.csv", server->files / "d/link.csv");
    SftpCase newest(*server, "d/");
    newest.feed.source.file = "*.csv";
    CHECK(newest.bytes() == "new");
    CHECK(newest.code() == "not-modified");
    SftpCase old(*server, "d/");
    old.feed.source.file = "o*.csv";
    CHECK(old.bytes() == "old");
    CHECK(SftpCase(*server, "d/link.csv").bytes() == "old"); // named by the operator: followed
    SftpCase none(*server, "d/");
    none.feed.source.file = "*.xml";
    CHECK(none.code() == "file.missing");
    put(*server, "d/zz.csv", "fresh", 0);
    CHECK(newest.code() == "file.growing");
    fs::remove(server->files / "d/zz.csv");
}

TEST_CASE("sftp: what goes wrong has a name") {
    SftpServer* server = sftp_server();
    if (!server) return;
    CHECK(SftpCase(*server, "missing.csv").code() == "file.missing");
    CHECK(SftpCase(*server, "missing/").code() == "file.missing");
    put(*server, "empty.csv", "", 10);
    CHECK(SftpCase(*server, "empty.csv").code() == "file.empty");
    SftpCase password(*server, "empty.csv");
    password.feed.source.ssh_key.clear();
    password.feed.source.auth = {};
    password.feed.source.auth.type = "basic";
    password.feed.source.auth.username = server->user();
    password.feed.source.auth.password = "{secret:wrong}";
    CHECK(password.code() == "drop.login");
    SftpCase key(*server, "empty.csv");
    key.feed.source.ssh_key = "/nonexistent";
    CHECK(key.code() == "ssh.key-file");
    SftpCase wall(*server, "empty.csv");
    wall.request.app.http.allow_private.clear();
    CHECK(wall.code() == "blocked.address");
}
