// The normalisation corpora of ../shared, one test for each file: how much of it must come out as expected,
// and why not all of it where we differ on purpose.
#include "core/linkage/normal/address.hpp"
#include "core/linkage/normal/codes.hpp"
#include "core/linkage/normal/contact.hpp"
#include "core/linkage/normal/names.hpp"
#include "core/linkage/normal/words.hpp"
#include "core/text/fold.hpp"
#include "core/text/geo_codes.hpp"
#include "core/text/identifiers.hpp"
#include "core/text/phone.hpp"
#include "core/text/web.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

using namespace moisson;

namespace {

using CorpusRow = std::vector<std::string>;

/// Small files without line breaks in cells.
CorpusRow cells_of(const std::string& line) {
    CorpusRow cells(1);
    bool quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (c == '"' && quoted && at + 1 < line.size() && line[at + 1] == '"')
            cells.back() += line[++at];
        else if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells.emplace_back();
        else if (c != '\r')
            cells.back() += c;
    }
    return cells;
}

/// Rows without the heading; nothing, with a message, where the corpora are absent.
std::vector<CorpusRow> corpus(const std::string& file) {
    const auto shared = test::shared_dir();
    std::vector<CorpusRow> rows;
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return rows;
    }
    std::ifstream in(*shared / "data/normalisation" / file);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) rows.push_back(cells_of(line));
    CHECK(!rows.empty());
    return rows;
}

/// Checks that all rows pass but those whose first cell is named, and that those do not.
void check_corpus(const std::string& file, std::initializer_list<std::string_view> we_differ,
                  const std::function<bool(const CorpusRow&)>& passes) {
    for (const CorpusRow& row : corpus(file)) {
        const bool differs = std::find(we_differ.begin(), we_differ.end(), row[0]) != we_differ.end();
        CAPTURE(row[0]);
        CAPTURE(row.back());
        CHECK(passes(row) == !differs);
    }
}

/// ["6", "bis"] → "6 bis".
std::string words_in(const std::string& json) {
    std::string text;
    for (const auto& word : nlohmann::json::parse(json))
        text += (text.empty() ? "" : " ") + word.get<std::string>();
    return text;
}

/// Where the postcode is cut from the street does not matter here.
std::string all_of(const NormalAddress& address) {
    std::string all;
    for (const std::string& part : {address.number, address.street, address.rest})
        if (!part.empty()) all += (all.empty() ? "" : " ") + part;
    return all;
}

} // namespace

TEST_CASE("addok-france clean_query: boxes, CEDEX, floors, hamlets are cleaned the same, 33 of 33") {
    check_corpus("addok_france_clean_query.csv", {}, [](const CorpusRow& row) {
        const NormalAddress written = normal_address(row[0]), expected = normal_address(row[1]);
        CAPTURE(all_of(written));
        CAPTURE(all_of(expected));
        return all_of(written) == all_of(expected);
    });
}

TEST_CASE("addok-france extract_address: the address in a noisy text, 16 of 16") {
    check_corpus("addok_france_extract_address.csv", {}, [](const CorpusRow& row) {
        const NormalAddress written = normal_address(row[0]), expected = normal_address(row[1]);
        CAPTURE(all_of(written));
        CAPTURE(all_of(expected));
        return written.number == expected.number && written.street == expected.street;
    });
}

TEST_CASE("addok-france flag_housenumber: what is a number of a house, 43 of 43") {
    check_corpus("addok_france_flag_housenumber.csv", {}, [](const CorpusRow& row) {
        return normal_address(words_in(row[0])).number.empty() == (row[1] == "false");
    });
}

TEST_CASE("addok-france glue_ordinal: the number with its repetition, 16 of 16") {
    check_corpus("addok_france_glue_ordinal.csv", {}, [](const CorpusRow& row) {
        const NormalAddress written = normal_address(words_in(row[0])),
                            expected = normal_address(words_in(row[1]));
        return written == expected;
    });
}

TEST_CASE("addok-france fold_ordinal, 6 of 7") {
    // "60 bis": addok folds what it glued in another step; here both are one step, so that the answer is 60b.
    check_corpus("addok_france_fold_ordinal.csv", {"60 bis"}, [](const CorpusRow& row) {
        const NormalAddress found = normal_address(row[0]);
        return found.number + found.street == row[1];
    });
}

TEST_CASE("addok-france match_housenumber, 6 of 6 (bis is written b)") {
    check_corpus("addok_france_match_housenumber.csv", {}, [](const CorpusRow& row) {
        const std::string number = normal_address(row[0]).number;
        return row[1] == "false" ? number.empty() : number == normal_address(row[1]).number;
    });
}

TEST_CASE("addok-france remove_leading_zeros, 4 of 4") {
    check_corpus("addok_france_remove_leading_zeros.csv", {},
                 [](const CorpusRow& row) { return without_leading_zeros(row[0]) == row[1]; });
}

TEST_CASE("addok-france street_type_patterns, 48 of 48") {
    check_corpus("addok_france_street_type_patterns.csv", {},
                 [](const CorpusRow& row) { return is_street_type(fold(row[0])) == (row[1] == "true"); });
}

TEST_CASE("data·inclusion's telephones as evidence") {
    // As the phone of a record, all 56 are normalised as expected (text_contact_test). As evidence, short
    // numbers are left out (they are a whole network's), of two numbers the first counts, and a local number
    // of an overseas territory without its prefix is taken as its digits; the placeholder 0123456789 is
    // nobody's number.
    for (const CorpusRow& row : corpus("data_inclusion_phone.csv")) {
        CAPTURE(row[0]);
        std::string number;
        normalise_phone(row[0], number);
        const std::string evidence = normal_phone(row[0]);
        const bool placeholder = row[1].ends_with("123456789");
        if (placeholder || (!row[1].empty() && row[1][0] != '+'))
            CHECK(evidence == "");
        else if (!row[1].empty() && number == row[1])
            CHECK(evidence == row[1]);
        CHECK(normal_phone(evidence) == evidence);
    }
}

TEST_CASE("stdnum: 13 of 13 SIREN and 51 of 51 SIRET are valid however they are spaced") {
    const auto valid = [](IdentifierCheck (*check)(std::string_view)) {
        return [check](const CorpusRow& row) {
            std::string clean;
            clean_identifier(row[0], clean);
            return check(clean) == IdentifierCheck::ok;
        };
    };
    check_corpus("stdnum_siren_valid.csv", {}, valid(check_siren));
    check_corpus("stdnum_siret_valid.csv", {}, valid(check_siret));
    // What the corpus does not have: establishments of La Poste follow another rule than Luhn's.
    CHECK(check_siret("35600000009075") == IdentifierCheck::ok);
    CHECK(check_siret("35600000049838") != IdentifierCheck::ok);
}

TEST_CASE("csv-detective's values of the codes that linking compares") {
    const std::map<std::string, std::function<bool(const std::string&)>> formats = {
        {"siren",
         [](const std::string& text) {
             std::string clean;
             clean_identifier(text, clean);
             return check_siren(clean) == IdentifierCheck::ok;
         }},
        {"siret",
         [](const std::string& text) {
             std::string clean;
             clean_identifier(text, clean);
             return check_siret(clean) == IdentifierCheck::ok;
         }},
        {"code_rna", [](const std::string& text) { return check_rna(text) == IdentifierCheck::ok; }},
        {"code_waldec", [](const std::string& text) { return check_rna(text) == IdentifierCheck::ok; }},
        {"code_postal", [](const std::string& text) { return is_postcode(normal_postcode(text)); }},
        {"code_commune", [](const std::string& text) { return !normal_insee(text).empty(); }},
        {"tel_fr",
         [](const std::string& text) {
             std::string number;
             return normalise_phone(text, number) && number.starts_with("+33");
         }},
        {"email", [](const std::string& text) { return !normal_email(text).empty(); }},
        {"url", [](const std::string& text) { return !website_key(text).empty(); }},
    };
    // 77777 has the shape of a postal code: whether it is in use is not known here, no more than of 01000 as
    // the code of a municipality (it is none: the shape says so).
    const std::set<std::string> we_differ = {"77777", "165789325"};
    std::size_t seen = 0;
    for (const CorpusRow& row : corpus("csv_detective_values.csv")) {
        const auto format = formats.find(row[0]);
        if (format == formats.end() || we_differ.contains(row[1])) continue;
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        CHECK(format->second(row[1]) == (row[2] == "true"));
        ++seen;
    }
    if (test::shared_dir()) CHECK(seen >= 30);
}

TEST_CASE(
    "municipalities: INSEE's name and La Poste's capitals are one in 99 of 100, and no two become one") {
    // The rest are municipalities that merged or took a longer name since La Poste's list of 2014.
    std::map<std::string, std::set<std::string>> names, codes;
    for (const CorpusRow& row : corpus("referentials/insee_cog_communes.csv")) {
        const std::string& code = row[1];
        const std::string normal = normal_municipality(row[9]);
        names[code].insert(normal);
        if (row[0] == "COM") codes[department_for(code, "") + ' ' + normal].insert(code);
    }
    std::size_t common = 0, equal = 0;
    for (const CorpusRow& row : corpus("referentials/laposte_insee_cp_2014_latin1.csv")) {
        const std::string code = row[0].substr(0, 5), name = row[0].substr(6, row[0].find(';', 6) - 6);
        if (!names.contains(code)) continue;
        ++common;
        if (names[code].contains(normal_municipality(name))) ++equal;
    }
    CHECK(equal * 100 >= common * 99);
    std::string together;
    for (const auto& [name, same] : codes)
        if (same.size() > 1) together += name + "; ";
    // La Longeville and Longevilles … of the Doubs, La Vergne and Vergné of the Charente-Maritime: the
    // article or the accent alone tells them apart, and people leave both out.
    CHECK(together == (names.empty() ? "" : "17 vergne; 25 longeville; "));
}
