// FTP over TLS: commands and data are encrypted, the certificate is checked, an end without its mark is a
// cut.
#include "tests/support/ftp_server.hpp"
#include "tests/support/ftp_wire.hpp"
#include "tests/support/run_fetch.hpp"

#include <chrono>
#include <cstdlib>
#include <doctest/doctest.h>

using namespace moisson;
using test::FtpServer;

namespace {

/// Certificates for 127.0.0.1 and for another name, both signed by themselves; made once.
const test::TempDir* ftps_certificates() {
    static const test::TempDir directory;
    const auto command = [&](const std::string& name, const std::string& names) {
        const std::string base = (directory / name).string();
        return "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
               "/CN=test "
               "-addext subjectAltName=" +
               names + " -keyout " + base + ".key -out " + base + ".crt 2>/dev/null && cat " + base +
               ".key " + base + ".crt > " + base + ".pem";
    };
    static const bool made =
        std::system(
            (command("right", "IP:127.0.0.1") + " && " + command("wrong", "DNS:other.example")).c_str()) == 0;
    if (!made) MESSAGE("skipped: the program openssl is not installed");
    return made ? &directory : nullptr;
}

struct FtpsCase : test::FetchCase {
    FtpsCase(const FtpServer& server, const std::string& name, const std::string& ca)
        : FetchCase(server.url("/drop/" + name, "ftps")) {
        feed.source.auth.type = "basic";
        feed.source.auth.username = "moisson";
        feed.source.auth.password = "{secret:ftp}";
        feed.source.tls_ca = ca;
        request.patience.between_looks = std::chrono::milliseconds(10);
    }
    std::string bytes() {
        const FetchOutcome outcome = run();
        const auto* snapshot = std::get_if<Snapshot>(&outcome);
        return snapshot ? test::read_file(snapshot->parts.at(0)) : code_of(outcome);
    }
};

} // namespace

TEST_CASE("ftps: a file comes over an encrypted data connection; commands are encrypted before the login") {
    const test::TempDir* certificates = ftps_certificates();
    if (!certificates) return;
    FtpServer server;
    server.tls = test::ftp_certificate((*certificates / "right.pem").string());
    server.files["a.csv"].bytes = std::string(300'000, 'x');
    const std::string ca = (*certificates / "right.crt").string();
    CHECK(FtpsCase(server, "a.csv", ca).bytes() == server.files["a.csv"].bytes);
    CHECK(server.protected_transfers > 0);
    CHECK(server.commands().front() == "AUTH SSL");
    CHECK(FtpsCase(server, "b.csv", ca).code() == "file.missing");
}

TEST_CASE("ftps: the certificate is checked, and nothing goes in the clear instead") {
    const test::TempDir* certificates = ftps_certificates();
    if (!certificates) return;
    FtpServer server, other, plain;
    server.tls = test::ftp_certificate((*certificates / "right.pem").string());
    other.tls = test::ftp_certificate((*certificates / "wrong.pem").string());
    for (FtpServer* one : {&server, &other, &plain}) one->files["a.csv"].bytes = "id;nom\n1;a\n";
    CHECK(FtpsCase(server, "a.csv", "").code() == "tls.unknown-ca");
    CHECK(FtpsCase(other, "a.csv", (*certificates / "wrong.crt").string()).code() == "tls.hostname-mismatch");
    CHECK(FtpsCase(server, "a.csv", (*certificates / "nothing.crt").string()).code() == "tls.bad-file");
    CHECK(FtpsCase(plain, "a.csv", (*certificates / "right.crt").string()).code() == "tls.not-offered");
    for (FtpServer* one : {&server, &other, &plain}) CHECK(one->count("PASS") == 0);
}

TEST_CASE("ftps: a transfer that is cut goes on where it ended") {
    const test::TempDir* certificates = ftps_certificates();
    if (!certificates) return;
    FtpServer server;
    server.tls = test::ftp_certificate((*certificates / "right.pem").string());
    server.files["a.csv"].bytes = std::string(300'000, 'x') + "end";
    server.cut_after = 100'000;
    server.cuts = 1;
    CHECK(FtpsCase(server, "a.csv", (*certificates / "right.crt").string()).bytes() ==
          server.files["a.csv"].bytes);
    CHECK(server.count("REST") >= 1);
}
