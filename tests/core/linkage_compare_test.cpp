#include "core/linkage/compare.hpp"
#include "core/linkage/link_keys.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace moisson;

namespace {

LinkProfile organisations() {
    LinkProfile profile;
    profile.organisation_name = 0;
    profile.street_address = 1;
    return profile;
}

LinkRecord organisation(std::string name, std::string number, std::string street, std::string municipality) {
    LinkRecord record;
    record.name = std::move(name);
    record.number = std::move(number);
    record.street = std::move(street);
    record.municipality = std::move(municipality);
    record.postcode = "69001";
    return record;
}

LinkRecord person(std::string surname, std::string given, std::string birth) {
    LinkRecord record;
    record.person = std::move(surname);
    record.given = std::move(given);
    record.birth = std::move(birth);
    return record;
}

Levels levels_of(const LinkRecord& a, const LinkRecord& b) {
    const LinkModel model = prior_model(organisations());
    const Levels levels = compare(model, a, b);
    CHECK(levels == compare(model, b, a));
    return levels;
}

} // namespace

TEST_CASE("names: what two spellings are worth") {
    struct Row {
        const char *a, *b;
        int level;
        const char* why;
    };
    const Row rows[] = {
        {"atelier du pont", "atelier du pont", 0, "the same"},
        {"atelier du pont", "pont du atelier", 0, "the same words"},
        {"atelier pont", "ateleir pont", 2, "two letters exchanged"},
        {"amis de cycles", "amisd e cycles", 2, "a blank in the wrong place"},
        {"maison familiale rurale education", "maison familiale rurale educat", 2, "cut short"},
        {"atelier pont", "atelier pont oyonnax bourg", 4, "with an addition"},
        {"ecole jean moulin nord", "ecole jean moulin sud", 7, "north is not south"},
        {"missionlocale pays gex", "ml pays gex", 2, "an acronym is clear beside the name written out"},
        {"secourspopulaire oyonnax", "spf oyonnax", 2, "that of a network, too"},
        {"villa ml atelier", "villa atelier croixrouge", 5, "but not beside another name"},
        {"pmi lyon", "pmi lion", 2, "a slip in the municipality is still the municipality"},
        {"atelier pont", "secours catholique", 7, "nothing in common"},
        {"mairie de lyon", "mairie", 3, "within a municipality its name says nothing"},
    };
    for (const Row& row : rows)
        CHECK_MESSAGE(levels_of(organisation(row.a, "1", "rue haute", "lyon"),
                                organisation(row.b, "1", "rue haute", "lyon"))
                              .at(Comparison::name) == row.level,
                      row.a << " / " << row.b << ": " << row.why);
}

TEST_CASE("places: address, postcode and position are one piece of evidence") {
    struct Row {
        const char *number_a, *street_a, *town_a, *number_b, *street_b, *town_b;
        int level;
        const char* why;
    };
    const Row rows[] = {
        {"12", "rue haute", "lyon", "12", "rue haute", "lyon", 0, "the same house"},
        {"12", "rue haute", "lyon", "12b", "rue haute", "lyon", 1, "perhaps the same house"},
        {"12", "rue haute", "lyon", "", "rue haute", "lyon", 1, "no number"},
        {"12", "rue haute", "lyon", "14", "rue haute", "lyon", 3, "the same street"},
        {"12", "rue haute", "lyon", "12", "quai bas", "lyon", 5, "another street"},
    };
    for (const Row& row : rows) {
        const Levels levels = levels_of(organisation("a", row.number_a, row.street_a, row.town_a),
                                        organisation("b", row.number_b, row.street_b, row.town_b));
        CHECK_MESSAGE(levels.at(Comparison::place) == row.level, row.why);
        CHECK_MESSAGE(levels.at(Comparison::zone) == -1, "the municipality would count twice");
    }
    CHECK(levels_of(organisation("a", "", "", "lyon"), organisation("b", "", "", "lyon"))
              .at(Comparison::zone) == 0);
}

TEST_CASE("persons: names change places, dates have slips") {
    const LinkRecord anna = person("martin", "anna", "19790501");
    const auto levels = [&](const LinkRecord& other) { return levels_of(anna, other); };
    CHECK(levels(person("martin", "anna", "19790501")).at(Comparison::person) == 0);
    CHECK(levels(person("anna", "martin", "19790501")).at(Comparison::person) == 1);
    CHECK(levels(person("anna", "martin", "19790501")).at(Comparison::given) == 1);
    CHECK(levels(person("martinn", "a", "19790105")).at(Comparison::person) == 1);
    CHECK(levels(person("martinn", "a", "19790105")).at(Comparison::given) == 2);
    CHECK(levels(person("martin", "anna", "19790105")).at(Comparison::birth) == 1);
    CHECK(levels(person("martin", "anna", "1979")).at(Comparison::birth) == 2);
    CHECK(levels(person("durand", "zoe", "19200101")).at(Comparison::birth) == 4);
}

TEST_CASE("identifiers: the same establishment, the same legal unit, a slip, another") {
    LinkRecord a, b;
    const auto level = [&](const char* one, const char* other) {
        a.siret = one, b.siret = other;
        a.siren = a.siret.substr(0, 9), b.siren = b.siret.substr(0, 9);
        return levels_of(a, b).at(Comparison::siret);
    };
    CHECK(level("77568879901571", "77568879901571") == 0);
    CHECK(level("43320759400030", "43320759400014") == 1);
    CHECK(level("43320759400030", "43320759400030") == 0);
    CHECK(level("77568879901571", "43320759400014") == 3);
    a.siret = "77568879901571", a.siren = "775688799";
    b.siret = "43320759400014", b.siren = "433207594";
    CHECK(pair_guard(a, b) == PairGuard::at_most_review);
    const LinkThresholds thresholds;
    CHECK(guarded_weight(20, PairGuard::at_most_review, thresholds) < thresholds.same);
    CHECK(guarded_weight(20, PairGuard::at_most_review, thresholds) > thresholds.same - 0.1);
    CHECK(guarded_weight(-9, PairGuard::at_least_review, thresholds) == thresholds.review);
}

TEST_CASE("what is alike but not the same stays apart, with the priors alone") {
    const LinkModel model = prior_model(organisations());
    const auto weight = [&](const LinkRecord& a, const LinkRecord& b) {
        return link_weight(model, compare(model, a, b), {});
    };
    LinkRecord one = organisation("mission locale lyon", "12", "rue haute", "lyon");
    LinkRecord two = organisation("mission locale bron", "4", "quai bas", "bron");
    one.siret = "43320759400030", two.siret = "43320759400014";
    one.siren = two.siren = "433207594";
    CHECK_MESSAGE(weight(one, two) < LinkThresholds{}.same, "antennas of one network");
    LinkRecord hall = organisation("mairie de lyon", "1", "place comedie", "lyon");
    LinkRecord aid = organisation("ccas de lyon", "1", "place comedie", "lyon");
    hall.email = aid.email = "contact@lyon.fr";
    hall.phone = aid.phone = "+33472000000";
    CHECK_MESSAGE(weight(hall, aid) < LinkThresholds{}.same, "a town hall and its CCAS");
    const LinkRecord choir = organisation("choeur des gones", "7", "rue associations", "lyon");
    const LinkRecord chess = organisation("echiquier lyonnais", "7", "rue associations", "lyon");
    CHECK_MESSAGE(weight(choir, chess) < LinkThresholds{}.review, "tenants of one building");
    LinkRecord again = organisation("mission locale de lyon", "12", "rue haute", "lyon");
    CHECK_MESSAGE(weight(one, again) > 2, "the same, spelled otherwise");
}

TEST_CASE("the parts of a weight add up to it") {
    const LinkModel model = prior_model(organisations());
    Levels levels;
    levels.set(Comparison::name, 2);
    levels.set(Comparison::place, 1);
    levels.set(Comparison::email, 3);
    for (const SharedFrequency frequency : {SharedFrequency{}, SharedFrequency{2, 0, 3}}) {
        double sum = 0;
        for (const WeightPart& part : weight_parts(model, levels, frequency)) sum += part.weight;
        CHECK(sum == doctest::Approx(link_weight(model, levels, frequency)));
    }
    CHECK(weight_parts(model, levels, {}).size() == 4);
}
