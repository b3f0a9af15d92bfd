// FTP over TLS, against pyftpdlib when this machine has it (python3-pyftpdlib, python3-openssl).
#include "tests/support/run_fetch.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace moisson;
namespace fs = std::filesystem;

namespace {

constexpr const char* ftps_script = R"(
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import FTPServer
base = sys.argv[1]
authorizer = DummyAuthorizer()
authorizer.add_user("moisson", "value-of-ftp", base + "/files", perm="elr")
TLS_FTPHandler.authorizer = authorizer
TLS_FTPHandler.certfile = base + "/server.pem"
TLS_FTPHandler.tls_control_required = TLS_FTPHandler.tls_data_required = True
import logging
logging.basicConfig(level=logging.CRITICAL)
server = FTPServer(("127.0.0.1", 0), TLS_FTPHandler)
open(base + "/port.new", "w").write(str(server.address[1]))
import os
os.rename(base + "/port.new", base + "/port")
server.serve_forever()
)";

/// Certificates for 127.0.0.1 and for another name, both signed by themselves.
bool make_certificates(const std::string& base) {
    const auto command = [&](const std::string& name, const std::string& names) {
        return "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
               "/CN=test "
               "-addext subjectAltName=" +
               names + " -keyout " + base + "/" + name + ".key -out " + base + "/" + name +
               ".crt 2>/dev/null && cat " + base + "/" + name + ".key " + base + "/" + name + ".crt > " +
               base + "/" + name + ".pem";
    };
    return std::system(
               (command("right", "IP:127.0.0.1") + " && " + command("wrong", "DNS:other.example")).c_str()) ==
           0;
}

class FtpsServer {
public:
    explicit FtpsServer(const std::string& certificate) {
        const std::string base = directory.path().string();
        if (std::system("/usr/bin/python3 -c 'import pyftpdlib, OpenSSL' 2>/dev/null") != 0) return;
        if (!make_certificates(base)) return;
        fs::copy_file(directory / (certificate + ".pem"), directory / "server.pem");
        test::write_file(directory / "server.py", ftps_script);
        test::write_file(directory / "files/a.csv", "id;nom\n1;a\n");
        fs::last_write_time(directory / "files/a.csv",
                            fs::file_time_type::clock::now() - std::chrono::hours(1));
        process_ = ::fork();
        if (process_ == 0) {
            ::execl("/usr/bin/python3", "python3", (base + "/server.py").c_str(), base.c_str(), nullptr);
            ::_exit(127);
        }
        for (int i = 0; i < 200 && !fs::exists(directory / "port"); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        port = test::read_file(directory / "port");
    }
    ~FtpsServer() {
        if (process_ <= 0) return;
        ::kill(process_, SIGTERM);
        ::waitpid(process_, nullptr, 0);
    }

    test::TempDir directory;
    std::string port; ///< "" when it cannot run here

private:
    pid_t process_ = -1;
};

std::string ftps_code(const FtpsServer& server, const std::string& ca, const std::string& path = "/") {
    test::FetchCase fetch("ftps://127.0.0.1:" + server.port + path);
    fetch.feed.source.auth.type = "basic";
    fetch.feed.source.auth.username = "moisson";
    fetch.feed.source.auth.password = "{secret:ftp}";
    if (!ca.empty()) fetch.feed.source.tls_ca = (server.directory / ca).string();
    fetch.request.patience.between_looks = std::chrono::milliseconds(10);
    return fetch.code();
}

} // namespace

TEST_CASE("ftps: the commands are encrypted, and the certificate is checked") {
    FtpsServer server("right"), other("wrong");
    if (server.port.empty() || other.port.empty()) {
        MESSAGE("skipped: python3-pyftpdlib, python3-openssl or openssl is not installed");
        return;
    }
    // pyftpdlib 1.5.7 resets every data connection under TLS, curl's own program included: commands only.
    CHECK(ftps_code(server, "right.crt", "/b.csv") == "file.missing");
    CHECK(ftps_code(server, "") == "tls.unknown-ca");
    CHECK(ftps_code(other, "wrong.crt") == "tls.hostname-mismatch");
    CHECK(ftps_code(server, "nothing.crt") == "tls.bad-file");
}
