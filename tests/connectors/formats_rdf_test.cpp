// RDF/XML, Turtle and JSON-LD read the same triples; what is hostile costs nothing and refuses nothing else.
#include "connectors/formats/limits.hpp"
#include "connectors/formats/rdf/rdf_document.hpp"
#include "connectors/formats/rdf/rdf_tree.hpp"
#include "tests/connectors/formats_support.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <iterator>
#include <set>
#include <sstream>

using namespace moisson;
using namespace moisson::test;

namespace {

/// Triples as "subject predicate object", with short names.
class TripleText final : public RdfSink {
public:
    std::string text;
    std::size_t longest = 0;
    bool cut = false;

    void triple(const RdfTerm& subject, std::string_view predicate, const RdfTerm& object) override {
        for (const std::string_view said :
             {subject.value, predicate, object.value, object.language, object.datatype})
            CHECK(is_valid_utf8(said));
        text +=
            (text.empty() ? "" : " | ") + shown(subject) + " " + short_name(predicate) + " " + shown(object);
        longest = std::max(longest, object.value.size());
        cut |= object.cut;
    }

private:
    static std::string short_name(std::string_view iri) {
        for (const auto& [start, name] : {std::pair{"http://purl.org/dc/terms/", "dct:"},
                                          {"http://www.w3.org/ns/dcat#", "dcat:"},
                                          {"http://xmlns.com/foaf/0.1/", "foaf:"},
                                          {"http://www.w3.org/2001/XMLSchema#", "xsd:"},
                                          {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"},
                                          {"https://p.example/", ":"}})
            if (iri.starts_with(start)) return name + std::string(iri.substr(std::string_view(start).size()));
        return std::string(iri);
    }
    static std::string shown(const RdfTerm& term) {
        if (term.kind == RdfTerm::Kind::iri) return short_name(term.value);
        if (term.kind == RdfTerm::Kind::blank) return "_";
        std::string text = "\"" + std::string(term.value.substr(0, 60)) + "\"";
        if (!term.language.empty()) text += "@" + std::string(term.language);
        if (!term.datatype.empty()) text += "^" + short_name(term.datatype);
        return text;
    }
};

struct ReadRdf {
    std::string triples, error, warnings;
    std::size_t longest = 0;
    bool cut = false;
};

ReadRdf read(std::string_view document) {
    TempDir directory;
    const auto file = write_snapshot(directory / "document", document);
    ReadRdf result;
    TripleText sink;
    std::vector<Issue> warnings;
    try {
        read_rdf([&] { return open_file(file); }, "https://p.example/catalog.rdf", sink, warnings);
    } catch (const FormatError& error) {
        result.error = error.code();
        CHECK(is_valid_utf8(error.what()));
    }
    for (const Issue& warning : warnings) result.warnings += warning.code;
    result.triples = sink.text;
    result.longest = sink.longest;
    result.cut = sink.cut;
    return result;
}

std::string rdf_xml(std::string_view inside) {
    return "<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
           "xmlns:dct=\"http://purl.org/dc/terms/\" xmlns:dcat=\"http://www.w3.org/ns/dcat#\" "
           "xmlns:foaf=\"http://xmlns.com/foaf/0.1/\">" +
           std::string(inside) + "</rdf:RDF>";
}

/// Digests of the records, with the name of each.
std::string digests(std::string_view document, std::uint64_t* nodes = nullptr) {
    TempDir directory;
    const auto file = write_snapshot(directory / "document", document);
    TripleStore store(directory.path(), {"http://www.w3.org/ns/dcat#Dataset"});
    std::vector<Issue> warnings;
    read_rdf([&] { return open_file(file); }, "https://p.example/", store, warnings);
    store.finish();
    constexpr std::string_view follow[] = {"http://www.w3.org/ns/dcat#distribution",
                                           "http://purl.org/dc/terms/publisher"};
    const std::unordered_set<std::string> ignore;
    RdfTreeReader reader(store, follow, ignore);
    std::string out;
    for (RdfTree tree; reader.next(tree);) {
        out += (out.empty() ? "" : " ") + tree.record().name + "=" + to_hex(tree.record().digest);
        if (nodes) *nodes += tree.nodes.size();
    }
    return out;
}

} // namespace

TEST_CASE("RDF/XML: each construct of the grammar gives its triples") {
    struct Row {
        const char* sentence;
        const char* inside;
        const char* triples;
    };
    const Row rows[] = {
        {"a typed node with literals",
         R"(<dcat:Dataset rdf:about="https://p.example/1"><dct:title xml:lang="fr">Un</dct:title></dcat:Dataset>)",
         ":1 rdf:type dcat:Dataset | :1 dct:title \"Un\"@fr"},
        {"an address is resolved against the document's",
         R"(<dcat:Dataset rdf:about="a/b"><dct:relation rdf:resource="#x"/></dcat:Dataset>)",
         ":a/b rdf:type dcat:Dataset | :a/b dct:relation :catalog.rdf#x"},
        {"xml:base counts before the document's address",
         R"(<rdf:Description xml:base="http://o.example/d/" rdf:about="../c"><dct:title>t</dct:title></rdf:Description>)",
         "http://o.example/c dct:title \"t\""},
        {"a nested node is the object",
         R"(<rdf:Description rdf:about="1"><dct:publisher><foaf:Agent><foaf:name>V</foaf:name></foaf:Agent></dct:publisher></rdf:Description>)",
         ":1 dct:publisher _ | _ rdf:type foaf:Agent | _ foaf:name \"V\""},
        {"parseType=Resource is a node without a name",
         R"(<rdf:Description rdf:about="1"><dct:temporal rdf:parseType="Resource"><dcat:startDate rdf:datatype="http://www.w3.org/2001/XMLSchema#date">2020-01-01</dcat:startDate></dct:temporal></rdf:Description>)",
         ":1 dct:temporal _ | _ dcat:startDate \"2020-01-01\"^xsd:date"},
        {"of an XML literal the text",
         R"(<rdf:Description rdf:about="1"><dct:title rdf:parseType="Literal">a <b>b</b> c</dct:title></rdf:Description>)",
         ":1 dct:title \"a b c\""},
        {"attributes are properties too",
         R"(<rdf:Description rdf:about="1" dct:title="t"><dct:creator foaf:name="n"/></rdf:Description>)",
         ":1 dct:title \"t\" | :1 dct:creator _ | _ foaf:name \"n\""},
        {"rdf:nodeID leads to the same node, rdf:ID to an address in the document",
         R"(<rdf:Description rdf:ID="x"><dct:creator rdf:nodeID="n"/></rdf:Description>)",
         ":catalog.rdf#x dct:creator _"},
        {"rdf:li counts, a collection is a list",
         R"(<rdf:Bag rdf:about="1"><rdf:li>a</rdf:li><rdf:li>b</rdf:li><dct:hasPart rdf:parseType="Collection"><rdf:Description rdf:about="2"/></dct:hasPart></rdf:Bag>)",
         ":1 rdf:type rdf:Bag | :1 rdf:_1 \"a\" | :1 rdf:_2 \"b\" | :1 dct:hasPart _ | _ rdf:first :2 | "
         "_ rdf:rest rdf:nil"},
        {"languages that are none are kept as they are",
         R"(<rdf:Description rdf:about="1"><dct:title xml:lang="***">a</dct:title><dct:title xml:lang="français">b</dct:title></rdf:Description>)",
         ":1 dct:title \"a\"@*** | :1 dct:title \"b\"@français"},
        {"an address with a space and a line break loses the break only",
         "<rdf:Description rdf:about=\" https://p.example/a b&#10;c "
         "\"><dct:title>t</dct:title></rdf:Description>",
         ":a bc dct:title \"t\""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.sentence);
        const ReadRdf result = read(rdf_xml(row.inside));
        CHECK(result.triples == row.triples);
        CHECK(result.error == "");
    }
}

TEST_CASE("Turtle and JSON-LD say the same") {
    struct Row {
        const char* sentence;
        const char* document;
        const char* triples;
    };
    const Row rows[] = {
        {"Turtle with prefixes, a blank node and a typed value",
         "@prefix dct: <http://purl.org/dc/terms/> . @base <https://p.example/> .\n"
         "<1> dct:title \"Un\"@fr ; dct:temporal [ dct:date "
         "\"2020\"^^<http://www.w3.org/2001/XMLSchema#gYear> ] .",
         ":1 dct:title \"Un\"@fr | :1 dct:temporal _ | _ dct:date \"2020\"^xsd:gYear"},
        {"N-Triples, whose first byte is that of XML",
         "<https://p.example/1> <http://purl.org/dc/terms/title> \"Un\" .\n", ":1 dct:title \"Un\""},
        {"JSON-LD with its own context",
         R"({"@context":{"t":"http://purl.org/dc/terms/title","dct":"http://purl.org/dc/terms/"},"@graph":[{"@id":"1","t":"Un","dct:creator":{"@id":"_:b"}}]})",
         ":1 dct:creator _ | :1 dct:title \"Un\""},
        {"JSON-LD with a context that is built in, keys in any order",
         R"({"dataset":[{"title":{"@language":"fr","@value":"Un"},"byteSize":3,"landingPage":"x","@id":"1","@type":"Dataset"}],"@id":"","@context":"https://www.w3.org/ns/dcat.jsonld"})",
         ":1 rdf:type dcat:Dataset | :1 dcat:byteSize \"3\" | :1 dcat:landingPage :x | :1 dct:title "
         "\"Un\"@fr | "
         "_ dcat:dataset :1"},
        {"expanded JSON-LD: a list at the top",
         R"([{"@id":"https://p.example/1","http://purl.org/dc/terms/title":[{"@value":"Un"}],"@type":["http://www.w3.org/ns/dcat#Dataset"]}])",
         ":1 rdf:type dcat:Dataset | :1 dct:title \"Un\""},
        {"a language map, a reversed property, half a character",
         R"({"@context":{"dct":"http://purl.org/dc/terms/","title":{"@id":"dct:title","@container":"@language"}},"@id":"1","title":{"fr":"Un \ud800"},"@reverse":{"dct:hasPart":{"@id":"2"}}})",
         ":2 dct:hasPart :1 | :1 dct:title \"Un \xEF\xBF\xBD\"@fr"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.sentence);
        const ReadRdf result = read(row.document);
        CHECK(result.error == "");
        if (std::string_view(row.sentence).starts_with("a language"))
            CHECK(result.triples.size() ==
                  std::string_view(row.triples).size()); // two lists, in either order
        else
            CHECK(result.triples == row.triples);
    }
}

TEST_CASE("what is wrong with a document of RDF is said, and only what must be is refused") {
    struct Row {
        const char* sentence;
        std::string document;
        const char* error;
        const char* warnings;
    };
    const std::string bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]>";
    const Row rows[] = {
        {"an entity bomb", bomb + rdf_xml("<rdf:Description dct:title=\"&b;\"/>").substr(21),
         "format.doctype-forbidden", ""},
        {"HTML", "<!doctype html><html><body>login</body></html>", "format.html-instead-of-data", ""},
        {"nothing", "  ", "format.empty-document", ""},
        {"XML that is no RDF", "<error>down</error>", "format.not-rdf", ""},
        {"an empty catalogue is no error here", rdf_xml(""), "", ""},
        {"a prefix that is not declared, in XML", "<x:y/>", "format.rdf-unbound-prefix", ""},
        {"a prefix that is not declared, in Turtle: that triple is missing",
         "<http://a/1> a <http://a/T> ; x:y 1 .", "", "format.rdf-unbound-prefix"},
        {"a vertical tab in a text, as byte and as reference",
         rdf_xml("<rdf:Description rdf:about=\"1\"><dct:title>a\x0B&#11;b</dct:title></rdf:Description>"), "",
         "format.control-character"},
        {"a document that is cut", rdf_xml("").substr(0, 200), "format.truncated", ""},
        {"Turtle with a byte that is no character, where a word should be", "@pr\x9Bix a: <http://a/> .",
         "format.syntax", ""},
        {"Turtle with a letter of two bytes there", "@pr\xC3\xA9ix a: <http://a/> .", "format.syntax", ""},
        {"Turtle that ends in an address", "<rdf:D:Description%PDF-%\ncheck", "format.syntax", ""},
        {"Turtle that is cut", "<http://a/1> <http://a/p> \"text", "format.syntax", ""},
        {"a tab in an address of Turtle", "<http://a/1> <http://a/p> <http://a/x\t> .", "",
         "format.rdf-tolerated"},
        {"a context that is not built in", R"({"@context":"https://evil.example/c.jsonld","@id":"1"})",
         "format.rdf-unknown-context", ""},
        {"a context at an address of our own network",
         R"([{"@context":"http://169.254.169.254/","@id":"1"}])", "format.rdf-unknown-context", ""},
        {"JSON-LD that is cut", R"({"@graph":[{"@id":"1"})", "format.truncated", ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.sentence);
        const ReadRdf result = read(row.document);
        CHECK(result.error == row.error);
        CHECK(result.warnings == row.warnings);
    }
}

TEST_CASE("a literal of any length costs a mebibyte, and the next record is read") {
    const std::string huge(3 * format_limit::rdf_literal, 'x');
    const std::string title = "<dct:title>";
    const auto xml = read(rdf_xml("<rdf:Description rdf:about=\"1\"><dct:description>" + huge +
                                  "</dct:description></rdf:Description><rdf:Description rdf:about=\"2\">" +
                                  title + "ok</dct:title></rdf:Description>"));
    CHECK(xml.error == "");
    CHECK(xml.cut);
    CHECK(xml.longest == format_limit::rdf_literal);
    CHECK(xml.triples.ends_with(":2 dct:title \"ok\""));
    const auto turtle =
        read("<http://a/1> <http://a/p> \"" + huge + "\" . <http://a/2> <http://a/p> \"ok\" .");
    CHECK(turtle.cut);
    CHECK(turtle.longest == format_limit::rdf_literal);
    CHECK(turtle.triples.ends_with("\"ok\""));
    const std::string endless(format_limit::rdf_statement + 200'000, 'x');
    CHECK(read("<http://a/1> <http://a/p> \"" + endless + "\" .").error == "format.field-too-long");
}

TEST_CASE("a record is the same whatever the order of its triples and the names of its blank nodes") {
    const std::string one = rdf_xml(
        R"(<dcat:Dataset rdf:about="https://p.example/1"><dct:title>Un</dct:title><dct:temporal rdf:parseType="Resource"><dcat:startDate>2020</dcat:startDate><dcat:endDate>2021</dcat:endDate></dct:temporal><dct:publisher rdf:resource="https://p.example/o"/><dcat:distribution><dcat:Distribution rdf:about="https://p.example/d"><dct:title>CSV</dct:title></dcat:Distribution></dcat:distribution></dcat:Dataset><foaf:Agent rdf:about="https://p.example/o"><foaf:name>Ville</foaf:name></foaf:Agent>)");
    const std::string prefixes =
        "@prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> "
        ". @prefix foaf: <http://xmlns.com/foaf/0.1/> . @base <https://p.example/> .\n";
    const std::string other =
        prefixes + "<o> foaf:name \"Ville\" . _:z dcat:endDate \"2021\" . <d> dct:title \"CSV\" .\n"
                   "<1> dct:temporal _:z ; dcat:distribution <d> . _:z dcat:startDate \"2020\" .\n"
                   "<1> dct:publisher <o> ; dct:title \"Un\" , \"Un\" ; a dcat:Dataset .\n"
                   "<o> a foaf:Agent . <d> a dcat:Distribution .\n";
    std::uint64_t nodes = 0;
    CHECK(digests(one, &nodes) == digests(other));
    CHECK(nodes == 4);

    SUBCASE("anything that is said otherwise makes another one") {
        for (const auto& [from, to] : {std::pair{"\"CSV\"", "\"XML\""},
                                       {"\"2021\"", "\"2022\""},
                                       {"foaf:name \"Ville\"", "foaf:name \"Ville\"@fr"},
                                       {"<1> dct:publisher <o>", "<1> dct:publisher <x>"}}) {
            CAPTURE(from);
            std::string changed = other;
            changed.replace(changed.find(from), std::string_view(from).size(), to);
            CHECK(digests(changed) != digests(one));
        }
    }
    SUBCASE("nodes that lead back to each other end") {
        const std::string circle = prefixes +
                                   "<1> a dcat:Dataset ; dct:relation _:a . _:a dct:relation _:b . "
                                   "_:b dct:relation _:a , <1> .";
        CHECK(digests(circle).size() > 20);
    }
    SUBCASE("a data set that is typed twice, in two places, is one record") {
        CHECK(digests(prefixes +
                      "<1> a dcat:Dataset . <2> a dcat:Dataset . <1> a dcat:Dataset ; dct:title \"t\" .")
                  .find("https://p.example/1", 5) == std::string::npos);
    }
}

TEST_CASE("triples in no order at all are found again on disk") {
    std::string shuffled = "@prefix dct: <http://purl.org/dc/terms/> .\n", sorted = shuffled;
    constexpr int count = 3000;
    const std::string long_text(300, 'd');
    for (int round = 0; round < 4; ++round)
        for (int i = 0; i < count; ++i) {
            const std::string name =
                "<https://p.example/" + std::to_string(round % 2 ? count - 1 - i : i) + "> ";
            shuffled += name + (round ? "dct:p" + std::to_string(round) + " \"" + long_text + "\" .\n"
                                      : "a <http://www.w3.org/ns/dcat#Dataset> .\n");
        }
    for (int i = 0; i < count; ++i) {
        sorted += "<https://p.example/" + std::to_string(i) + "> a <http://www.w3.org/ns/dcat#Dataset>";
        for (int round = 1; round < 4; ++round)
            sorted += " ; dct:p" + std::to_string(round) + " \"" + long_text + "\"";
        sorted += " .\n";
    }
    CHECK(digests(shuffled) == digests(sorted));
}

TEST_CASE("a real catalogue in RDF/XML and in Turtle gives the same records") {
    const auto shared = shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto sorted = [&](const char* name) {
        std::istringstream in(digests(read_file(*shared / "data/real/catalogues" / name)));
        return std::set<std::string>(std::istream_iterator<std::string>(in), {});
    };
    const auto xml = sorted("ods-dcat.2015-07-20.rdf");
    CHECK(xml.size() == 186);
    CHECK(xml == sorted("ods-dcat.v1.2015-07-20.ttl"));
}

TEST_CASE("Turtle: bytes that are no characters are read as U+FFFD, wherever they stand") {
    const ReadRdf result = read("@prefix p: <http://a\xCF\xD0/> . p:\x9B"
                                "1 <http://a/\xFF> \"a\xC3\"@f\xE9 . "
                                "_:b\x9B p:q <http://a/\xF0> . <http://a/1> <http://a/p> \"\xC3\xA9\xE9\" .");
    CHECK((!result.error.empty() || !result.triples.empty())); // TripleText looks at each text
    CHECK(read("<http://a/1> <http://a/p> \"\xC3\xA9\xE9\" .").triples ==
          "http://a/1 http://a/p \"\xC3\xA9\xEF\xBF\xBD\"");
}

TEST_CASE("JSON-LD: the same, in keys and texts") {
    const ReadRdf result =
        read("{\"@context\":{\"p\":\"http://a/\"},\"@id\":\"http://a/1\",\"http://a/\x98\":\"b\x98\"}");
    CHECK((!result.error.empty() || !result.triples.empty()));
}
