// The real daemon with a public listener on any free port, and a consumer that asks over sockets.
#pragma once
#include "tests/daemon/daemon_process.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace moisson::test {

class PublicDaemon {
public:
    struct Answer {
        int status = 0;
        std::string head, body;
        std::string header(const std::string& name) const;
        nlohmann::json parsed() const { return nlohmann::json::parse(body); }
    };

    /// `extra`: lines of [public], then other tables. One feed, "exemple", of `rows` structures ("Foyer 0",
    /// …), which was run once; its telephone numbers are never published.
    explicit PublicDaemon(const std::string& extra = "", int rows = 25,
                          const std::map<std::string, std::string>& secrets = {});

    void write_rows(int rows, const std::string& name) const;
    /// Another feed of structures, "Identifiant,Nom,Siret,Commune,CP,Maj", read from ID.csv; it is run.
    void add_feed(const std::string& id, const std::string& rows);
    void rewrite(const std::string& id,
                 const std::string& rows) const;   ///< what such a feed gives from now on
    void start();                                  ///< again, after its process ended
    void run(const std::string& feed = "exemple"); ///< and waits for its end
    /// Asks again and again; fails the test after 30 s.
    void wait_until(const std::function<bool()>& done) const;

    Answer get(const std::string& path, const std::string& headers = "",
               const std::string& method = "GET") const;
    /// What a link of an answer leads to.
    static std::string path_of(const std::string& link);
    /// All records of a list, page after page; `between` is called before each further page.
    std::vector<nlohmann::json> walk(std::string path, const std::string& headers = "",
                                     const std::function<void()>& between = {}) const;

    const TempDir& home() const { return home_; }
    DaemonProcess& process() { return *daemon_; }

private:
    unsigned short port() const;
    TempDir home_;
    std::optional<DaemonProcess> daemon_;
    unsigned short port_ = 0;
};

/// "Authorization: Bearer …"; the secrets "consumer" and "friend" of the daemon are "s3cret" and "fr1end".
std::string bearer(const std::string& token);

} // namespace moisson::test
