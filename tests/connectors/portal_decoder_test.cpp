// The answer of a portal → records of kind dataset, through the feed file that names nothing but the portal.
#include "connectors/portals/portal_refusal.hpp"
#include "tests/connectors/portal_support.hpp"

using namespace moisson;
using test::portal_records;

namespace {

std::string ckan_page(const std::string& results) {
    return R"({"success":true,"result":{"count":1,"results":[)" + results + "]}}";
}

std::string code_of_answer(const std::string& type, const std::string& answer) {
    try {
        portal_records(type, answer);
        return "";
    } catch (const FormatError& error) {
        return error.code() + ": " + error.what();
    }
}

} // namespace

TEST_CASE(
    "portal records: nothing that a portal has no field for is invented, and nothing is refused for it") {
    const auto records = portal_records("ckan", ckan_page(R"({"id":"a","title":"Arbres","state":"active"})"));
    REQUIRE(records.size() == 1);
    CHECK(records[0].id == "a");
    CHECK(!records[0].refused);
    CHECK(records[0].codes() == "record.missing-date:date_maj");
    CHECK(records[0].body ==
          nlohmann::json::parse(R"({"titre":"Arbres","lien_source":"https://portail.example/dataset/a"})"));
}

TEST_CASE("portal records: an unknown licence or frequency stays unknown and is an issue of its record") {
    const std::string page = ckan_page(
        R"({"id":"a","title":"Arbres","license_id":"cc-nc","metadata_modified":"2024-01-01T00:00:00",
        "extras":[{"key":"frequency","value":"parfois"}]})");
    const auto records = portal_records("ckan", page);
    REQUIRE(records.size() == 1);
    CHECK(!records[0].refused);
    CHECK(!records[0].body.contains("licence"));
    CHECK(!records[0].body.contains("frequence_maj"));
    CHECK(records[0].codes() == "record.unknown-value:licence record.unknown-value:frequence_maj");
    // The producer's own table says what it means.
    const auto told = portal_records("ckan", page,
                                     "[values.licences.map]\n\"cc-nc\" = "
                                     "\"other-at\"\n[values.frequences.map]\nparfois = \"irregular\"\n");
    CHECK(told.at(0).body["licence"] == "other-at");
    CHECK(told.at(0).body["frequence_maj"] == "irregular");
    CHECK(told.at(0).codes() == "");
}

TEST_CASE("portal records: without title or identifier a data set is refused by itself, the others go on") {
    const auto records = portal_records(
        "data-json", R"({"dataset":[{"identifier":"1","title":"Premier"},{"title":"Sans identifiant"},
        {"identifier":"3"},{"identifier":"4","title":"Quatre"}]})");
    REQUIRE(records.size() == 4);
    CHECK(!records[0].refused);
    CHECK(records[1].refused);
    CHECK(records[2].refused);
    CHECK(!records[3].refused);
}

TEST_CASE("portal records: what is deleted, private, federated or ours is left out") {
    const auto ids = [](const std::vector<test::PortalRecord>& records) {
        std::string out;
        for (const auto& record : records) out += record.id + " ";
        return out;
    };
    CHECK(
        ids(portal_records(
            "ckan",
            ckan_page(
                R"({"id":"a","title":"Aaa"},{"id":"b","title":"Bbb","state":"deleted"},{"id":"c","title":"Ccc","private":true},
        {"id":"d","title":"Ddd","type":"harvest"},{"id":"e","title":"Eee","type":"dataset","private":false,"state":"active"})"))) ==
        "a e ");
    CHECK(ids(portal_records(
              "udata",
              R"({"data":[{"id":"a","title":"Aaa","deleted":null,"archived":null,"private":false,"extras":{}},
        {"id":"b","title":"Bbb","deleted":"2020-01-01"},{"id":"c","title":"Ccc","archived":"2020-01-01"},{"id":"d","title":"Ddd","private":true},
        {"id":"e","title":"Eee","extras":{"moisson:source":"portail"}},{"id":"f","title":"Fff","tags":["moisson-0123456789"]},
        {"id":"g","title":"Ggg","tags":["moisson"]},{"id":"h","title":"Hhh","extras":{"moisson:key":"insee/structures"}}],"total":8})")) ==
          "a g ");
    const std::string ods =
        R"({"total_count":2,"results":[{"dataset_id":"a","metas":{"default":{"title":"Aaa","federated":true}}},
        {"dataset_id":"b","metas":{"default":{"title":"Bbb","federated":false}}}]})";
    CHECK(ids(portal_records("opendatasoft", ods)) == "b ");
    CHECK(ids(portal_records("opendatasoft", ods, "[source.portal]\nfederated = true\n")) == "a b ");
}

TEST_CASE("portal records: a field of one's own is a path into the portal's record, or what was read") {
    const auto records = portal_records(
        "ckan",
        ckan_page(
            R"({"id":"a","title":"Arbres","author":"Service des parcs","organization":{"title":"Ville"}})"),
        "[dataset]\ninformations_legales = \"author\"\nattribution = { paths = [\"absent\", "
        "\"@organisation-name\"] }\n");
    CHECK(records.at(0).body["informations_legales"] == "Service des parcs");
    CHECK(records.at(0).body["attribution"] == "Ville");
}

TEST_CASE(
    "portal records: the portal's own error is said, whatever its shape, and is never an empty catalogue") {
    struct Shape {
        const char *type, *answer, *said;
    };
    for (const Shape& shape :
         {Shape{
              "ckan",
              R"({"success": false, "error": {"message": "Access denied", "__type": "Authorization Error"}})",
              "Authorization Error: Access denied"},
          Shape{"ckan", R"({"success": false, "error": "an error"})", "an error"},
          Shape{"ckan", R"("Some error")", "Some error"},
          Shape{"ckan", R"({"success": false})", "success = false"},
          Shape{"opendatasoft", R"({"message":"ODSQL query is malformed: x","error_code":"ODSQLError"})",
                "ODSQLError: ODSQL query is malformed"},
          Shape{"socrata", R"({"code":"x.y","error":true,"message":"no"})", "x.y: no"},
          Shape{"arcgis-hub", R"({"error":{"code":498,"message":"Invalid token"}})", "498: Invalid token"},
          Shape{"udata", R"({"message":"Organization arg must be an identifier"})",
                "must be an identifier"}}) {
        CAPTURE(shape.answer);
        const std::string said = code_of_answer(shape.type, shape.answer);
        CHECK(said.starts_with("portal.refused: "));
        CHECK(said.find(shape.said) != std::string::npos);
    }
    CHECK(code_of_answer("ckan", "<html><b>500</b></html>").starts_with("format.html"));
    CHECK(code_of_answer("ckan", R"({"success":true,"result":{}})").starts_with("format.path-not-found"));
    CHECK(portal_refusal_in(R"({"message":"<script>x</script>no\u0007pe"})") ==
          "the portal answered with an error: no pe");
    CHECK(
        code_of_answer("data-json", R"({"dataset":[{"identifier":"1","title":"cut)").starts_with("format."));
}

TEST_CASE("portal records: limits hold: items, depth, a literal without end") {
    std::string many = R"({"dataset":[)";
    for (int i = 0; i < 30; ++i)
        many += (i ? "," : "") + (R"({"identifier":")" + std::to_string(i)) + R"(","title":"Titre"})";
    CHECK(portal_records("data-json", many + "]}").size() == 30);
    CHECK_THROWS_AS(portal_records("data-json", many + "]}", "[source.limits]\nmax_items = 10\n"),
                    FormatError);
    std::string deep = R"({"dataset":[{"identifier":"1","title":"Titre","spatial":)" + std::string(60, '[') +
                       std::string(60, ']') + "}]}";
    CHECK(portal_records("data-json", deep).size() == 1);
    const std::string literal(40 << 20, 'x');
    CHECK(code_of_answer("data-json", R"({"dataset":[{"identifier":"1","title":")" + literal + "\"}]}")
              .starts_with("format."));
}
