#include "tests/core/config_support.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace moisson;
using test::good_feed;
using test::loaded_feed;
using test::replaced;
using test::said;

namespace {

struct Row {
    const char *from, *to, *code, *says;
};

/// Replaces a line of the good feed (or appends) and expects exactly one diagnostic.
void expect_each(std::initializer_list<Row> rows, const std::string& base = good_feed()) {
    for (const Row& row : rows) {
        CAPTURE(std::string(row.to));
        const std::string text = *row.from ? replaced(base, row.from, row.to) : base + row.to + '\n';
        REQUIRE_FALSE(text.empty());
        const auto found = loaded_feed(text).diagnostics;
        const std::string all = said(found);
        INFO(all);
        CHECK(found.size() == 1);
        if (found.empty()) continue;
        CHECK(found[0].code == row.code);
        CHECK(all.find(row.says) != std::string::npos);
    }
}

std::string json_feed() {
    std::string text = replaced(good_feed(), "type = \"csv\"", "type = \"json\"");
    return replaced(text, "nom = \"Nom\"", "nom = \"nom\"");
}

} // namespace

TEST_CASE("a good feed says nothing") {
    const LoadedFeed loaded = loaded_feed(good_feed());
    INFO(said(loaded.diagnostics));
    CHECK(loaded.diagnostics.empty());
    REQUIRE(loaded.config);
    CHECK(loaded.config->source.withdraw_after == 2);
    CHECK(loaded.config->schedule.timezone == "Europe/Paris");
    CHECK(loaded_feed(replaced(good_feed(), "https://example.fr/a.csv", "file:///srv/a.csv"))
              .config->source.withdraw_after == 1);
    CHECK(loaded_feed(replaced(good_feed(), "https://example.fr/a.csv", "inbox:///srv/in"))
              .config->source.withdraw_after == 1);
    CHECK(loaded_feed(replaced(good_feed(), "complete = true", "complete = true\nwithdraw_after = 3"))
              .config->source.withdraw_after == 3);
}

TEST_CASE("identity, people and schedule") {
    expect_each({
        {"id = \"asso-ain\"", "id = \"autre\"", "feed.id-not-file-name", "rename the file to autre.toml"},
        {"id = \"asso-ain\"\n", "", "config.missing-key", "id = \"asso-ain\""},
        {"version = 1", "version = 2", "config.bad-value", "allowed: 1"},
        {"version = 1", "version = \"1\"", "config.wrong-type", "write 1 without quotes"},
        {"[contact]\nemail = \"donnees@example.fr\"\n", "", "config.missing-key",
         "the table [contact] is missing"},
        {"donnees@example.fr", "donnees", "config.bad-value", "not an e-mail address"},
        {"\"lov2\"", "\"LOV2\"", "config.bad-value", "write \"lov2\""},
        {"name = \"Réseau Insertion Ain\"", "name = \"R\"\nsiret = \"130 030 133 00016\"", "feed.bad-siret",
         "write \"13003013300016\""},
        {"name = \"Réseau Insertion Ain\"", "name = \"R\"\nsiret = 13003013300016", "config.wrong-type",
         "write \"13003013300016\""},
        {"every = \"1d\"", "every = 3600", "config.wrong-type", "write \"3600s\" for seconds"},
        {"every = \"1d\"", "every = \"1s\"", "config.out-of-range", "at least 1min"},
        {"every = \"1d\"", "every = \"1d\"\ntimezone = \"Paris\"", "feed.bad-timezone", "Europe/Paris"},
        {"every = \"1d\"", "every = \"1d\"\nday = \"monday\"", "feed.not-for-this-type", "every = \"7d\""},
        {"every = \"1d\"", "every = \"7d\"\nday = \"lundi\"", "config.bad-value", "allowed: monday"},
        {"every = \"1d\"", "every = \"1d\"\nwindow = \"25:00-26:00\"", "feed.bad-window", "two times of day"},
    });
}

TEST_CASE("the source") {
    expect_each({
        {"https://example.fr/a.csv", "htps://example.fr/a.csv", "feed.bad-url", "did you mean \"https\"?"},
        {"https://example.fr/a.csv", "https://example.fr/a b.csv", "feed.bad-url", "%20"},
        {"https://example.fr/a.csv", "https://u:p@example.fr/a.csv", "config.secret-literal",
         "[source.auth]"},
        {"https://example.fr/a.csv", "https://example.fr/a.csv?token=12345", "config.secret-literal",
         "{secret:"},
        {"complete = true", "complete = true\nrecords = \"/x\"", "feed.not-for-this-type", "remove it"},
        {"complete = true", "complete = false", "feed.no-withdrawal", "complete = true"},
        {"complete = true", "complete = true\nbody = \"x\"", "feed.not-for-this-type", "method = \"POST\""},
        {"complete = true", "complete = true\nmax_bytes = \"2 GB\"", "feed.unknown-key",
         "it belongs to [source.limits]"},
        {"complete = true", "complete = true\nlimits = { max_bytes = \"deux\" }", "config.bad-value",
         "\"500 MB\""},
        {"complete = true", "complete = true\ncsv = { delimiter = \";;\" }", "config.bad-value", "one sign"},
        {"complete = true", "complete = true\nsheet = { name = \"A\" }", "feed.not-for-this-type",
         "no meaning for type = \"csv\""},
        {"type = \"csv\"", "type = \"xlsx\"\nrecords = \"/x\"", "feed.not-for-this-type",
         "[source.sheet] name"},
        {"type = \"csv\"", "type = \"ods\"\ncsv = { delimiter = \";\" }", "feed.not-for-this-type", "ods"},
        {"complete = true", "complete = true\nseparator = \";\"", "feed.unknown-key", "in [source]"},
        {"complete = true", "complete = true\nignore = \"ID\"", "config.wrong-type", "write [\"ID\"]"},
        {"https://example.fr/a.csv\"", "file:///a.csv\"\nquery = { a = 1 }", "feed.not-for-this-type",
         "file: source"},
        {"", "[source.incremental]\nfield = \"d\"\nparameter = \"since\"", "config.exclusive",
         "write complete = false"},
    });
    CHECK(loaded_feed(replaced(good_feed(), "type = \"csv\"", "type = \"xml\"")).diagnostics.at(0).code ==
          "config.missing-key");
}

TEST_CASE("authentication and pages need the keys of their type, and secrets come by reference") {
    expect_each({
        {"", "[source.auth]\ntype = \"basic\"\nusername = \"u\"", "config.missing-key", "\"password\""},
        {"", "[source.auth]\ntype = \"header\"\nname = \"X\"\nvalue = \"Token abc\"", "config.secret-literal",
         "{secret:asso-ain}"},
        {"", "[source.auth]\ntype = \"header\"\nname = \"X\"\nvalue = \"Token {secret:a b}\"",
         "feed.bad-secret-reference", "{secret:NAME}"},
        {"", "[source.auth]\ntype = \"query\"\nname = \"k\"\nvalue = \"{secret:k}\"\nscope = \"x\"",
         "feed.not-for-this-type", "keys of this type: name, value"},
        {"", "[source.headers]\nAuthorization = \"Bearer abc\"", "config.secret-literal",
         "looks like a secret"},
        {"", "[source.query]\nkey = \"a8f5f167f44f4964e6c998dee827110c\"", "config.secret-literal",
         "looks like a secret"},
        {"",
         "[source.auth]\ntype = \"oauth2\"\ntoken_url = \"a.fr/t\"\nclient_id = \"c\"\n"
         "client_secret = \"{secret:c}\"",
         "feed.bad-url", "write \"https://…\""},
        {"",
         "[source.auth]\ntype = \"oauth2\"\ntoken_url = \"http://a.fr/t\"\nclient_id = \"c\"\n"
         "client_secret = \"{secret:c}\"",
         "feed.plain-http", "use https"},
        {"",
         "[source.auth]\ntype = \"session\"\ntoken_url = \"https://a.fr/t\"\ntoken_path = \"/jwt\"\n"
         "value = \"JWT\"",
         "config.bad-value", "write value = \"Bearer {token}\""},
        {"", "[source.auth]\ntype = \"session\"\ntoken_url = \"https://a.fr/t\"\ntoken_path = \"a//b\"",
         "feed.bad-path", "is not a path"},
        {"", "[source.pagination]\ntype = \"next-url\"", "config.missing-key", "\"path\""},
        {"",
         "[source.query]\ntri = \"id\"\n[source.pagination]\ntype = \"page\"\nparameter = \"p\"\nstop = "
         "\"short\"",
         "config.missing-key", "add size = 100"},
        {"",
         "[source.query]\ntri = \"id\"\n[source.pagination]\ntype = \"page\"\nparameter = \"p\"\nstop = "
         "\"more\"",
         "config.missing-key", "more_path"},
        {"", "[source.query]\ntri = \"id\"\n[source.pagination]\ntype = \"offset\"", "config.missing-key",
         "or {offset} in the body"},
        {"", "[source.pagination]\ntype = \"page\"\nparameter = \"p\"", "feed.no-order", "ordering"},
        {"",
         "[source.query]\ntri = \"id\"\n[source.pagination]\ntype = \"page\"\nparameter = \"p\"\ntotal_path "
         "= \"/total\"",
         "feed.not-for-this-type", "pages of type \"csv\""},
        {"", "[source.pagination]\ntype = \"pages\"", "config.bad-value", "did you mean \"page\"?"},
    });
    const LoadedFeed plain =
        loaded_feed(replaced(good_feed(), "https://", "http://") +
                    "[source.auth]\ntype = \"query\"\nname = \"k\"\nvalue = \"{secret:k}\"\n");
    REQUIRE(plain.diagnostics.size() == 1);
    CHECK(plain.diagnostics[0].code == "feed.plain-http");
    CHECK(plain.config);
}

TEST_CASE("files on an SFTP or FTP server") {
    const std::string ssh =
        "[source.ssh]\nhost_key = \"SHA256:7vK0mN1hBfYx2eEo4m6Zc1rWv3u5t8qPjS9dLgAaQwE\"\n";
    const std::string login = "username = \"u\"\nkey = \"/etc/k\"\n";
    const std::string sftp =
        replaced(good_feed(), "https://example.fr/a.csv", "sftp://example.fr/a/") + ssh + login;
    CHECK(loaded_feed(sftp).diagnostics.empty());
    CHECK(loaded_feed(sftp).config->is_network());
    CHECK(loaded_feed(sftp).config->source.withdraw_after == 2);
    expect_each(
        {
            {"complete = true", "complete = true\nfile = \"x/*.csv\"", "config.bad-value", "holds no \"/\""},
            {"example.fr/a/", "example.fr/a.csv?x", "feed.bad-url", "%3F"},
            {"SHA256:", "MD5:", "config.bad-value", "ssh-ed25519"},
            {"host_key", "# host_key", "config.missing-key", "ssh-keyscan"},
            {"username = \"u\"", "", "config.missing-key", "\"username\""},
            {"key = \"/etc/k\"", "", "config.missing-key", "needs a login"},
            {"key = \"/etc/k\"", "key = \"/etc/k\"\npassphrase = \"abc\"", "config.secret-literal",
             "{secret:"},
            {"complete = true", "complete = true\nquery = { a = 1 }", "feed.not-for-this-type",
             "sftp: source"},
            {"complete = true", "complete = true\ntls = { ca = \"x\" }", "feed.not-for-this-type",
             "remove it"},
            {"", "[source.auth]\ntype = \"query\"\nname = \"k\"\nvalue = \"{secret:k}\"",
             "feed.not-for-this-type", "type = \"basic\""},
            {"", "[source.auth]\ntype = \"basic\"\nusername = \"u\"\npassword = \"{secret:k}\"",
             "config.exclusive", "remove one"},
            {"sftp://example.fr/a/", "https://example.fr/a/", "feed.not-for-this-type", "sftp: sources"},
        },
        sftp);
    const std::string ftp = replaced(good_feed(), "https://example.fr/a.csv", "ftp://example.fr/a/");
    CHECK(loaded_feed(ftp).diagnostics.empty());
    expect_each(
        {
            {"", "[source.auth]\ntype = \"basic\"\nusername = \"u\"\npassword = \"{secret:k}\"",
             "feed.plain-ftp", "ftps://"},
            {"", "[source.tls]\nca = \"x\"", "feed.not-for-this-type", "write ftps://"},
            {"", ssh.c_str(), "feed.not-for-this-type", "ftp: source"},
            {"ftp://example.fr/a/\"", "ftp://example.fr/a.csv\"\nfile = \"*.csv\"", "feed.not-for-this-type",
             "end with \"/\""},
        },
        ftp);
    expect_each(
        {{"complete = true", "complete = true\nfile = \"*.csv\"", "feed.not-for-this-type", "remove it"}});
}

TEST_CASE("mappings") {
    expect_each({
        {"nom = \"Nom\"", "nom = \"Nom\"\nsource = \"Source\"", "feed.unknown-field", "filled by moisson"},
        {"nom = \"Nom\"", "nom = \"Nom\"\n\"Code postal\" = \"code_postal\"", "feed.unknown-field",
         "did you mean \"code_postal\"?"},
        {"nom = \"Nom\"", "nom = \"Nom\"\nCP = \"code_postal\"", "feed.unknown-field",
         "write code_postal = \"CP\""},
        {"nom = \"Nom\"", "nom = 3", "config.wrong-type", "write \"3\" for a column"},
        {"nom = \"Nom\"", "nom = [\"A\", \"B\"]", "config.wrong-type", "write { columns = […] }"},
        {"nom = \"Nom\"", "nom = \"\"", "feed.empty-mapping", "the name of the column is empty"},
        {"nom = \"Nom\"", "nom = { truncate = 150 }", "feed.empty-mapping", "one of: column, path"},
        {"nom = \"Nom\"", "nom = { column = \"A\", value = \"B\" }", "config.exclusive", "keep one of them"},
        {"nom = \"Nom\"", "nom = { path = \"Nom\" }", "feed.column-or-path", "write column"},
        {"nom = \"Nom\"", "nom = { colonne = \"Nom\" }", "feed.unknown-key", "did you mean \"column\"?"},
        {"nom = \"Nom\"", "nom = { template = \"{Nom\" }", "feed.bad-template", "never closed"},
        {"nom = \"Nom\"", "nom = { template = \"Nom\" }", "feed.bad-template", "{ value ="},
        {"nom = \"Nom\"", "nom = { column = \"Nom\", replace = [['(', '']] }", "feed.bad-regex", "missing )"},
        {"nom = \"Nom\"", "nom = { column = \"Nom\", replace = [['a', '\\1']] }", "feed.bad-regex", "\\1"},
        {"nom = \"Nom\"", "nom = { column = \"Nom\", split = \",\" }", "feed.not-for-this-type", "one value"},
        {"nom = \"Nom\"", "nom = { digest = [\"Nom\"] }", "feed.not-for-this-type", "computes an identifier"},
        {"id = \"Identifiant\"\nnom", "id = { digest = [\"Nom\", \"Adresse\"] }\nnom",
         "feed.digest-identifier", "withdrawal and a creation"},
        {"nom = \"Nom\"", "nom = { column = \"Nom\", format = \"YYYY\" }", "feed.not-for-this-type",
         "format is for dates"},
        {"id = \"Identifiant\"\nnom = \"Nom\"", "nom = \"Nom\"", "feed.missing-field", "is not mapped: id"},
        {"[structure]", "[structures]", "feed.unknown-key", "did you mean \"structure\"?"},
        {"[structure]\nid = \"Identifiant\"\nnom = \"Nom\"\n", "", "feed.no-mapping",
         "dataset, service, structure"},
        {"", "[personal_data]\nfields = { courriell = \"publish\" }", "feed.unknown-field",
         "did you mean \"courriel\"?"},
        {"", "[trust]\nfields = { telephone = 2 }", "config.out-of-range", "at most 1"},
    });
    expect_each({{"nom = \"nom\"", "nom = \"a//b\"", "feed.bad-path", "between two /"},
                 {"nom = \"nom\"", "nom = \"$.nom\"", "feed.bad-path", "not $.a.b"},
                 {"nom = \"nom\"", "nom = { column = \"nom\" }", "feed.column-or-path", "write path"}},
                json_feed());
    const LoadedFeed orphan =
        loaded_feed(good_feed() + "[service]\nid = \"S\"\nnom = \"N\"\ndescription = \"D\"\n");
    REQUIRE(orphan.diagnostics.size() == 1);
    CHECK(orphan.diagnostics[0].message == "a required field is not mapped: structure_id");
}

TEST_CASE("value tables") {
    const std::string base =
        replaced(good_feed(), "nom = \"Nom\"",
                 "nom = \"Nom\"\nreseaux_porteurs = { column = \"R\", split = \",\", values = \"r\" }");
    expect_each({{"", "", "feed.unknown-values", "add [values.r]"},
                 {"", "[values.r]\nmap = { \"CCAS\" = \"ccas-cia\" }", "feed.not-in-the-list",
                  "did you mean \"ccas-cias\"?"},
                 {"", "[values.r]\nmap = { \"CCAS\" = [\"ccas-cias\", \"croix-rouges\"] }",
                  "feed.not-in-the-list", "did you mean \"croix-rouge\"?"},
                 {"", "[values.r]\nmap = { \"CCAS\" = \"ccas-cias\", \"ccas\" = \"croix-rouge\" }",
                  "feed.values-twice", "\"CCAS\""},
                 {"", "[values.r]\nmap = { \"CCAS\" = 1 }", "config.wrong-type", "write \"1\""},
                 {"", "[values.r]\nunknown = \"report\"", "config.missing-key", "\"map\" or \"file\""},
                 {"", "[values.r]\nmap = { \"CCAS\" = \"ccas-cias\" }\n[values.s]\nmap = { a = \"b\" }",
                  "feed.unused-values", "[values.s]"},
                 {"", "[values.r]\nfile = \"../secret.csv\"", "feed.values-file", "write its name only"},
                 {"", "[values.r]\nfile = \"absent.csv\"", "feed.values-file", "no such file"}},
                base);

    test::TempDir dir;
    std::ofstream(dir / "r.csv") << "seen;normed\n\"CCAS; de l'Ain\";ccas-cias\nCroix;croix-roug\n-;\n";
    const LoadedFeed loaded =
        load_feed_text(base + "[values.r]\nfile = \"r.csv\"\n", dir / "asso-ain.toml", test::schema());
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].message ==
          "in the file, \"Croix\" → \"croix-roug\" is not a value of reseaux_porteurs");
    CHECK(loaded.diagnostics[0].hint == "did you mean \"croix-rouge\"?");
}

TEST_CASE("filters, guards and mapping tests") {
    const LoadedFeed loaded = loaded_feed(good_feed() + R"([filter]
keep = [{ column = "Statut", equals = ["ouvert"] }, { column = "Nom", empty = false }]
drop = { column = "source", matches = "^(nous|eux)$" }
[guards]
max_deletions = 25
max_changes = "50 %"
[[tests]]
input = { "Identifiant" = "A1", "Nom" = "Un" }
expect = { nom = "Un", structure.telephone = "" }
)");
    INFO(said(loaded.diagnostics));
    REQUIRE(loaded.config);
    CHECK(loaded.config->keep.size() == 2);
    CHECK(loaded.config->keep[1].empty == false);
    CHECK(loaded.config->drop.at(0).matches == "^(nous|eux)$");
    CHECK_FALSE(loaded.config->guards.max_deletions);
    CHECK(loaded.config->guards.max_deletions_count == 25);
    CHECK(loaded.config->guards.max_changes == 0.5);
    REQUIRE(loaded.config->tests.size() == 1);
    CHECK(loaded.config->tests[0].input.at("Identifiant") == std::vector<std::string>{"A1"});
    CHECK(loaded.config->tests[0].expect.at("nom") == std::vector<std::string>{"Un"});
    CHECK(loaded.config->tests[0].expect.at("structure.telephone").empty());
    expect_each(
        {{"", "[filter]\nkeep = [{ column = \"A\" }]", "config.missing-key",
          "equals, contains, matches, empty"},
         {"", "[filter]\nkeep = [{ column = \"A\", equals = [\"a\"], empty = true }]", "config.exclusive",
          "write two conditions"},
         {"", "[filter]\ndrop = [{ column = \"A\", matches = \"[\" }]", "feed.bad-regex", "missing ]"},
         {"", "[guards]\nmax_deletions = \"110 %\"", "config.bad-value", "between \"0 %\" and \"100 %\""},
         {"", "[guards]\nmax_deletion = \"10 %\"", "feed.unknown-key", "did you mean \"max_deletions\"?"},
         {"", "[tests]\ninput = {}", "config.wrong-type", "write [[tests]]"},
         {"", "[[tests]]\ninput = { A = \"1\" }\nexpect = { non = \"x\" }", "feed.unknown-field",
          "did you mean \"nom\"?"}});
}

TEST_CASE("the mapping version moves with what changes records, and with nothing else") {
    const auto version = [](const std::string& text) { return loaded_feed(text).config->mapping_version; };
    const std::uint64_t base = version(good_feed());
    CHECK(version(replaced(good_feed(), "every = \"1d\"", "every = \"2d\"")) == base);
    CHECK(version(replaced(good_feed(), "title = \"Annuaire\"", "title = \"Autre\"")) == base);
    CHECK(version(good_feed() + "[guards]\nmin_records = 3\n") == base);
    CHECK(version(replaced(good_feed(), "\"Nom\"", "\"Nom 2\"")) != base);
    CHECK(version(replaced(good_feed(), "\"Nom\"", "{ column = \"Nom\", truncate = 9 }")) != base);
    CHECK(version(good_feed() + "[source.csv]\nencoding = \"latin-1\"\n") != base);
    CHECK(version(good_feed() + "[filter]\nkeep = { column = \"A\", empty = false }\n") != base);
    CHECK(version(good_feed() + "[personal_data]\nfields = { courriel = \"never-store\" }\n") != base);
}

TEST_CASE("a directory of feeds: one bad file does not stop the others, one id is one feed") {
    test::TempDir dir;
    std::ofstream(dir / "asso-ain.toml") << good_feed();
    std::ofstream(dir / "bad.toml") << "version = 1\n";
    std::ofstream(dir / "old.yaml") << "id: old\n";
    std::ofstream(dir / "README.md") << "not a feed\n";
    std::ofstream(dir / ".hidden.toml") << "x";
    std::ofstream(dir / "twin.toml") << replaced(good_feed(), "asso-ain", "asso-ain");
    const auto feeds = load_feeds(dir.path(), test::schema());
    REQUIRE(feeds.size() == 4);
    CHECK(feeds[0].config); // the file named after the id is the one that is meant, a copy of it is not
    CHECK(feeds[0].diagnostics.empty());
    CHECK(feeds[1].id == "bad");
    CHECK(feeds[2].diagnostics.at(0).code == "toml.yaml");
    CHECK(feeds[3].diagnostics.at(0).code == "feed.duplicate-id");
    CHECK_FALSE(feeds[3].config);
    CHECK(load_feeds(dir / "absent", test::schema()).at(0).diagnostics.at(0).code == "config.unreadable");
    CHECK(load_feed(dir / "absent.toml", test::schema()).diagnostics.at(0).code == "config.unreadable");
}
