// The detector of personal data: mailboxes, names behind a civility, mobile numbers.
#include "core/privacy/personal_data.hpp"
#include "core/text/generic_mailbox.hpp"
#include "tests/core/export_support.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <regex>
#include <set>

using namespace moisson;

TEST_CASE("mailboxes of persons, and those of functions and organisations") {
    struct Row {
        const char* email;
        bool personal;
    };
    for (const Row& row : {Row{"claire.durand@example.fr", true},
                           Row{"durand.claire@mairie-bourg.example.fr", true},
                           Row{"c.durand@asso.example.fr", true},
                           Row{"Claire-Durand@asso.example.fr", true},
                           Row{"anne-marie.durand@asso.example.fr", true},
                           Row{"jean_dupont@example.fr", true},
                           Row{"clairedurand@gmail.com", true},
                           Row{"durand01@orange.fr", true},
                           Row{"zebulon35@gmail.com", true},
                           Row{"p.bureau@example.fr", true},
                           Row{"contact@asso.example.fr", false},
                           Row{"accueil.bourg@gmail.com", false},
                           Row{"mairie.bourg@wanadoo.fr", false},
                           Row{"ecole.jean.moulin@orange.fr", false},
                           Row{"ludotheque.bourg@free.fr", false},
                           Row{"restosducoeur.ain@orange.fr", false},
                           Row{"a.i.d.e@wanadoo.fr", false},
                           Row{"agen-leon-blum@france-services.example.fr", false},
                           Row{"phare@asso.example.fr", false},
                           Row{"not an address", false},
                           Row{"", false}}) {
        CAPTURE(row.email);
        CHECK(is_personal_mailbox(row.email) == row.personal);
    }
}

TEST_CASE("what is taken out of a free text, and what is left alone") {
    struct Row {
        const char* text;
        const char* left;
    };
    for (const Row& row :
         {Row{"Demander Mme Claire Durand.", "Demander [nom retiré]."},
          Row{"M. DURAND ou Monsieur Jean de La Tour, le lundi", "[nom retiré] ou [nom retiré], le lundi"},
          Row{"RDV avec Mme Durand au 06 12 34 56 78", "RDV avec [nom retiré] au [téléphone retiré]"},
          Row{"Écrire à claire.durand@example.fr ou à contact@asso.example.fr",
              "Écrire à [courriel retiré] ou à contact@asso.example.fr"},
          Row{"Tél. 04 74 00 00 01", "Tél. 04 74 00 00 01"},
          Row{"Monsieur le maire reçoit le mardi", "Monsieur le maire reçoit le mardi"},
          Row{"rue du Dr Roux, salle Mme de Sévigné", "rue du Dr Roux, salle Mme de Sévigné"},
          Row{"Bâtiment M Escalier B", "Bâtiment M Escalier B"}, Row{"Permanence mardi", "Permanence mardi"},
          Row{"", ""}}) {
        CAPTURE(row.text);
        std::string text = row.text;
        const auto found = redact_text(text, true);
        CHECK(text == row.left);
        CHECK(found.empty() == (std::string(row.text) == row.left));
    }
}

TEST_CASE("a field's role and type decide what becomes of what is found") {
    Value redacted;
    const auto of = [&](const Field& field, Value value) {
        redacted = std::string("untouched");
        return !detect_personal_data(field, value, redacted).empty();
    };
    const Field email = test::field("courriel", FieldType::email, Role::email);
    CHECK(of(email, std::string("claire.durand@gmail.com")));
    CHECK(is_absent(redacted));
    CHECK_FALSE(of(email, std::string("contact@example.fr")));
    CHECK(redacted == Value(std::string("untouched")));
    CHECK(of(test::field("contact", FieldType::string, Role::person_name), std::string("Claire Durand")));
    CHECK(is_absent(redacted));
    CHECK_FALSE(of(test::field("telephone", FieldType::phone, Role::phone), std::string("+33612345678")));
    CHECK_FALSE(of(test::field("nom", FieldType::string, Role::organisation_name),
                   std::string("Cabinet de Mme Durand"))); // its public name
    CHECK_FALSE(of(test::field("adresse", FieldType::string, Role::street_address),
                   std::string("12 rue Mme Claire Durand")));
    CHECK(of(test::field("nom", FieldType::string, Role::organisation_name),
             std::string("Phare, claire.durand@gmail.com")));
    CHECK(redacted == Value(std::string("Phare, [courriel retiré]")));
    CHECK(of(test::field("courriels", FieldType::email, Role::none, true),
             List{"claire.durand@gmail.com", "contact@example.fr"}));
    CHECK(redacted == Value(List{"contact@example.fr"}));
    CHECK_FALSE(of(test::field("places", FieldType::integer), std::int64_t{6}));
}

TEST_CASE("of the mailboxes of real producers, few are taken for persons' and none of a function is") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const std::regex address("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[a-z]{2,}");
    std::set<std::string> all;
    for (const char* file : {"data/real/france-services/france_services.2020-01-09.csv",
                             "data/real/mediation-numerique/hub-du-sud.v3.2025-02-06.json"}) {
        std::ifstream in(*shared / file);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        for (std::sregex_iterator at(text.begin(), text.end(), address), end; at != end; ++at)
            all.insert(at->str());
    }
    REQUIRE(all.size() > 100);
    std::size_t personal = 0;
    for (const std::string& email : all) {
        personal += is_personal_mailbox(email);
        CHECK_FALSE((is_personal_mailbox(email) && is_generic_mailbox(email)));
    }
    MESSAGE(personal << " of " << all.size() << " mailboxes are taken for persons'");
    CHECK(personal < all.size() / 3);
}
