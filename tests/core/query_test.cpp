// What consumers may ask for, and cursors that nobody else can have written.
#include "core/query/page_token.hpp"
#include "core/query/query_filter.hpp"
#include "tests/core/export_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

Kind place_kind() {
    Kind kind{.name = "place", .plural = "places", .title = "Lieux", .version = "1", .fields = {}};
    kind.fields = {field("id", FieldType::string, Role::identifier),
                   field("code", FieldType::string, Role::insee_code),
                   field("cp", FieldType::string, Role::postcode),
                   field("ville", FieldType::string, Role::municipality),
                   field("themes", FieldType::string, Role::theme, true),
                   field("siret", FieldType::string, Role::siret)};
    return kind;
}

GoldenRecord place(std::map<std::string, Value> values, std::int64_t seq = 10) {
    const Kind kind = place_kind();
    GoldenRecord record;
    record.seq = seq;
    record.sources = {{"ain", "1"}, {"dept", "a"}};
    record.record.values.resize(kind.fields.size());
    record.origin.resize(kind.fields.size());
    for (auto& [name, value] : values)
        record.record.values.at(static_cast<std::size_t>(kind.find(name))) = value;
    return record;
}

const CivilDate some_day{2026, 11, 26};

bool passes(const QueryParameters& parameters, const GoldenRecord& record,
            const std::vector<FeedPtr>& feeds = {feed("ain"), feed("dept")}) {
    const Kind kind = place_kind();
    PublishedView view(kind, feeds);
    return QueryFilter(kind, parameters, some_day).wants(record, view);
}

std::string refusal(const QueryParameters& parameters) {
    try {
        QueryFilter(place_kind(), parameters, some_day);
    } catch (const FilterError& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("a filter lets through what it says, by the meaning of fields") {
    const GoldenRecord bourg = place({{"code", "01053"},
                                      {"cp", "01000"},
                                      {"ville", "Bourg-en-Bresse"},
                                      {"siret", "13002526500013"},
                                      {"themes", List{"numerique--prendre-en-main", "mobilite"}}});
    const GoldenRecord ajaccio = place({{"cp", "20000"}, {"ville", "Ajaccio"}});
    struct Case {
        const char* sentence;
        QueryParameters parameters;
        bool bourg, ajaccio;
    };
    for (const Case& c : {
             Case{"nothing asked: everything", {}, true, true},
             Case{"a département by the municipality's code", {{"departement", "01"}}, true, false},
             Case{"a département by the postal code", {{"departement", "2A"}}, false, true},
             Case{"several départements", {{"departement", "38,2A,01"}}, true, true},
             Case{"a municipality by its code", {{"commune", "01053"}}, true, false},
             Case{"a municipality by its name, whatever its capitals", {{"commune", "AJACCIO"}}, false, true},
             Case{"one of several sources", {{"sources", "x,dept"}}, true, true},
             Case{"another source", {{"sources", "x"}}, false, false},
             Case{"a theme", {{"thematiques", "mobilite"}}, true, false},
             Case{"a family of themes", {{"thematiques", "numerique"}}, true, false},
             Case{"no part of a word", {{"thematiques", "mobil"}}, false, false},
             Case{"a SIRET", {{"siret", "13002526500013"}}, true, false},
             Case{"all of several filters", {{"departement", "01"}, {"commune", "Ajaccio"}}, false, false},
             Case{"one record for a thing is what there is", {{"duplicates", "exclude"}}, true, true},
         }) {
        CAPTURE(c.sentence);
        CHECK(passes(c.parameters, bourg) == c.bourg);
        CHECK(passes(c.parameters, ajaccio) == c.ajaccio);
    }
}

TEST_CASE("what a producer withholds cannot be found out by asking") {
    const auto shy = feed("ain", {{"ville", "never-publish"}, {"cp", "withhold"}});
    const GoldenRecord record = place({{"cp", "20000"}, {"ville", "Ajaccio"}});
    CHECK(passes({{"commune", "Ajaccio"}}, record));
    CHECK_FALSE(passes({{"commune", "Ajaccio"}}, record, {shy, feed("dept")}));
    CHECK_FALSE(passes({{"departement", "2A"}}, record, {shy, feed("dept")}));
}

TEST_CASE("an unknown filter or value is refused with what is allowed") {
    CHECK(refusal({{"department", "01"}}) ==
          "\"department\" is not a filter of places; there are: sources, departement, commune, siret, "
          "thematiques, modified_since, duplicates");
    CHECK(refusal({{"departement", "999"}}).find("01, 2A or 974") != std::string::npos);
    CHECK(refusal({{"departement", ""}}).find("one to a hundred values") != std::string::npos);
    CHECK(refusal({{"modified_since", "hier"}}).find("2026-03-01") != std::string::npos);
    CHECK(refusal({{"quality_min", "0.5"}}).find("is not a filter") != std::string::npos); // no score here
    CHECK(refusal({{"duplicates", "include"}}).find("exclude") != std::string::npos);
    CHECK(refusal({{"departement", "01"}}).empty());
}

TEST_CASE("modified_since includes the day or second that it names") {
    const QueryFilter day(place_kind(), {{"modified_since", "2026-03-01"}}, some_day);
    CHECK(day.modified_since() == 1'772'323'200 - 1); // the last second of February
    QueryFilter later(place_kind(), {}, some_day);
    later.only_after(10);
    const Kind kind = place_kind();
    PublishedView view(kind, {});
    CHECK_FALSE(later.wants(place({}, 10), view));
    CHECK(later.wants(place({}, 11), view));
}

TEST_CASE("a cursor is read back where it was written, and nowhere else") {
    const std::string key(32, 'k');
    WalkPosition position;
    position.epoch = 3;
    position.revision = 123'456'789;
    position.after = "mo_0193a1b2-0000-7000-8000-000000000001";
    const std::string token = write_page_token(position, 77, key);
    CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    const auto read = read_page_token(token, 77, key);
    REQUIRE(read);
    CHECK(read->epoch == 3);
    CHECK(read->revision == position.revision);
    CHECK(read->after == position.after);
    CHECK_FALSE(read_page_token(token, 78, key));                  // another list
    CHECK_FALSE(read_page_token(token, 77, std::string(32, 'x'))); // another store
    for (std::size_t i = 0; i + 1 < token.size(); ++i) { // the last character has bits that say nothing
        std::string other = token;
        other[i] = other[i] == 'A' ? 'B' : 'A';
        CHECK_FALSE(read_page_token(other, 77, key));
        CHECK_FALSE(read_page_token(token.substr(0, i), 77, key));
    }
    for (const std::string& junk : {std::string(), std::string("é"), std::string(10'000, 'A'), token + token})
        CHECK_FALSE(read_page_token(junk, 77, key));
}
