#include "core/export/published_view.hpp"
#include "core/text/generic_mailbox.hpp"
#include "tests/core/export_support.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace moisson;

TEST_CASE("the mailbox of a function or an organisation is generic, that of a person is not") {
    struct Row {
        const char* email;
        bool generic;
    };
    for (const Row& row : {Row{"contact@asso-phare.example.fr", true},
                           Row{"Accueil@asso-phare.example.fr", true},
                           Row{"mairie@bourg.example.fr", true},
                           Row{"mairie.bourg@wanadoo.fr", true},
                           Row{"mairiedebourg@orange.fr", true},
                           Row{"ccas-bourg01@orange.fr", true},
                           Row{"sécrétariat@asso.example.fr", true},
                           Row{"contact+lettre@asso.example.fr", true},
                           Row{"asso-phare@asso-phare.example.fr", true},
                           Row{"donnees@departement.example.fr", true},
                           Row{"prenom.nom@gmail.com", false},
                           Row{"prenom.nom@mairie-bourg.example.fr", false},
                           Row{"marie.curie@example.fr", false},
                           Row{"p.nom@asso-phare.example.fr", false},
                           Row{"gmail@gmail.com", false},
                           Row{"dupont01@orange.fr", false},
                           Row{"cafetier@example.fr", false},
                           Row{"p.bureau@example.fr", false},
                           Row{"c.maisonneuve@example.fr", false},
                           Row{"bureau@example.fr", true},
                           Row{"", false},
                           Row{"@example.fr", false},
                           Row{"contact", false},
                           Row{"contact@", false}}) {
        CAPTURE(row.email);
        CHECK(is_generic_mailbox(row.email) == row.generic);
    }
}

TEST_CASE("a mobile phone belongs to a person, a line of an office does not") {
    for (const char* mobile :
         {"0699000102", "06 99 00 01 02", "+33699000102", "0033 7 99 00 01 02", "+262692000102"})
        CHECK(is_mobile_number(mobile));
    for (const char* office : {"0199000102", "+33 1 99 00 01 02", "3939", "", "+262262000102", "0990000102"})
        CHECK_FALSE(is_mobile_number(office));
}

TEST_CASE("each producer's rules decide what is published of its values") {
    struct Row {
        const char* sentence;
        std::map<std::string, std::string> rules;
        const char* email;
        bool published;
    };
    for (const Row& row : {
             Row{"no rule: published", {}, "prenom.nom@example.fr", true},
             Row{"no rule, a person's mailbox: kept back", {}, "claire.durand@example.fr", false},
             Row{"no rule, at a provider, no function's name: kept back", {}, "zebulon@gmail.com", false},
             Row{"a rule wins over the detector", {{"courriel", "publish"}}, "claire.durand@gmail.com", true},
             Row{"publish", {{"courriel", "publish"}}, "prenom.nom@example.fr", true},
             Row{"never-publish", {{"courriel", "never-publish"}}, "contact@example.fr", false},
             Row{"never-store, although an old store may hold it",
                 {{"courriel", "never-store"}},
                 "contact@example.fr",
                 false},
             Row{"publish-if-generic, a function",
                 {{"courriel", "publish-if-generic"}},
                 "contact@example.fr",
                 true},
             Row{"publish-if-generic, a person",
                 {{"courriel", "publish-if-generic"}},
                 "prenom.nom@gmail.com",
                 false},
             Row{"a rule for one kind",
                 {{"structure.courriel", "never-publish"}},
                 "contact@example.fr",
                 false},
             Row{"a rule for another kind",
                 {{"service.courriel", "never-publish"}},
                 "contact@example.fr",
                 true},
         }) {
        CAPTURE(row.sentence);
        const GoldenRecord record = test::structure("ain", "7", {{"courriel", row.email}});
        for (const ExportFormat format :
             {ExportFormat::csv, ExportFormat::json, ExportFormat::ndjson, ExportFormat::geojson}) {
            const std::string file = test::write_all(format, {record}, {test::feed("ain", row.rules)});
            CHECK((file.find(row.email) != std::string::npos) == row.published);
        }
    }
}

TEST_CASE("what the detector keeps back is counted by feed, and texts lose the passage only") {
    const auto schema = test::export_schema();
    const GoldenRecord record = test::structure("ain", "7",
                                                {{"nom", "Phare, claire.durand@gmail.com"},
                                                 {"courriel", "claire.durand@gmail.com"},
                                                 {"reseaux", List{"joindre Mme Claire Durand"}}});
    std::ostringstream out;
    const auto writer = make_writer(ExportFormat::csv, *schema, 1, {.feeds = {test::feed("ain")}}, out);
    writer->begin();
    writer->write(record);
    writer->end();
    CHECK(out.str().find("durand") == std::string::npos);
    CHECK(out.str().find("Durand") == std::string::npos);
    CHECK(out.str().find("Phare, [courriel retiré]") != std::string::npos);
    CHECK(out.str().find("joindre [nom retiré]") != std::string::npos);
    CHECK(writer->withheld() == std::map<std::string, std::uint64_t>{{"ain", 3}});
}

TEST_CASE("what is withheld has no provenance and no geometry either") {
    const GoldenRecord record =
        test::structure("ain", "7", {{"courriel", "x.y@example.fr"}, {"longitude", 5.0}, {"latitude", 46.0}});
    const auto line = nlohmann::json::parse(test::write_all(
        ExportFormat::ndjson, {record}, {test::feed("ain", {{"courriel", "never-publish"}})}));
    CHECK(line["courriel"].is_null());
    CHECK_FALSE(line["provenance"].contains("courriel"));
    const auto map = nlohmann::json::parse(test::write_all(
        ExportFormat::geojson, {record}, {test::feed("ain", {{"latitude", "never-publish"}})}));
    CHECK(map["features"][0]["geometry"].is_null());
}

TEST_CASE("in a merged record the rule of the producer that gave the value counts") {
    GoldenRecord record = test::structure("ain", "7", {{"courriel", "x.y@example.fr"}});
    record.sources.push_back({"dept", "9"});
    const std::vector<FeedPtr> feeds = {test::feed("ain", {{"courriel", "never-publish"}}),
                                        test::feed("dept")};
    CHECK(test::write_all(ExportFormat::csv, {record}, feeds).find("x.y@") == std::string::npos);
    record.origin[2] = 1; // courriel
    CHECK(test::write_all(ExportFormat::csv, {record}, feeds).find("x.y@") != std::string::npos);
}

TEST_CASE("when a feed's file is gone, what it never published stays unpublished") {
    const auto schema = test::export_schema();
    FeedState state;
    state.feed = "perdu";
    state.personal_data = {{"nom", "never-publish"}, {"courriel", "publish"}};
    const auto& kind = schema->kind(static_cast<std::uint16_t>(schema->find("structure")));
    const GoldenRecord record = test::structure(
        "perdu", "7", {{"courriel", "x.y@example.fr"}, {"telephone", "+33699000102"}, {"nom", "Phare"}});
    const auto shown = [&](PublishedView view, std::string_view field) {
        return !is_absent(view.value(record, static_cast<std::uint16_t>(kind.find(field))));
    };
    const PublishedView gone(kind, {}, {state});
    CHECK_FALSE(shown(gone, "nom"));
    CHECK(shown(gone, "courriel"));
    CHECK_FALSE(shown(gone, "telephone")); // no rule was given: with caution
    const PublishedView back(kind, {test::feed("perdu")}, {state});
    CHECK(shown(back, "nom")); // what the file says comes first
}

TEST_CASE("when a feed's rules cannot be read, only generic contacts are published") {
    const GoldenRecord person = test::structure(
        "perdu", "7", {{"courriel", "x.y@example.fr"}, {"telephone", "+33699000102"}, {"nom", "Phare"}});
    const std::string file = test::write_all(ExportFormat::csv, {person});
    CHECK(file.find("x.y@") == std::string::npos);
    CHECK(file.find("699000102") == std::string::npos);
    CHECK(file.find("Phare") != std::string::npos);
    const GoldenRecord office =
        test::structure("perdu", "8", {{"courriel", "contact@example.fr"}, {"telephone", "+33199000102"}});
    CHECK(test::write_all(ExportFormat::csv, {office}).find("contact@example.fr,+33199000102") !=
          std::string::npos);
}
