// The page is one file, and no value of a stranger becomes markup.
#include "core/report/report_markup.hpp"
#include "tests/core/report_support.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace moisson;
using namespace moisson::test;
using Text = std::string;

namespace {

const Text attack = "<script>alert('x')</script>\"><img src=x onerror=y>&amp;";

CrossReport attacked_report() {
    FakeReportSource source;
    source.add({{attack, attack, {{"nom", attack}, {"telephone", attack}, {"commune", Text("Lyon")}}},
                {attack, attack + "2", {{"nom", attack}}},
                {attack + "b",
                 attack,
                 {{"nom", attack},
                  {"siret", attack},
                  {"telephone", attack + "b"},
                  {"commune", Text("Nice")},
                  {"mots_cles", List{attack}}}}});
    source.issues = {{{.line = 3}, 1, attack, {Severity::error, attack, attack, attack, attack}},
                     {{.element = 3}, 1, attack, {Severity::error, attack, "", attack, attack}}};
    return report_of(source, {report_feed(attack, attack), report_feed(attack + "b", attack)});
}

std::size_t count(const Text& text, const Text& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != Text::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

} // namespace

TEST_CASE("every text is escaped") {
    const Text page = report_html(attacked_report());
    CHECK(page.find("<script") == Text::npos);
    CHECK(page.find("<img") == Text::npos);
    CHECK(page.find("onerror=y>&amp;amp;") == Text::npos);
    CHECK(page.find("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&gt;") != Text::npos);
}

TEST_CASE("the page needs nothing from elsewhere and no script") {
    FakeReportSource source;
    source.add({{"ain", "1", {{"nom", Text("Phare")}}}, {"dora", "D1", {{"commune", Text("Nice")}}}});
    const Text page = report_html(report_of(source, {report_feed("ain", "Ain")}));
    for (const char* outside :
         {"http://", "https://", "src=", "@import", "url(", "<link", " href=\"h", "<script"})
        CHECK(page.find(outside) == Text::npos);
    CHECK(page.find("default-src 'none'") != Text::npos);
}

TEST_CASE("elements are closed in their order, tables have captions and header cells, charts have words") {
    const Text page = report_html(attacked_report());
    const std::set<Text> empty_elements = {"meta", "br", "rect", "circle", "!DOCTYPE"};
    std::vector<Text> open;
    for (std::size_t at = page.find('<'); at != Text::npos; at = page.find('<', at + 1)) {
        const bool closing = page[at + 1] == '/';
        const std::size_t start = at + (closing ? 2 : 1);
        const Text name = page.substr(start, page.find_first_of(" >/", start) - start);
        if (empty_elements.contains(name)) continue;
        if (!closing) {
            open.push_back(name);
            continue;
        }
        REQUIRE_FALSE(open.empty());
        CHECK(open.back() == name);
        open.pop_back();
    }
    CHECK(open.empty());
    CHECK(count(page, "<table") == count(page, "<caption>"));
    CHECK(count(page, "<svg") == count(page, "role=\"img\" aria-label") - 1 +
                                     count(page, "aria-hidden=\"true\">") -
                                     count(page, "<ul class=\"legend\" aria-hidden=\"true\">"));
    CHECK(count(page, "<h1>") == 1);
    CHECK(page.find("lang=\"fr\"") != Text::npos);
}
