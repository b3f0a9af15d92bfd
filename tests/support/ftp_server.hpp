// An FTP server in this process, that can also misbehave: RFC 959 with EPSV, PASV, MLSD, SIZE, MDTM, REST.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct ssl_ctx_st;

namespace moisson::test {

struct FtpFile {
    std::string bytes;
    std::int64_t modified = 1767225600; ///< 2026-01-01, long ago
    std::string type = "file";          ///< of MLSD: "dir", "OS.unix=slink:x"
};

class FtpServer {
public:
    FtpServer();
    ~FtpServer();

    std::string url(const std::string& path, const std::string& scheme = "ftp") const;

    std::map<std::string, FtpFile> files; ///< by name, all in one directory "/drop"
    std::string user = "moisson", password = "value-of-ftp";
    bool knows_mlsd = true;
    bool knows_epsv = true;
    std::string list_text; ///< what LIST answers; "" = made from `files`
    std::string hangs_at;  ///< this command is never answered
    std::string pasv_host = "127,0,0,1";
    std::shared_ptr<ssl_ctx_st> tls; ///< from ftp_certificate(): AUTH TLS is offered, and PROT P asked for
    bool tears_data = false;         ///< data connections under TLS end without close_notify
    std::atomic<int> protected_transfers{0};
    std::size_t cut_after = 0;        ///< RETR closes the data connection after so many bytes …
    std::atomic<int> cuts{0};         ///< … this often
    std::function<void()> after_retr; ///< a file that changes while it is read
    std::vector<std::string> commands() const;
    std::size_t count(const std::string& command) const;

private:
    void serve(int control);
    std::string list(bool mlsd) const;

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
    std::vector<std::thread> sessions_;
    std::vector<int> sockets_;
    mutable std::mutex mutex_;
    std::vector<std::string> commands_;
    friend struct FtpTalk;
};

} // namespace moisson::test
