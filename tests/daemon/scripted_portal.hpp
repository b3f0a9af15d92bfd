// A CKAN whose data sets a test changes, and one feed on it that runs as an operator runs it.
#pragma once
#include "tests/daemon/command_said.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/paths.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace moisson::test {

class ScriptedPortal {
public:
    using Json = nlohmann::json;

    /// Twelve data sets, "set-0" to "set-11". `more`: lines of the feed file after [source].
    explicit ScriptedPortal(const std::string& more = "");
    void feed(const std::string& id, const std::string& more = "") const;
    /// `members`: a JSON object; id, date and, when it has none, title are added.
    void put(const std::string& id, const std::string& members,
             const std::string& modified = "2024-01-01T00:00:00");
    /// Titles that have nothing in common, so that nothing is linked.
    static std::string title_of(const std::string& id);
    void remove(const std::string& id);
    void rename(const std::string& id, const std::string& to); ///< the same data set under another identifier
    void clear();
    void fail_with(std::string status); ///< "" = it answers again

    Json run(std::vector<std::string> more = {"--full"}) const;
    std::string say(std::vector<std::string> command) const;
    Said said(std::vector<std::string> command) const;
    Json record(const std::string& id) const; ///< the stored record of one data set; null when there is none
    std::filesystem::path home() const { return home_.path(); }
    std::string feed_file() const { return (home_ / "feeds.d" / "portail.toml").string(); }
    std::string url(const std::string& path) const { return server_.url(path); }
    HttpServer& server() { return server_; }
    std::size_t requests() const { return server_.log().size(); }
    std::string last_target() const { return server_.log().back().target; }

private:
    void answer(const Request& request, Peer& peer);

    TempDir home_;
    std::mutex mutex_;
    std::map<std::string, Json> sets_;
    std::string status_;
    HttpServer server_; ///< the last member: it ends first
};

} // namespace moisson::test
