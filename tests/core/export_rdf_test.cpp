// The catalogue in Turtle and RDF/XML: the same triples, whatever producers write into their names.
#include "core/export/rdf_text.hpp"
#include "core/export/rdf_triples.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>

using namespace moisson;

namespace {

constexpr const char* document = R"({
 "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
              "foaf": "http://xmlns.com/foaf/0.1/", "xsd": "http://www.w3.org/2001/XMLSchema#",
              "title": {"@id": "dct:title", "@language": "fr"}},
 "@id": "https://d.example.fr/c#catalog", "@type": "dcat:Catalog",
 "title": "Guillemets \" et <balises> & \\ barre\nligne, \u0007 et \u00e9\u20ac\ud83d\ude00",
 "dct:modified": {"@type": "xsd:dateTime", "@value": "2026-02-02T02:40:01Z"},
 "dcat:dataset": [
  {"@id": "https://d.example.fr/c#a b<c>", "@type": "dcat:Dataset", "dct:identifier": "a",
   "dct:publisher": {"@type": "foaf:Organization", "foaf:name": "Réseau",
                     "foaf:homepage": {"@id": "https://x.example.fr/{a} \"b\""}},
   "dct:rights": ["un", "deux"]},
  {"@id": "https://d.example.fr/c#vide", "@type": "dcat:Dataset", "dct:identifier": "b",
   "dcat:distribution": []}]
})";

std::string run(const std::string& command) {
    std::string out;
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    char chunk[4096];
    for (std::size_t n; pipe && (n = std::fread(chunk, 1, sizeof chunk, pipe)) > 0;) out.append(chunk, n);
    if (pipe) ::pclose(pipe);
    return out;
}

/// N-Triples, blank nodes without their names, sorted.
std::multiset<std::string> triples_of(const std::string& syntax, const std::string& text) {
    test::TempDir dir;
    std::ofstream(dir / "in") << text;
    const std::string out =
        run("rapper -q -i " + syntax + " -o ntriples " + (dir / "in").string() + " http://base/");
    std::multiset<std::string> triples;
    for (std::size_t at = 0; at < out.size();) {
        const std::size_t end = std::min(out.find('\n', at), out.size());
        std::string line = out.substr(at, end - at);
        for (std::size_t blank; (blank = line.find("_:gen")) != std::string::npos;)
            line.replace(blank, std::min(line.find(' ', blank), line.size()) - blank, "[]");
        triples.insert(line);
        at = end + 1;
    }
    return triples;
}

} // namespace

TEST_CASE("Turtle is written with everything escaped that has a meaning there") {
    const std::string turtle = turtle_of(document);
    CHECK(turtle.find("@prefix dct: <http://purl.org/dc/terms/> .") != std::string::npos);
    CHECK(turtle.find(R"(dct:title "Guillemets \" et <balises> & \\ barre\nligne, \u0007 et é€😀"@fr)") !=
          std::string::npos);
    CHECK(turtle.find("\"2026-02-02T02:40:01Z\"^^xsd:dateTime") != std::string::npos);
    CHECK(turtle.find("<https://d.example.fr/c#a%20b%3Cc%3E>\n    a dcat:Dataset ;") != std::string::npos);
    CHECK(turtle.find("<https://x.example.fr/%7Ba%7D%20%22b%22>") != std::string::npos);
}

TEST_CASE("RDF/XML is well-formed: forbidden characters are left out, the others escaped") {
    const std::string xml = rdf_xml_of(document);
    CHECK(xml.find("<dct:title xml:lang=\"fr\">Guillemets &quot; et &lt;balises&gt; &amp; \\ "
                   "barre&#10;ligne,  et é€😀"
                   "</dct:title>") != std::string::npos);
    CHECK(xml.find("rdf:datatype=\"http://www.w3.org/2001/XMLSchema#dateTime\">2026-02-02T02:40:01Z<") !=
          std::string::npos);
    CHECK(xml.find("rdf:about=\"https://d.example.fr/c#a%20b%3Cc%3E\"") != std::string::npos);
}

TEST_CASE("both say the same triples to a parser of others") {
    if (run("rapper --version").find('2') == std::string::npos) {
        MESSAGE("skipped: rapper (raptor2-utils) is not installed");
        return;
    }
    std::string text = document;
    text.erase(text.find("\\u0007"), 6); // XML cannot say it
    const auto turtle = triples_of("turtle", turtle_of(text)), xml = triples_of("rdfxml", rdf_xml_of(text));
    CHECK(turtle.size() == 15);
    CHECK(turtle == xml);
}

TEST_CASE("what is no document of ours is refused, with the reason") {
    for (const char* wrong :
         {"", "[]", "{}", "{\"@context\":\"https://remote.example\"}", R"({"@context":{},"unknown":"x"})",
          R"({"@context":{"dct":"http://d/"},"dct:a":null})", R"({"@context":{"dct":3}})",
          R"({"@context":{"dct":"http://d/"},"@id":7})"})
        CHECK_THROWS_AS_MESSAGE(turtle_of(wrong), RdfFormError, wrong);
}
