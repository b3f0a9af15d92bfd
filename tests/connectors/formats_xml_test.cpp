#include "tests/connectors/formats_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;
using namespace std::string_literals;

namespace {

Decoded xml(std::string_view text, const std::vector<std::string>& selectors = {"id", "nom"},
            std::string records = "/r/e") {
    return decode_text(source_of("xml", std::move(records)), text, selectors);
}

struct XmlPathCase {
    const char* what;
    const char* element;
    const char* path;
    const char* values;
};

struct XmlRefusedCase {
    const char* what;
    std::string text;
    const char* code;
};

} // namespace

TEST_CASE("xml: the records stand at a path of local names") {
    CHECK(xml("<r><e><id>1</id><nom>a</nom></e><e><id>2</id><nom>b</nom></e></r>").table() == "1|a / 2|b");
    CHECK(xml("<r><other><e><id>0</id></e></other><e><id>1</id></e></r>", {"id"}).table() == "1");
    CHECK(xml("<a:r xmlns:a='urn:x'><a:e><b:id xmlns:b='urn:y'>1</b:id></a:e></a:r>", {"id"}).table() == "1");
    CHECK(xml("<r><x><e><id>1</id></e></x><y><e><id>2</id></e></y></r>", {"id"}, "/r/*/e").table() ==
          "1 / 2");
    CHECK_MESSAGE(xml("<r><e><id>1</id></e></r>", {"id"}, "").table() == "1",
                  "without a path: the children of the root");
    CHECK_MESSAGE(xml("<r><e><e><id>1</id></e></e></r>", {"e/id"}).table() == "1",
                  "a record inside a record belongs to it");
    CHECK(xml("<r></r>").error == "");
}

TEST_CASE("xml: what a path finds in a record") {
    const XmlPathCase cases[] = {
        {"an attribute of the record", "<e numero='7'/>", "@numero", "7"},
        {"an attribute further down", "<e><a><b c='v'/></a></e>", "a/b/@c", "v"},
        {"an attribute with a prefix", "<e x:href='v' xmlns:x='u'/>", "@href", "v"},
        {"text", "<e><a>v</a></e>", "a", "v"},
        {"text further down", "<e><a><b>v</b></a></e>", "a/b", "v"},
        {"repeated elements", "<e><a>u</a><b/><a>v</a></e>", "a", "u+v"},
        {"repeated parents", "<e><p><a>u</a></p><p><a>v</a></p></e>", "p/a", "u+v"},
        {"mixed content in order, trimmed", "<e><a>\n un <b>deux</b> trois </a></e>", "a", "un deux trois"},
        {"entities", "<e><a>a &amp; b &#233; &lt;</a></e>", "a", "a & b é <"},
        {"CDATA", "<e><a><![CDATA[<b>&amp;</b>]]></a></e>", "a", "<b>&amp;</b>"},
        {"comments are no text", "<e><a>u<!-- x -->v</a></e>", "a", "uv"},
        {"an empty element is no value", "<e><a/></e>", "a", ""},
        {"any element", "<e><p><a>u</a></p><q><a>v</a></q></e>", "*/a", "u+v"},
        {"the record's own text", "<e> v </e>", ".", "v"},
        {"from the root of the document", "<e><a>v</a></e>", "/r/e/a", "v"},
    };
    for (const auto& [what, element, path, values] : cases) {
        CAPTURE(what);
        const auto decoded = xml("<r>"s + element + "</r>", {path});
        CHECK(decoded.error == "");
        CHECK(decoded.table() == values);
        CHECK(decoded.report.selector_seen[0]);
    }
    const auto overlapping =
        xml("<r><e k='0'><a k='1'>x<b>y</b></a><a>z</a></e></r>", {"a", "a/b", "*/b", "a/@k", "@k", "c"});
    CHECK(overlapping.table() == "xy+z|y|y|1|0|");
    CHECK(overlapping.report.selector_seen == std::vector<bool>{true, true, true, true, true, false});
}

TEST_CASE("xml: declared encodings") {
    CHECK(xml("<?xml version='1.0' encoding='ISO-8859-1'?><r><e><id>\xE9</id></e></r>", {"id"}).table() ==
          "é");
    CHECK(
        xml("<?xml version='1.0' encoding='windows-1252'?><r><e><id>\x9C\x80</id></e></r>", {"id"}).table() ==
        "œ€");
    CHECK(
        xml("<?xml version='1.0' encoding='ISO-8859-15'?><r><e><id>\xBD\xA4</id></e></r>", {"id"}).table() ==
        "œ€");
    CHECK(xml("\xFF\xFE<\0r\0>\0<\0e\0/\0>\0<\0/\0r\0>\0"s, {"id"}).records.size() == 1);
    CHECK(xml("<?xml version='1.0' encoding='windows-1252'?><r/>", {"id"}).report.encoding == "windows-1252");
}

TEST_CASE("xml: what is refused, with its code") {
    std::string deep, attributes, namespaces;
    for (int i = 0; i < 300; ++i) deep += "<a>";
    for (int i = 0; i < 1100; ++i) attributes += " a" + std::to_string(i) + "=''";
    const XmlRefusedCase cases[] = {
        {"nothing", "", "format.empty-document"},
        {"a page", "<?xml version='1.0'?>\n<html><body/></html>", "format.html-instead-of-data"},
        {"JSON", "{\"error\":1}", "format.not-xml"},
        {"a DOCTYPE", "<!DOCTYPE r><r/>", "format.doctype-forbidden"},
        {"an entity bomb", "<!DOCTYPE r [<!ENTITY a 'aa'>]><r>&a;</r>", "format.doctype-forbidden"},
        {"an HTML entity", "<r><e>&nbsp;</e></r>", "format.syntax"},
        {"tags that cross", "<r><e></r></e>", "format.syntax"},
        {"two roots", "<r/><r/>", "format.syntax"},
        {"a control character", "<r>\x01</r>", "format.syntax"},
        {"bytes that are not UTF-8", "<r><e>caf\xE9 au lait</e></r>", "format.invalid-utf8"},
        {"UTF-7", "<?xml version='1.0' encoding='UTF-7'?><r/>", "format.unsupported-encoding"},
        {"cut", "<r><e><id>1</id>", "format.truncated"},
        {"cut in a tag", "<r><e><id", "format.truncated"},
        {"too deep", "<r>" + deep, "format.too-deep"},
        {"many attributes", "<r><e" + attributes + "/></r>", "format.too-many-attributes"},
        {"a huge text", "<r><e><id>" + std::string(2u << 20, 'x') + "</id></e></r>", "format.field-too-long"},
        {"a huge attribute", "<r><e id='" + std::string(3u << 20, 'x') + "'/></r>", "format.field-too-long"},
        {"another document", "<s><error>no</error></s>", "format.path-not-found"},
    };
    for (const auto& [what, text, code] : cases) {
        CAPTURE(what);
        CHECK(xml(text).error == code);
    }
}

TEST_CASE("xml: a wrong path of records is said with what is there instead") {
    const auto decoded = xml("<r>\n<list><f/></list><meta/></r>", {"id"}, "/r/items/f");
    CHECK(decoded.error == "format.path-not-found");
    CHECK(decoded.message.find("level 2 there is: list, meta") != std::string::npos);
}

TEST_CASE("xml: the digest sees names, attributes and texts, not the white space between elements") {
    const auto digest = [](std::string_view element, std::vector<std::string> ignore = {}) {
        auto source = source_of("xml", "/r/e");
        source.ignore = std::move(ignore);
        return decode_text(source, "<r>"s + std::string(element) + "</r>", {"id"}).records.at(0).digest;
    };
    const auto compact = digest("<e k='1'><id>1</id><a>x y</a></e>");
    CHECK(digest("<e  k=\"1\">\n  <id> 1 </id>\n  <a>x y</a><!-- c -->\n</e>") == compact);
    CHECK(digest("<p:e k='1'><id>1</id><a><![CDATA[x y]]></a></p:e>") == compact);
    for (const char* other :
         {"<e k='2'><id>1</id><a>x y</a></e>", "<e k='1'><id>1</id><a>x  y</a></e>",
          "<e k='1'><id>1</id><b>x y</b></e>", "<e k='1'><id>1</id></e>", "<e><id>1</id><a>x y</a></e>"})
        CHECK(digest(other) != compact);
    CHECK(digest("<e k='1'><id>1</id><a>x<i>z</i></a></e>", {"a"}) ==
          digest("<e k='1'><id>1</id><a/></e>", {"a"}));
    CHECK(digest("<e k='1'><id>1</id></e>", {"@k"}) == digest("<e k='2'><id>1</id></e>", {"@k"}));
}

TEST_CASE("xml: texts and records larger than a read keep their values") {
    std::string text = "<r>", expected;
    for (int i = 0; i < 50; ++i) {
        const std::string value(20000u * static_cast<unsigned>(i) + 1u, static_cast<char>('a' + i % 26));
        text += "<e><id>" + std::to_string(i) + "</id><x>é" + value + "</x></e>\n";
        expected += (i ? " / " : "") + std::to_string(i) + "|é" + value;
    }
    CHECK(xml(text + "</r>", {"id", "x"}).table() == expected);
}

namespace {

/// "1:a+b 2:c" of each selector: the element of the list in which each text stands.
std::string in_elements(std::string_view text, const std::vector<std::string>& selectors) {
    TempDir directory;
    std::string said;
    const auto decoder =
        open_decoder(source_of("xml", "/r/e"), {write_snapshot(directory / "x.xml", text)}, selectors);
    for (RawRecord raw; decoder->next(raw);) {
        for (std::size_t slot = 0; slot < selectors.size(); ++slot) {
            said += slot ? " | " : said.empty() ? "" : " / ";
            for (std::uint32_t i = 0; i < raw.slots[slot].count; ++i)
                said += (i ? " " : "") + std::to_string(raw.elements[raw.slots[slot].first + i]) + ":" +
                        std::string(raw.values(slot)[i]);
        }
    }
    return said;
}

} // namespace

TEST_CASE("xml: below the elements of a list, each text knows its element") {
    const char* text = "<r><e><t>F</t><a n='1'><s>x</s><s>y</s></a><b/><a n='2'/><a><s>z</s> t </a></e>"
                       "<e><a n='3'/></e></r>";
    CHECK(in_elements(text, {"a//", "a//@n", "a//s", "t", "a//."}) ==
          "1: 2: 3: | 1:1 2:2 | 1:x 1:y 3:z | 0:F | 1:xy 3:z t / 1: | 1:3 |  |  | ");
    CHECK_MESSAGE(in_elements(text, {"a//s", "a/s//", "a/s//.", "a//"}) ==
                      "1:x 1:y 3:z | 1: 2: 3: | 1:x 2:y 3:z | 1: 2: 3: /  |  |  | 1:",
                  "a list in the elements of a list");
    CHECK(in_elements("<r><e><p><a><s>1</s></a></p><q><a/></q></e></r>", {"*/a//", "*/a//s"}) ==
          "1: 2: | 1:1");
    CHECK(in_elements("<r><e><a><s>1</s></a></e></r>", {"/r/e/a//", "/r/e/a//s"}) == "1: | 1:1");
}

TEST_CASE("xml: an element as JSON") {
    const XmlPathCase cases[] = {
        {"attributes, children, repeated ones", "<e k='1' j='2'><b>x</b><a/><b c='d'>y</b></e>", "",
         R"({"@j":"2","@k":"1","a":"","b":["x",{"@c":"d","#text":"y"}]})"},
        {"text alone", "<e> un &quot;mot&quot; </e>", "", R"("un \"mot\"")"},
        {"mixed content", "<e>un <i>deux</i> trois</e>", "", R"({"i":"deux","#text":["un","trois"]})"},
        {"an attribute and a child of one name", "<e a='1'><a>2</a></e>", "", R"({"@a":"1","a":"2"})"},
        {"of an element of a list", "<e><l><a>1</a></l><l k='v'/></e>", "l//", R"({"a":"1"}+{"@k":"v"})"},
        {"without what is ignored", "<e><a>1</a><ignored>2</ignored></e>", "", R"({"a":"1"})"},
    };
    for (const auto& [what, element, list, written] : cases) {
        CAPTURE(what);
        SourceConfig source = source_of("xml", "/r/e");
        source.ignore = {"ignored"};
        const auto decoded = decode_text(source, "<r>"s + element + "</r>",
                                         {std::string(list) + std::string(whole_record_selector)});
        CHECK(decoded.error == "");
        CHECK(decoded.table() == written);
    }
}

TEST_CASE("xml: where names, attributes and texts meet counts for the digest") {
    const auto digest = [](const char* element) {
        return xml("<r><e>"s + element + "</e></r>").records.at(0).digest;
    };
    CHECK(digest("<a>bc</a>") != digest("<ab>c</ab>"));
    CHECK(digest("<a k='v'>xy</a>") != digest("<a k='vx'>y</a>"));
}

TEST_CASE("xml: many small values in one record are limited as its text is") {
    std::string values;
    for (int i = 0; i < 500'000; ++i) values += "<a/>";
    CHECK(xml("<r><e>" + values + "</e></r>", {"a"}).error == "format.element-too-long");
    CHECK(xml("<r><e>" + values + "</e></r>", {"b"}).error == "");
}
