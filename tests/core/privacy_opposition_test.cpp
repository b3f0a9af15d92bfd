// The opposition list: what an entry names, and what is left of a text and of a record.
#include "core/privacy/contacts_in_text.hpp"
#include "core/privacy/opposition.hpp"
#include "core/text/hmac.hpp"
#include "tests/core/export_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

const std::string list_key = "0123456789abcdef";

OppositionList list_of(const std::vector<std::string>& values) {
    std::vector<Opposition> entries;
    for (const std::string& value : values) entries.push_back(oppose_value(value, list_key));
    return OppositionList(entries);
}

std::string left_of(const OppositionList& list, std::string text) {
    list.erase_text(text);
    return text;
}

} // namespace

TEST_CASE("HMAC-SHA-256 as RFC 4231 has it") {
    CHECK(hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(
        hmac_sha256_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("addresses and numbers of a text, and what only looks like one") {
    struct Row {
        const char* text;
        std::vector<std::string> found;
    };
    for (const Row& row :
         {Row{"Écrire à Claire.Durand@Example.fr.", {"claire.durand@example.fr"}},
          Row{"06 12 34 56 78 ou 04.74.00.00.01", {"+33612345678", "+33474000001"}},
          Row{"0612345678 0698765432", {"+33612345678", "+33698765432"}},
          Row{"+33 (0)6 12 34 56 78", {"+33612345678"}}, Row{"0033612345678;", {"+33612345678"}},
          Row{"SIRET 13003013300016, code 01000", {}}, Row{"06123456789012", {}},
          Row{"a@b, @compte, jean@localhost", {}}, Row{"0612345678@example.fr", {"0612345678@example.fr"}},
          Row{"", {}}}) {
        CAPTURE(row.text);
        std::vector<ContactInText> contacts;
        find_contacts(row.text, contacts);
        std::vector<std::string> normal;
        for (const ContactInText& contact : contacts) normal.push_back(contact.normal);
        CHECK(normal == row.found);
    }
}

TEST_CASE("a value is what it looks like; what is none of them is refused with what is accepted") {
    using Type = Opposition::Type;
    struct Row {
        const char* value;
        Type type;
    };
    for (const Row& row :
         {Row{"claire.durand@example.fr", Type::email}, Row{" Claire.DURAND@example.fr. ", Type::email},
          Row{"06 12 34 56 78", Type::phone}, Row{"+33612345678", Type::phone},
          Row{"Claire Durand", Type::words}, Row{"Jean-Pierre d'Arc", Type::words},
          Row{"*@example.fr", Type::pattern}}) {
        CAPTURE(row.value);
        const Opposition entry = oppose_value(row.value, list_key);
        CHECK(entry.type == row.type);
        CHECK(entry.digest.empty() == (row.type == Type::pattern));
        CHECK(entry.digest.find("durand") == std::string::npos);
    }
    for (const char* refused : {"", "Claire", "*@*", "*", "3939", "a b"}) {
        CAPTURE(refused);
        CHECK_THROWS_AS(oppose_value(refused, list_key), std::invalid_argument);
    }
}

TEST_CASE("whatever its spelling, the value leaves the text; what is near it stays") {
    const OppositionList list =
        list_of({"claire.durand@example.fr", "0612345678", "Claire Durand", "*@perdu.example.fr"});
    struct Row {
        const char* text;
        const char* left;
    };
    for (const Row& row :
         {Row{"Claire DURAND : claire.durand@EXAMPLE.fr", "[retiré]"},
          Row{"demander M. Durand Claire au +33 6 12 34 56 78", "demander M. [retiré] au [retiré]"},
          Row{"tout@perdu.example.fr et contact@trouve.example.fr", "[retiré] et contact@trouve.example.fr"},
          Row{"Clairement, Durand est une rue", "Clairement, Durand est une rue"},
          Row{"voir claire.durand@example.com", "voir [retiré]"},
          Row{"xclaire.durand@example.fr", "xclaire.durand@example.fr"}, Row{"0612345679", "0612345679"},
          Row{"", ""}}) {
        CAPTURE(row.text);
        CHECK(left_of(list, row.text) == row.left);
        CHECK(list.holds(row.text) == (std::string(row.text) != row.left));
    }
}

TEST_CASE("fields become absent, required texts and longer ones keep their place, JSON stays JSON") {
    const auto schema = test::export_schema();
    Kind kind = schema->kind(1);
    kind.fields[1].required = true;
    GoldenRecord golden = test::structure("ain", "7",
                                          {{"nom", "Claire Durand"},
                                           {"courriel", "Claire.Durand@example.fr"},
                                           {"telephone", "+33474000001"},
                                           {"reseaux", List{"croix-rouge", "claire.durand@example.fr"}},
                                           {"extra", R"({"a":"voir Claire Durand","b":1})"}});
    Record& record = golden.record;
    CHECK(list_of({"claire.durand@example.fr", "Claire Durand"}).erase(kind, "ain", record) == 4);
    CHECK(std::get<std::string>(record.values[1]) == "[retiré]");
    CHECK(is_absent(record.values[2]));
    CHECK(std::get<std::string>(record.values[3]) == "+33474000001");
    CHECK(std::get<List>(record.values[6]) == List{"croix-rouge"});
    CHECK(std::get<std::string>(record.values[7]) == R"({"a":"voir [retiré]","b":1})");
}

TEST_CASE("a record's entry takes what is personal in that record only, or all of it") {
    const auto schema = test::export_schema();
    const Kind& kind = schema->kind(1);
    for (const bool whole : {false, true}) {
        CAPTURE(whole);
        const OppositionList list(std::vector{oppose_record("structure", "ain", "7", whole, list_key)});
        GoldenRecord other = test::structure("ain", "8", {{"courriel", "contact@example.fr"}});
        CHECK(list.erase(kind, "ain", other.record) == 0);
        GoldenRecord named =
            test::structure("ain", "7", {{"nom", "Phare"}, {"courriel", "contact@example.fr"}});
        CHECK(list.erase(kind, "dept", named.record) == 0);
        CHECK(list.erase(kind, "ain", named.record) == (whole ? 2 : 1));
        CHECK(is_absent(named.record.values[2]));
        CHECK(is_absent(named.record.values[1]) == whole);
        CHECK(list.drops("structure", "ain", "7") == whole);
    }
}

TEST_CASE("an entry that was undone names nothing; entries of two keys hold side by side") {
    std::vector<Opposition> entries = {oppose_value("a.b@example.fr", list_key),
                                       oppose_value("c.d@example.fr", "other")};
    CHECK(OppositionList(entries).holds("c.d@example.fr"));
    CHECK(OppositionList(entries).holds("a.b@example.fr"));
    entries[0].undone = 1;
    CHECK_FALSE(OppositionList(entries).holds("a.b@example.fr"));
    CHECK(OppositionList().empty());
    CHECK(OppositionList(std::vector<Opposition>()).empty());
}
