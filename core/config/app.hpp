// moisson.toml after validation, every default filled in. Read by load_app().
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace moisson {

struct TargetConfig {
    std::string name;
    std::string type = "directory"; ///< directory | udata | harvested
    std::filesystem::path path;     ///< udata: where the files are made before they are sent
    std::vector<std::string> kinds; ///< empty = all
    std::vector<std::string> formats = {"csv", "json", "ndjson", "geojson"};
    bool catalog = true;              ///< also write catalog.jsonld
    bool per_departement = false;     ///< also one file for each département
    bool consultations = false;       ///< also publish how often what was consulted
    std::string base_url;             ///< public URL of the directory, for the catalogue's links
    std::string list_separator = "|"; ///< between the values of a list in a CSV cell
    std::chrono::seconds alarm_after{
        0};                        ///< longest time without a publication that changed something; 0 = any
    std::chrono::seconds every{0}; ///< what changes meanwhile is published together; 0 = each at once
    std::string window;            ///< "05:00-06:00": time of day in which it is published
    std::string timezone = "Europe/Paris"; ///< of the window
    bool approval = false;                 ///< each publication waits for `moisson approve`
    double quality_min = 0;                ///< 0..1: records below are not published here
    std::string licences = "refuse";       ///< refuse | split: what to do when licences cannot be mixed

    // harvested: a platform that comes for our catalogue; and udata
    std::chrono::seconds harvest_within{2 * 86400}; ///< longest time until it has what the catalogue says
    std::string url, api_key, organization;         ///< the key by reference: {secret:NAME}
    std::string key; ///< first part of the marks of its objects there; default: the name of the target
    std::map<std::string, std::string> data_sets; ///< kind → id of the data set that is taken over
    std::string title = "{title}", description;   ///< templates
    std::vector<std::string> tags;
    std::string license; ///< default: that of the feeds, if they agree
    std::string frequency = "unknown", granularity, period;
    std::vector<std::string> zones, contacts;
    bool is_private = false;
    std::vector<std::string> source_wins;  ///< fields, or "all"
    std::chrono::seconds quiet{600};       ///< longest time a request may still be carried out
    std::chrono::seconds grace{3 * 86400}; ///< from the withdrawal of a record to the archive
};

/// Somebody with a token, and which feeds he sees.
struct ConsumerConfig {
    std::string name;
    std::string token;                      ///< by reference: {secret:NAME}
    std::vector<std::string> feeds = {"*"}; ///< "*": all but the private ones
    friend bool operator==(const ConsumerConfig&, const ConsumerConfig&) = default;
};

/// The listener for consumers.
struct PublicConfig {
    bool enabled = false;
    std::string listen;
    std::string url;                 ///< public address, for links; empty: links are paths
    std::string target;              ///< directory target whose files are served; empty: the first
    std::vector<std::string> tokens; ///< by reference: {secret:NAME}; empty: open to all
    bool anonymous = true;           ///< without a token something is shown; never when there are tokens
    std::vector<std::string> private_feeds;  ///< shown to the consumers that name them only
    std::vector<ConsumerConfig> consumers{}; ///< [[consumer]]
    double requests_per_second = 20;         ///< of one address; 0 = no limit
    unsigned burst = 200;
    unsigned connections = 256;
    bool behind_proxy = false; ///< X-Forwarded-For says who asks
    friend bool operator==(const PublicConfig&, const PublicConfig&) = default;
};

struct AppConfig {
    std::filesystem::path file; ///< empty when the default file does not exist
    std::filesystem::path state_dir = "/var/lib/moisson";
    std::filesystem::path store_path; ///< default state_dir/moisson.db
    unsigned keep_snapshots = 3;      ///< per feed
    std::filesystem::path backup_dir; ///< default state_dir/backups
    std::chrono::seconds backup_every{86400};
    unsigned keep_backups = 7;
    std::filesystem::path feeds_dir = "/etc/moisson/feeds.d";
    std::vector<std::filesystem::path>
        schema_dirs; ///< default: the installed ones, or config/schemas of the source tree
    struct {
        std::string user_agent, proxy, proxy_username, proxy_password; ///< the password by reference
        std::vector<std::string> no_proxy;      ///< hosts, or ".domains", reached directly
        std::vector<std::string> allow_private; ///< networks (CIDR) that feeds may reach although not public
        std::chrono::seconds connect_timeout{10}, first_byte_timeout{30}, idle_timeout{30};
        unsigned max_redirects = 5, connections_per_host = 2;
        double requests_per_second_per_host = 5;
        std::uint64_t max_bytes = 2ull << 30;
    } http;
    struct {
        bool enabled = true;
        std::string listen = "127.0.0.1:8642";
    } status;
    PublicConfig public_api;

    struct {
        std::filesystem::path socket;
    } control; ///< default $RUNTIME_DIRECTORY/control.sock, else state_dir/control.sock
    struct {
        std::string level = "info";
        std::string format = "auto";
    } log;                             ///< format: auto | logfmt | journald
    std::vector<TargetConfig> targets; ///< default: one directory target, state_dir/public
    unsigned max_concurrent_runs = 8;
    struct {
        std::string smtp, from, webhook;
        std::vector<std::string> operators;
    } notify;
    struct {
        std::optional<double> same, review; ///< weights in bits; LinkThresholds has the defaults
    } link;
};

/// The directory target whose files the public listener serves: the one that [public] names, else the first.
/// Null when there is none.
const TargetConfig* served_target(const AppConfig& app);

/// Fills what is derived from state_dir and still empty: store, backups, control socket, the default target.
/// load_app() has called it; call it again after clearing one of them.
void finish_app(AppConfig& app);

} // namespace moisson
