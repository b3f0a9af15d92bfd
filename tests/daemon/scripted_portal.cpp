#include "tests/daemon/scripted_portal.hpp"

#include <fstream>
#include <sstream>

namespace moisson::test {

ScriptedPortal::ScriptedPortal(const std::string& more) {
    server_.on("/api/3/action/package_search",
               [this](const Request& request, Peer& peer) { answer(request, peer); });
    for (int i = 0; i < 12; ++i) put("set-" + std::to_string(i), R"({"notes":"Une description"})");
    std::filesystem::create_directories(home_ / "feeds.d");
    std::ofstream(home_ / "moisson.toml")
        << "[http.client]\nallow_private = [\"127.0.0.0/8\"]\nrequests_per_second_per_host = 1000\n"
        << "[schemas]\ndirs = [\"" << (source_dir() / "config/schemas").string() << "\"]\n";
    feed("portail", more);
}

void ScriptedPortal::feed(const std::string& id, const std::string& more) const {
    std::ofstream(home_ / "feeds.d" / (id + ".toml"))
        << "version = 1\nid = \"" << id
        << "\"\ntitle = \"Portail\"\n[producer]\nname = \"Région\"\n[contact]\nemail = "
           "\"donnees@exemple.fr\"\n"
        << "[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n[source]\ntype = \"ckan\"\nurl = \""
        << server_.url("") << "\"\n"
        << more;
}

void ScriptedPortal::put(const std::string& id, const std::string& members, const std::string& modified) {
    const std::scoped_lock lock(mutex_);
    Json set = Json::parse(members);
    if (!set.contains("title")) set["title"] = title_of(id);
    set["id"] = id;
    set["metadata_modified"] = modified;
    sets_[id] = std::move(set);
}

std::string ScriptedPortal::title_of(const std::string& id) {
    constexpr const char* titles[] = {"Arbres remarquables",   "Écoles élémentaires", "Budget primitif",
                                      "Stations de vélos",     "Qualité de l'air",    "Marchés publics",
                                      "Horaires des piscines", "Défibrillateurs",     "Réseau d'eau potable",
                                      "Résultats électoraux",  "Collecte du verre",   "Cadastre solaire"};
    return titles[std::stoul(id.substr(4))];
}

void ScriptedPortal::remove(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    sets_.erase(id);
}

void ScriptedPortal::rename(const std::string& id, const std::string& to) {
    const std::scoped_lock lock(mutex_);
    Json set = sets_.at(id);
    sets_.erase(id);
    set["id"] = to;
    sets_[to] = std::move(set);
}

void ScriptedPortal::clear() {
    const std::scoped_lock lock(mutex_);
    sets_.clear();
}

void ScriptedPortal::fail_with(std::string status) {
    const std::scoped_lock lock(mutex_);
    status_ = std::move(status);
}

nlohmann::json ScriptedPortal::run(std::vector<std::string> more) const {
    std::vector<std::string> command = {"run", "portail", "--json"};
    command.insert(command.end(), more.begin(), more.end());
    return Json::parse(say(command), nullptr, false);
}

Said ScriptedPortal::said(std::vector<std::string> command) const {
    return test::say(home_.path(), std::move(command));
}

std::string ScriptedPortal::say(std::vector<std::string> command) const {
    return said(std::move(command)).out;
}

nlohmann::json ScriptedPortal::record(const std::string& id) const {
    std::istringstream lines(say({"export", "dataset", "--format", "ndjson"}));
    for (std::string line; std::getline(lines, line);)
        if (Json one = Json::parse(line, nullptr, false); one["sources"][0]["id"] == id) return one;
    return nullptr;
}

void ScriptedPortal::answer(const Request& request, Peer& peer) {
    const std::scoped_lock lock(mutex_);
    if (!status_.empty()) return peer.send(response(status_, "{\"success\":false}"));
    const std::size_t start = request.query("start").empty() ? 0 : std::stoul(request.query("start"));
    Json results = Json::array();
    std::size_t at = 0;
    for (const auto& [id, set] : sets_)
        if (at++ >= start && results.size() < 5) results.push_back(set); // never more than 5 rows
    peer.send(response(
        "200 OK",
        Json{{"success", true}, {"result", {{"count", sets_.size()}, {"results", results}}}}.dump()));
}

} // namespace moisson::test
