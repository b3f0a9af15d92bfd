// A feed file (feeds.d/*.toml) after validation: plain values with every default filled in. Read by
// load_feed().
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace moisson {

struct Location {
    std::filesystem::path file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

/// One question about a raw record, of [filter], `when` and `rules`: { column = "Type", equals = ["a", "b"]
/// }. It holds when one value of one of the columns fulfils it. Exactly one of equals, contains, matches,
/// empty and own_feeds is set; `except` beside the first three, or alone.
struct Condition {
    std::vector<std::string> columns{};   ///< columns (CSV) or paths (JSON, XML)
    std::vector<std::string> equals{};    ///< one of these
    std::vector<std::string> contains{};  ///< one of these stands somewhere in the value
    std::vector<std::string> except{};    ///< none of these stands in the same value
    std::string matches{};                ///< RE2, found anywhere in the value
    std::optional<bool> empty{};          ///< all the columns are empty / one is filled
    std::vector<std::string> own_feeds{}; ///< ids of our other feeds: the value is one, or an id it published
};

/// One line of `rules`: what a field gets when a record fulfils all of `when`.
struct Rule {
    std::vector<Condition> when;      ///< none: always
    std::vector<std::string> values;  ///< empty: what `columns` say
    std::vector<std::string> columns; ///< only without values
};

/// How one schema field is filled. Exactly one of inputs, template_text, constant, digest, rules and
/// whole_record is set.
struct FieldMapping {
    std::string field;
    Location where;
    std::vector<std::string> inputs; ///< columns (CSV) or paths (JSON, XML); more than one with `pick`
    std::string
        template_text; ///< "{Présentation}\n\n{Permanences}"; a line whose columns are all empty disappears
    std::optional<std::string> constant;
    std::vector<std::string> digest; ///< id = { digest = ["Nom", "Adresse"] }
    /// horaires = { days = { Mo = "Lundi", Tu = ["Mardi matin", "Mardi soir"] } }: "Mo" … "Su", "PH" →
    /// columns
    std::vector<std::pair<std::string, std::vector<std::string>>> days;
    std::vector<Rule> rules;              ///< all that hold for a list field, else the first that holds
    bool whole_record = false;            ///< the raw record as JSON, for a field of type json
    bool may_lack = false;                ///< of a portal: without a value, a required field is absent
    std::string pick = "first-non-empty"; ///< "first-non-empty" (default) | "join" | "all" | "object"
    std::string inside;                   ///< path into the JSON text that the column holds
    std::vector<std::string> absent;      ///< values that mean nothing: "NC", "000*"
    std::string extract;                  ///< RE2: its first group, or what it matches; else nothing
    std::string split;                    ///< separator of a list
    std::size_t part = 0;                 ///< with split: only this part, 1 = the first; 0 = all
    std::string join = " ";               ///< separator used by pick = "join" (default " ")
    std::string values;                   ///< name of a [values.NAME] table
    std::string format;                   ///< date format: DD/MM/YYYY, YYYYMMDD, …
    std::string number;                   ///< "decimal-comma" | "decimal-point"
    std::string clean;                    ///< "siret" | "phone" | "email" | "url" | "none"
    std::string convert;                  ///< "html-to-text" | "lower" | "upper" | "latitude" | "longitude" |
                                          ///< "opening-hours"
    std::optional<std::size_t> truncate;  ///< code points, with … at the end
    std::vector<std::pair<std::string, std::string>> replace; ///< RE2, replacement with \1
    std::optional<std::string> default_value;
    std::vector<Condition> when;                   ///< all must hold, else the field has nothing from here
    std::shared_ptr<const FieldMapping> otherwise; ///< used when this one gives nothing
};

struct KindMapping {
    std::string kind; ///< "structure", "service", "dataset", …
    Location where;
    std::vector<FieldMapping> fields;
    std::string explode;       ///< column or path of a list: one record of this kind per element; empty = one
    std::string explode_split; ///< CSV: separator of the list in the cell, unless it is written as one
    std::vector<Condition> when; ///< all must hold, else the raw record (or element) has nothing of this kind
};

struct ValueTable {
    enum class Unknown { report, reject, keep, drop } unknown = Unknown::report;
    Location where;
    std::vector<std::pair<std::string, std::vector<std::string>>>
        map; ///< seen → 0..n normed; "*" and "ABC-*" allowed; [] or "" drops
};

struct MappingTest {
    Location where;
    std::map<std::string, std::vector<std::string>> input; ///< column or path → its texts
    std::size_t element = 1; ///< of a kind that explodes: which of its records is expected, 1 = the first
    std::map<std::string, std::vector<std::string>>
        expect; ///< "structure.nom" or "nom" → texts (a list field has several)
};

struct AuthConfig {
    std::string type = "none"; ///< none | header | query | basic | oauth2 | session
    std::string name, value;   ///< header or query parameter; value may hold {secret:NAME}
    std::string username, password;
    std::string token_url, client_id, client_secret, scope;
    std::string client_auth = "body"; ///< oauth2: body | basic, how client_id and client_secret are sent
    std::map<std::string, std::string> parameters; ///< further parameters of the token request
    std::string parameters_as;                     ///< json | form; "" = form for oauth2, json for session
    std::string token_path; ///< where the token stands in the answer; "" = /access_token
};

struct PaginationConfig {
    std::string type = "none"; ///< none | next-url | link-header | page | offset | cursor | after;
                               ///< of portals also document | token | position
    std::string path;          ///< next-url, cursor: where the next value stands in the page; after: in the
                               ///< last record of the page
    std::string parameter;     ///< page, offset, cursor: query parameter
    std::string size_parameter;
    std::uint64_t size = 0;     ///< records per page, 0 = the server's
    std::uint64_t start = 1;    ///< first page number (page) ; offset starts at 0
    std::string stop = "empty"; ///< empty | short | total | more
    std::string total_path;
    std::string more_path; ///< stop = "more": where the page says true while there is more
    std::uint64_t max_pages = 10000;
    std::vector<std::string> alone; ///< token: parameters that are not sent beside it
    std::uint64_t max_offset = 0; ///< offset: the server answers nothing beyond it; 0 = it has no such limit
    std::chrono::milliseconds pause{0};
};

struct IncrementalConfig {
    std::string field, parameter, format = "YYYY-MM-DDTHH:MM:SSZ";
    std::string value = "{since}"; ///< the parameter around the instant: "modified:[{since} TO *]"
    std::string body{};            ///< of a portal: sent in place of the usual one, with {since}
    std::chrono::seconds overlap{0}, full_every{7 * 86400};
};

/// More data sets than any catalogue has; each takes some hundred bytes of memory while it is compared.
inline constexpr std::uint64_t portal_max_items = 2'000'000;

struct LimitsConfig {
    double requests_per_second = 0; ///< 0 = the host's default
    unsigned connections = 1;
    std::chrono::seconds timeout{3600}; ///< of the whole fetch
    std::uint64_t max_bytes =
        256ull << 20; ///< of the body as received; decompressed: 4 × that, at least 1 GiB
    std::uint64_t max_run_bytes = 4ull
                                  << 30; ///< of a list that comes in pages: all pages of one run, unpacked
    std::uint64_t max_items = 0;         ///< 0 = none; of a portal: portal_max_items
};

struct CsvConfig {
    std::string encoding = "auto"; ///< auto | utf-8 | latin-1 | windows-1252 | utf-16 | …
    std::string delimiter = "auto";
    std::string quote = "\"";
    std::uint32_t header_row = 0;     ///< 1-based; 0 = find it
    std::vector<std::string> columns; ///< of a file without a header: records begin behind header_row
    bool skip_empty_lines = true;
};

/// [source.portal]: which data sets of a portal are wanted. Each list holds alternatives; empty = all.
struct PortalConfig {
    std::string type; ///< ckan | opendatasoft | …; "" = no portal. SourceConfig::type is its format
    std::string root; ///< address of the portal as the producer wrote it, without a final slash
    std::vector<std::string> organizations, tags, groups, licences;
    std::string text;       ///< full-text search, in the portal's own language
    bool federated = false; ///< also data sets that the portal itself takes from others
    bool incremental = true;
    std::chrono::seconds overlap{86400}, full_every{7 * 86400};
    bool whole = false;          ///< opendatasoft: one export instead of pages, no limit of 10,000
    std::uint64_t page_size = 0; ///< 0 = the usual one
    std::vector<std::string> languages{"fr"}; ///< preferred first
    std::string identifier = "auto";          ///< dcat: auto | identifier | iri
    std::string set, format;                  ///< oai-pmh: setSpec, metadataPrefix; "" = all, oai_dc
    std::string request = "post";             ///< csw: post | kvp
};

/// [source.table]: which records of a service that gives tables or layers.
struct TableConfig {
    std::string type;  ///< ckan-datastore | arcgis-layer | …; "" = none. SourceConfig::type is its format
    std::string name;  ///< resource, data set, layer
    std::string where; ///< condition in the service's own language
    std::string order; ///< field by which pages are cut; "" = the usual one
    std::string format = "geojson"; ///< wfs: geojson | gml
    std::uint64_t page_size = 0;    ///< 0 = the usual one
    bool pages = false;             ///< opendatasoft-records: pages instead of one export
};

struct SourceConfig {
    std::string type; ///< csv | json | ndjson | geojson | esri-json | xml | xlsx | ods | …
    std::string url;  ///< https, http, sftp, ftp, ftps, file, inbox (a directory)
    bool complete = false;
    unsigned withdraw_after =
        0; ///< complete runs a record may be missing; default 1 for file and inbox, 2 for the network
    std::vector<std::string> ignore; ///< columns left out of the raw digest
    std::vector<std::string> absent; ///< values of any column that mean nothing: "NC", "-"
    std::string records;             ///< path of the list
    std::string included;            ///< path of the list of related objects (JSON:API); "" = none
    std::string compression = "auto";
    std::string method = "GET", body;
    CsvConfig csv;
    std::vector<std::pair<std::string, std::string>> query, headers;
    AuthConfig auth;
    PaginationConfig pagination;
    std::optional<IncrementalConfig> incremental;
    PortalConfig portal;
    TableConfig table;
    LimitsConfig limits;
    std::string tls_ca, tls_client_certificate, tls_client_key;
    std::string archive_entry;
    std::string file;         ///< sftp, ftp, ftps with a directory: pattern of the file's name
    std::string ssh_host_key; ///< SFTP: public key or its fingerprint
    std::string ssh_username, ssh_key, ssh_passphrase; ///< SFTP: login by a private key (a file)
    std::string sheet_name;                            ///< of a spreadsheet; empty = the first visible one
    std::uint32_t sheet_header_row = 0;                ///< 1-based; 0 = find it
    std::string geo_crs, geo_order; ///< "EPSG:2154", "" = degrees; "lon-lat" | "lat-lon", "" = as usual
    /// Mappings name paths, not columns.
    bool has_paths() const {
        return type == "json" || type == "ndjson" || type == "geojson" || type == "xml" || is_portal() ||
               is_table();
    }
    bool is_portal() const { return !portal.type.empty(); }
    bool is_table() const { return !table.type.empty(); }
};

struct ResourcesConfig {
    bool check = false; ///< ask whether the addresses of the data sets' resources answer
    std::chrono::seconds every{14 * 86400};
};

struct GuardsConfig {
    std::optional<double>
        max_deletions; ///< ratio 0..1; explicit: no floor of 10 records. Default 0.20 with the floor
    std::optional<std::uint64_t> max_deletions_count;
    std::uint64_t min_records = 0;
    double max_rejects = 0.30;
    double max_new_ids = 0.30;
    std::optional<double> max_changes;
    std::string renames =
        "hold"; ///< hold | accept | ignore: data sets that came back under another identifier
};

struct ScheduleConfig {
    std::chrono::seconds every{86400};
    std::string window; ///< "02:00-05:00", local to timezone
    std::string day;    ///< "monday" …
    std::string timezone = "Europe/Paris";
    bool adaptive = false;
};

struct FeedConfig {
    std::filesystem::path file;
    int version = 1;
    std::string id, title;
    bool enabled = true;
    struct {
        std::string name, siret, website, organization;
    } producer;
    struct {
        std::string email, name, phone;
        std::vector<std::string> notify;
    } contact;
    struct {
        std::string id, attribution;
    } license;
    ScheduleConfig schedule;
    SourceConfig source;
    std::vector<KindMapping> mappings; ///< in file order
    std::map<std::string, ValueTable> values;
    std::vector<std::pair<std::string, std::string>> aliases; ///< old identifier → new one
    std::vector<Condition> keep, drop;
    double trust_level = 0.5;
    std::map<std::string, double> trust_fields;
    bool republishes = false; ///< records of others: they count once, and never refresh what they repeat
    GuardsConfig guards;
    ResourcesConfig resources;
    bool contains_personal_data = false;
    std::map<std::string, std::string>
        personal_data; ///< field → publish | publish-if-generic | never-publish | never-store
    std::string personal_data_contact; ///< for people who oppose publication
    std::vector<MappingTest> tests;
    /// Changes whenever the same raw bytes could map to another record: then every record is mapped again.
    std::uint64_t mapping_version = 0;
    /// Path expressions are relative to properties for geojson, plain columns for csv.
    bool is_network() const {
        return source.url.starts_with("http://") || source.url.starts_with("https://") || is_drop();
    }
    /// A file on a server that is listed and read, not asked: SFTP, FTP.
    bool is_drop() const {
        return source.url.starts_with("sftp://") || source.url.starts_with("ftp://") ||
               source.url.starts_with("ftps://");
    }
};

using FeedPtr = std::shared_ptr<const FeedConfig>;

} // namespace moisson
