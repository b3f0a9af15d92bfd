// Every key of moisson.toml. All are optional. Order = order of the reference page.
#include "core/config/app.hpp"
#include "core/config/keys.hpp"

namespace moisson {
namespace {

using enum KeyType;

std::vector<Section> app_sections() {
    return {
        {.path = "", .help = "Relative paths in this file start at its own directory."},
        {.path = "store", .help = "Where and how the referential is kept."},
        {.path = "feeds", .help = "The feed files."},
        {.path = "schemas", .help = "The kinds of the common schema."},
        {.path = "http", .help = "HTTP."},
        {.path = "http.client",
         .help = "How sources are read over the network. A feed's [source.limits] may be stricter."},
        {.path = "status", .help = "The read-only page for people and monitoring."},
        {.path = "public",
         .help = "The listener for consumers: API, catalogue and files. It speaks HTTP: put a proxy with TLS "
                 "before it."},
        {.path = "consumer",
         .help = "A consumer of the public listener with a token of its own and the feeds that it sees.",
         .list = true},
        {.path = "control", .help = "The socket of the commands."},
        {.path = "log", .help = "What is logged and how."},
        {.path = "notify", .help = "How contacts and operators are told."},
        {.path = "target",
         .help = "A place to publish to. Without any: the directory public/ of the state directory.",
         .list = true},
        {.path = "link", .help = "From which weight on records of several producers are one thing."},
    };
}

std::vector<Key> service_rows() {
    return {
        {.section = "store",
         .name = "state_dir",
         .fallback = "\"/var/lib/moisson\"",
         .help = "Directory of everything moisson keeps; --state names another.",
         .slot = INTO(AppConfig, state_dir),
         .also = "dir directory state"},
        {.section = "store",
         .name = "path",
         .help = "The database. Default: moisson.db in the state directory.",
         .slot = INTO(AppConfig, store_path),
         .also = "file database db"},
        {.section = "store",
         .name = "snapshots",
         .type = count,
         .fallback = "3",
         .help = "Snapshots kept per feed, for replay.",
         .slot = INTO(AppConfig, keep_snapshots),
         .minimum = 1,
         .maximum = 1000,
         .also = "keep_snapshots"},
        {.section = "store",
         .name = "backup_dir",
         .help = "Where backups go. Default: backups/ in the state directory.",
         .slot = INTO(AppConfig, backup_dir),
         .also = "backups_dir"},
        {.section = "store",
         .name = "backup_every",
         .type = duration,
         .fallback = "\"1d\"",
         .help = "Time between two backups; \"0s\" = none.",
         .slot = INTO(AppConfig, backup_every),
         .maximum = 366.0 * 86400},
        {.section = "store",
         .name = "backups",
         .type = count,
         .fallback = "7",
         .help = "Backups kept.",
         .slot = INTO(AppConfig, keep_backups),
         .minimum = 1,
         .maximum = 10000},

        {.section = "feeds",
         .name = "dir",
         .fallback = "\"/etc/moisson/feeds.d\"",
         .help = "Directory of the feed files; --feeds names another.",
         .slot = INTO(AppConfig, feeds_dir),
         .also = "directory path"},
        {.section = "feeds",
         .name = "max_concurrent_runs",
         .type = count,
         .fallback = "8",
         .help = "Feeds that are read at the same time; of one host, not more than connections_per_host.",
         .slot = INTO(AppConfig, max_concurrent_runs),
         .minimum = 1,
         .maximum = 64},

        {.section = "schemas",
         .name = "dirs",
         .type = text_list,
         .help = "Directories of the schema files; a later kind replaces an earlier one of its name. "
                 "Default: those that came with the program.",
         .slot = INTO(AppConfig, schema_dirs),
         .also = "dir directories path"},

        {.section = "http.client",
         .name = "user_agent",
         .help = "How we introduce ourselves to producers. Default: moisson and its version.",
         .slot = INTO(AppConfig, http.user_agent)},
        {.section = "http.client",
         .name = "proxy",
         .help = "HTTP proxy for all requests. Variables of the environment are not read. It looks names up "
                 "in our place, so that it is the proxy that keeps feeds away from private addresses.",
         .slot = INTO(AppConfig, http.proxy),
         .example = "\"http://proxy.example.fr:3128\""},
        {.section = "http.client",
         .name = "proxy_username",
         .help = "Login at the proxy.",
         .slot = INTO(AppConfig, http.proxy_username)},
        {.section = "http.client",
         .name = "proxy_password",
         .help = "Password at the proxy, by reference.",
         .slot = INTO(AppConfig, http.proxy_password),
         .example = "\"{secret:proxy}\""},
        {.section = "http.client",
         .name = "no_proxy",
         .type = text_list,
         .help = "Hosts that are reached without the proxy; \".example.fr\" means all names below it.",
         .slot = INTO(AppConfig, http.no_proxy),
         .example = "[\"intranet.example.fr\", \".local.example.fr\"]"},
        {.section = "http.client",
         .name = "allow_private",
         .type = text_list,
         .help = "Networks that feeds may reach although they are not public.",
         .slot = INTO(AppConfig, http.allow_private),
         .example = "[\"10.1.0.0/16\"]"},
        {.section = "http.client",
         .name = "connect_timeout",
         .type = duration,
         .fallback = "\"10s\"",
         .help = "Time to connect.",
         .slot = INTO(AppConfig, http.connect_timeout),
         .minimum = 1,
         .maximum = 600},
        {.section = "http.client",
         .name = "first_byte_timeout",
         .type = duration,
         .fallback = "\"30s\"",
         .help = "Time until the answer starts.",
         .slot = INTO(AppConfig, http.first_byte_timeout),
         .minimum = 1,
         .maximum = 3600},
        {.section = "http.client",
         .name = "idle_timeout",
         .type = duration,
         .fallback = "\"30s\"",
         .help = "Longest silence within an answer.",
         .slot = INTO(AppConfig, http.idle_timeout),
         .minimum = 1,
         .maximum = 3600},
        {.section = "http.client",
         .name = "max_redirects",
         .type = count,
         .fallback = "5",
         .help = "Redirects that are followed.",
         .slot = INTO(AppConfig, http.max_redirects),
         .maximum = 20},
        {.section = "http.client",
         .name = "connections_per_host",
         .type = count,
         .fallback = "2",
         .help = "Connections to one host at the same time, over all feeds.",
         .slot = INTO(AppConfig, http.connections_per_host),
         .minimum = 1,
         .maximum = 64},
        {.section = "http.client",
         .name = "requests_per_second_per_host",
         .type = number,
         .fallback = "5",
         .help = "Requests per second to one host, over all feeds.",
         .slot = INTO(AppConfig, http.requests_per_second_per_host),
         .minimum = 0.001,
         .maximum = 1000},
        {.section = "http.client",
         .name = "max_bytes",
         .type = size,
         .fallback = "\"2 GiB\"",
         .help = "Largest document that any feed may allow itself.",
         .slot = INTO(AppConfig, http.max_bytes),
         .minimum = 1024},

        {.section = "status",
         .name = "enabled",
         .type = boolean,
         .fallback = "true",
         .help = "Whether the status page is served.",
         .slot = INTO(AppConfig, status.enabled)},
        {.section = "status",
         .name = "listen",
         .fallback = "\"127.0.0.1:8642\"",
         .help = "Address and port. It is read-only and holds no personal data, but has no password: keep it "
                 "local or behind a proxy.",
         .slot = INTO(AppConfig, status.listen),
         .also = "address port"},
        {.section = "control",
         .name = "socket",
         .help = "Unix socket. Default: control.sock in the runtime directory of systemd, else in the state "
                 "directory.",
         .slot = INTO(AppConfig, control.socket),
         .also = "path"},
    };
}

std::vector<Key> link_rows() {
    return {
        {.section = "link",
         .name = "same",
         .type = number,
         .help = "Weight (in bits, log2 of the odds) from which two records are linked without a person.",
         .slot = INTO(AppConfig, link.same),
         .maximum = 1000},
        {.section = "link",
         .name = "review",
         .type = number,
         .help = "Weight from which a person is asked.",
         .slot = INTO(AppConfig, link.review),
         .maximum = 1000},
    };
}

std::vector<Key> output_rows() {
    return {
        {.section = "log",
         .name = "level",
         .fallback = "\"info\"",
         .allowed = "error warn info debug",
         .help = "error: an operator must act; warn: a partner misbehaves; info: a run changed something; "
                 "debug: the rest.",
         .slot = INTO(AppConfig, log.level)},
        {.section = "log",
         .name = "format",
         .fallback = "\"auto\"",
         .allowed = "auto logfmt journald",
         .help = "auto: journald under systemd, else logfmt.",
         .slot = INTO(AppConfig, log.format)},

        {.section = "notify",
         .name = "smtp",
         .help = "Mail server; TLS is required unless it is this machine. A login, \"user:password\", is the "
                 "secret "
                 "notify-smtp.",
         .slot = INTO(AppConfig, notify.smtp),
         .example = "\"smtps://mail.example.fr\""},
        {.section = "notify",
         .name = "from",
         .help = "Sender of the mails.",
         .slot = INTO(AppConfig, notify.from)},
        {.section = "notify",
         .name = "operators",
         .type = text_list,
         .help = "Who is told what no producer can solve.",
         .slot = INTO(AppConfig, notify.operators)},
        {.section = "notify",
         .name = "webhook",
         .help =
             "Address that receives each message as JSON by POST, signed when the secret notify-webhook is "
             "there: X-Moisson-Signature is sha256= and the HMAC-SHA-256 of X-Moisson-Timestamp, a full stop "
             "and the body.",
         .slot = INTO(AppConfig, notify.webhook)},

        {.section = "target",
         .name = "name",
         .required = true,
         .help = "Name of the target; what was published is remembered by it.",
         .slot = INTO(TargetConfig, name),
         .also = "id",
         .example = "\"public\""},
        {.section = "target",
         .name = "type",
         .fallback = "\"directory\"",
         .allowed = "directory udata harvested",
         .help =
             "directory: files that a web server serves. udata: data sets on a platform of that software, "
             "as data.gouv.fr and its demo instance are. harvested: such a platform that harvests our "
             "catalogue by itself; nothing is sent, it is asked whether everything arrived.",
         .slot = INTO(TargetConfig, type)},
        {.section = "target",
         .name = "path",
         .help = "The directory. Default: public/ in the state directory; of a platform: where its files are "
                 "made, "
                 "udata/NAME in the state directory.",
         .slot = INTO(TargetConfig, path),
         .also = "dir directory"},
        {.section = "target",
         .name = "kinds",
         .type = text_list,
         .help = "Kinds that are published; all if absent.",
         .slot = INTO(TargetConfig, kinds)},
        {.section = "target",
         .name = "formats",
         .type = text_list,
         .fallback = "[\"csv\", \"json\", \"ndjson\", \"geojson\"]",
         .allowed = "csv json ndjson geojson xlsx",
         .help = "File formats; xlsx is for people, up to 1,048,575 records.",
         .slot = INTO(TargetConfig, formats),
         .also = "format"},
        {.section = "target",
         .name = "catalog",
         .type = boolean,
         .fallback = "true",
         .help = "Also write the DCAT catalogue.",
         .slot = INTO(TargetConfig, catalog),
         .also = "catalogue"},
        {.section = "target",
         .name = "per_departement",
         .type = boolean,
         .fallback = "false",
         .help = "Also one file for each département and format: departements/structures-01.csv; of "
                 "kinds that have an address.",
         .slot = INTO(TargetConfig, per_departement),
         .also = "departements by_departement par_departement"},
        {.section = "target",
         .name = "consultations",
         .type = boolean,
         .fallback = "false",
         .help =
             "Also publish how often what was consulted on the public listener, by day: consultations.csv; "
             "the days that are over.",
         .slot = INTO(TargetConfig, consultations),
         .also = "statistics counters"},
        {.section = "target",
         .name = "base_url",
         .help = "Public address of the directory, for the links of the catalogue.",
         .slot = INTO(TargetConfig, base_url),
         .also = "url",
         .example = "\"https://data.example.fr/insertion/\""},
        {.section = "target",
         .name = "quality_min",
         .type = number,
         .fallback = "0",
         .help =
             "Records of less quality are not published here, 0 to 1: services by the published score, data "
             "sets by the share of the eleven metadata that they give, times the share of their addresses "
             "that are not dead. Other kinds are not judged.",
         .slot = INTO(TargetConfig, quality_min),
         .maximum = 1,
         .also = "min_quality quality",
         .example = "0.5"},
        {.section = "target",
         .name = "licences",
         .fallback = "\"refuse\"",
         .allowed = "refuse split",
         .help =
             "What happens when the licences of the feeds cannot be mixed (ODbL with CC BY-SA, or with "
             "none): "
             "refuse publishes nothing of that kind and says which fields of which feeds; split writes one "
             "file per share-alike licence (structures-odc-odbl.csv) beside that of all others.",
         .slot = INTO(TargetConfig, licences),
         .also = "licenses"},
        {.section = "target",
         .name = "list_separator",
         .fallback = "\"|\"",
         .help = "What stands between the values of a list in a CSV cell.",
         .slot = INTO(TargetConfig, list_separator)},

    };
}

} // namespace

const KeyTable& app_keys() {
    static const KeyTable table = [] {
        std::vector<Key> rows = service_rows();
        for (const std::vector<Key>& more :
             {output_rows(), platform_key_rows(), public_key_rows(), link_rows()})
            rows.insert(rows.end(), more.begin(), more.end());
        return KeyTable("app", app_sections(), std::move(rows));
    }();
    return table;
}

} // namespace moisson
