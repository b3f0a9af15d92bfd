// The simple reader of XML against expat alone: an instruction in front of a document leaves all of it to
// expat.
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/xml/repair_xml.hpp"
#include "connectors/formats/xml/xml_parser.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace moisson;
using namespace std::string_literals;

namespace {

class XmlPieces final : public ByteSource {
public:
    XmlPieces(std::string text, std::size_t longest) : text_(std::move(text)), longest_(longest) {}
    std::size_t read(char* to, std::size_t size) override {
        const std::size_t count = text_.copy(to, std::min(size, longest_), at_);
        at_ += count;
        return count;
    }

private:
    std::string text_;
    std::size_t longest_, at_ = 0;
};

/// Writes down what it is told; pauses at each end of a "p", and refuses the event of a number.
class XmlLog final : public XmlHandler {
public:
    XmlLog(std::string text, std::size_t longest, std::size_t refused)
        : parser_(std::make_unique<XmlPieces>(std::move(text), longest), *this), refused_(refused) {}

    void start(std::string_view name, const char** attributes) override {
        event("<" + std::to_string(parser_.depth()) + std::string(name));
        for (; *attributes; attributes += 2) log_ += " "s + attributes[0] + "=[" + attributes[1] + "]";
        log_ += '>';
    }
    void text(std::string_view text) override { event(text); }
    void end(std::string_view name) override {
        event("</" + std::string(name) + ">");
        if (name == "p") parser_.pause();
    }

    /// All of it, with the error that ended it and its place, `lines` further up.
    std::string read(std::uint64_t lines) {
        try {
            while (parser_.run()) log_ += '\x1F';
            log_ += "\nend, " + std::to_string(parser_.depth());
        } catch (const FormatError& error) {
            log_ += "\n" + error.code() + " " + std::to_string(error.line() - lines) + ":" +
                    std::to_string(error.column());
        }
        return log_;
    }

private:
    void event(std::string_view what) {
        log_ += what;
        if (++events_ == refused_) parser_.refuse("refused", "by the test");
    }

    XmlParser parser_;
    std::string log_;
    std::size_t events_ = 0, refused_;
};

std::string xml_log(const std::string& text, std::size_t longest = std::string::npos,
                    std::size_t refused = 0) {
    return XmlLog(text, longest, refused).read(0);
}
std::string xml_log_by_expat(const std::string& text, std::size_t refused = 0) {
    return XmlLog("<?x y?>\n" + text, std::string::npos, refused).read(1);
}

const std::vector<std::string> xml_fragments = {"<r>",
                                                "</r>",
                                                "<p>",
                                                "</p>",
                                                "<p/>",
                                                "<a:b c='d'>",
                                                "</a:b>",
                                                "<e k=\"v\" l='&amp;&#233;'/>",
                                                "<e k='1'k='2'/>",
                                                "<e k='1' k='2'/>",
                                                "<e\n\tk = 'a\tb\r\nc'\r/>",
                                                "</p >",
                                                "text",
                                                "été 😀 €",
                                                "\n",
                                                "\r\n",
                                                "\r",
                                                "\t  ",
                                                "&lt;",
                                                "&#10;",
                                                "&#x1F600;",
                                                "&#0;",
                                                "&#xD800;",
                                                "&#xFFFF;",
                                                "&nbsp;",
                                                "&amp",
                                                "]",
                                                "]]",
                                                "]]>",
                                                "[[1,2],[3]]",
                                                "<!-- comment -->",
                                                "<!-- a -- b -->",
                                                "<!---->",
                                                "<![CDATA[]]>",
                                                "<![CDATA[<b>&\n\r\n\r]] ]]>",
                                                "<![CDATA[é]",
                                                "<?pi?>",
                                                "<!DOCTYPE r>",
                                                "\x01",
                                                "\x7F",
                                                "\xE9",
                                                "\xEF\xBF\xBE",
                                                "\xC2\x85",
                                                "<é>",
                                                "</é>",
                                                "<1>",
                                                "<e a=b>",
                                                "<e a>",
                                                "<e a='<'/>",
                                                "<e a='\x02'/>",
                                                "<x",
                                                " y='z'",
                                                ">",
                                                "/>",
                                                "<",
                                                "\0"s,
                                                "<long-name.with_all:1>",
                                                "</long-name.with_all:1>"};

std::string some_xml(std::minstd_rand& chance) {
    static const char* const starts[] = {"", "", "\n <!-- x -->\n", "  ", "<!-- é\n -->"};
    std::string text = starts[chance() % 5];
    std::vector<std::string> open;
    const auto wild = chance() % 3 == 0 ? 4u : 40u; // one fragment in so many is any one
    for (auto left = 3 + chance() % 40; left > 0; --left) {
        static const char* const names[] = {"p", "r", "a:b", "long-name.with_all:1"};
        switch (chance() % 4) {
        case 0:
            open.push_back(names[chance() % 4]);
            text += "<" + open.back() + (chance() % 4 ? ">" : " k='v'>");
            break;
        case 1:
            if (open.size() > 1) {
                text += "</" + open.back() + ">";
                open.pop_back();
            }
            break;
        default:
            if (!open.empty())
                text += chance() % wild == 0 ? xml_fragments[chance() % xml_fragments.size()] : "v é\n";
        }
    }
    for (; !open.empty() && chance() % 40; open.pop_back()) text += "</" + open.back() + ">";
    return text;
}

} // namespace

TEST_CASE("what is repaired, and that UTF-16 passes as it is, does not depend on how much is read at once") {
    const std::string utf16 = "\xFF\xFE<\0a\0>\0e\0<\0/\0a\0>\0"s;
    const std::pair<std::string, std::string> cases[] = {{utf16, utf16},
                                                         {"<a>\v&#11;\xEF\xBF\xBF</a>", "<a>         </a>"},
                                                         {"<", "<"},
                                                         {"\xFF", "\xFF"},
                                                         {"", ""}};
    for (const auto& [text, repaired] : cases)
        for (const std::size_t longest : {1U, 2U, 3U, 1000U}) {
            CAPTURE(longest);
            std::uint64_t replaced = 0;
            const auto source = repair_xml(std::make_unique<XmlPieces>(text, longest), &replaced);
            std::string read, piece(4096, ' ');
            while (const std::size_t count = source->read(piece.data(), piece.size()))
                read += piece.substr(0, count);
            CHECK(read == repaired);
        }
}

TEST_CASE("xml: the simple reader and expat alone say the same, with the same places") {
    for (const auto& fragment : xml_fragments)
        for (const char* after :
             {"", "<p>2</p></r>", "</a:b></r>", "</x></r>\n<!-- x -->\n", "</r><r/>", "</r>x"}) {
            const std::string text = "<r>\n<p>é</p>" + fragment + after;
            CAPTURE(text);
            CHECK(xml_log(text) == xml_log_by_expat(text));
        }
    std::minstd_rand chance(19);
    for (int number = 0; number < 3000; ++number) {
        const std::string text = some_xml(chance);
        CAPTURE(text);
        const std::string expected = xml_log_by_expat(text);
        CHECK(xml_log(text) == expected);
        // Expat counts a CRLF twice when a read ends inside it, so that only what was read is the same.
        const std::string pieces = xml_log(text, 1 + chance() % 9);
        CHECK(pieces.substr(0, pieces.rfind('\n')) == expected.substr(0, expected.rfind('\n')));
    }
}

TEST_CASE("xml: what the handler refuses has one place, whoever reads") {
    const std::string text = "\n<r>\n <p k='v'>é\r\n€ x&amp;y</p><e/>\n<e a='b'\n/><![CDATA[x\ny]]>t</r>";
    for (std::size_t refused = 1; refused < 30; ++refused) {
        CAPTURE(refused);
        CHECK(xml_log(text, std::string::npos, refused) == xml_log_by_expat(text, refused));
    }
}

TEST_CASE("xml: declarations that the simple reader knows, and others") {
    for (const std::string declaration :
         {"<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='UTF-8'?>\n",
          "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\" ?>\r\n<!-- x -->",
          "<?xml version='1.0' standalone='no'?>", "<?xml version = '1.0'\n?>", "\xEF\xBB\xBF", "<?xml?>",
          "<?xml version='1.0' standalone='maybe'?>", "<?xml encoding='UTF-8'?>",
          "<?xml version='1.0'encoding='UTF-8'?>", "<?xml version='1.1'?>",
          "<?xml version='1.0' encoding='ISO-8859-1'?>", "<?xml version='1.0' encoding=''?>",
          "<?xml version='1.0' standalone='yes' encoding='UTF-8'?>", "<?xmlversion='1.0'?>",
          "<?xml version='1.0'>", " <?xml version='1.0'?>"}) {
        CAPTURE(declaration);
        // A document type is expat's: it gets so far when it takes the declaration.
        const std::string log = xml_log(declaration + "<r><p>é</p>\n</r>\n");
        const std::string other = xml_log(declaration + "<!DOCTYPE r>");
        const bool is_read = log.ends_with("end, 0");
        CHECK(is_read == (other.find("doctype-forbidden") != other.npos));
    }
}

TEST_CASE("xml: tokens at every place of a window") {
    const std::string record = "<p k='été'>é€<![CDATA[a]]>&#233;\r\n<e/></p>\n<!-- x -->";
    const std::size_t window = 256u << 10;
    for (std::size_t shift = 0; shift < record.size() + 4; ++shift) {
        const std::string text = "<r>" + std::string(window - 3 - shift, 'x') + record + record + "</r>";
        CAPTURE(shift);
        CHECK(xml_log(text) == xml_log_by_expat(text));
    }
    for (const std::size_t size : {100'000u, 140'000u, 300'000u, 1'200'000u}) {
        const std::string filler(size, 'y');
        for (const std::string& text :
             {"<r><p a='" + filler + "'/></r>", "<r><!--" + filler + "--><p/></r>",
              "<r><![CDATA[" + filler + "]]></r>", "<r>" + filler + "</r>", "<r><" + filler + "/></r>"}) {
            CAPTURE(size);
            CHECK(xml_log(text) == xml_log_by_expat(text));
        }
    }
}
