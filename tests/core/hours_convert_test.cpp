// Opening hours as producers write them → OpenStreetMap's opening_hours.
#include "core/hours/convert_hours.hpp"
#include "core/hours/hours_text.hpp"
#include "core/hours/opening_hours.hpp"
#include "core/text/utf8.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace moisson;

namespace {

struct Converted {
    const char* text;
    const char* osm; ///< "" = refused
};

void check_all(std::initializer_list<Converted> rows) {
    for (const Converted& row : rows) {
        CAPTURE(row.text);
        const ConvertedHours result = convert_opening_hours(row.text);
        CAPTURE(result.reason);
        CHECK(result.osm == row.osm);
        CHECK(result.osm.empty() == !result.reason.empty());
        if (!result.osm.empty()) CHECK(is_opening_hours(result.osm));
    }
}

} // namespace

TEST_CASE("a valid value stays as it is") {
    check_all({{"Mo-Fr 08:30-12:30; PH off", "Mo-Fr 08:30-12:30; PH off"},
               {"Mo 13:30-17:30;Tu 08:30-12:15", "Mo 13:30-17:30;Tu 08:30-12:15"},
               {"08:00-17:00", "08:00-17:00"}});
}

TEST_CASE("French sentences: days, then hours") {
    check_all({{"Du lundi au vendredi de 9h à 12h30 et de 14h à 17h", "Mo-Fr 09:00-12:30,14:00-17:00"},
               {"lundi, mardi : 9h-12h / 14h-17h30", "Mo,Tu 09:00-12:00,14:00-17:30"},
               {"Lun-Ven 09:00-18:00", "Mo-Fr 09:00-18:00"},
               {"Mo-Fr 9:00-12:00", "Mo-Fr 09:00-12:00"},
               {"lun. 9h-12h; mar. fermé", "Mo 09:00-12:00; Tu off"},
               {"Lundi au samedi de 8 à 20h", "Mo-Sa 08:00-20:00"},
               {"<ul><li>Lundi de 14h - 16h</li><li>Mardi de 10h30 - 12h</li></ul>",
                "Mo 14:00-16:00; Tu 10:30-12:00"},
               {"Lundi : 14H - 17HMardi, Mercredi et Jeudi : 9H30 - 12H et 14H - 17H",
                "Mo 14:00-17:00; Tu-Th 09:30-12:00,14:00-17:00"},
               {"Du lundi au vendredi9h/12h - 14h/17h", "Mo-Fr 09:00-12:00,14:00-17:00"},
               {"mardi-jeudi-samedi 14 h 00 - 17 h 45", "Tu,Th,Sa 14:00-17:45"},
               {"Du lundi au vendredi de 9h00 - 12h30 et le mardi après-midi de 14h00 - 17h00.",
                "Mo,We-Fr 09:00-12:30; Tu 09:00-12:30,14:00-17:00"},
               {"lundi de midi à minuit", "Mo 12:00-24:00"},
               {"Vendredi 22h-2h", "Fr 22:00-02:00"},
               {"Tous les jours de 8h à 20h", "Mo-Su 08:00-20:00"},
               {"Samedi, dimanche et jours fériés 10h-12h", "Sa,Su,PH 10:00-12:00"},
               {"week-end 9h-19h30", "Sa,Su 09:00-19:30"}});
}

TEST_CASE("French sentences: hours, then their days") {
    check_all({{"9h00 à 17h30 du mardi au samedi", "Tu-Sa 09:00-17:30"},
               {"9h-12h et 14h-17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"},
               {"9h-12h lundi et 14h-17h mardi", ""},
               {"De 9h - 12h et de 14h - 17h", ""}}); // which days?
}

TEST_CASE("closed, always open, by appointment") {
    check_all({{"Fermé le dimanche", "Su off"},
               {"Fermé", "off"},
               {"24h/24 7j/7", "24/7"},
               {"24h/24", "24/7"},
               {"sur rendez-vous", "\"sur rendez-vous\""},
               {"Mercredi : (sur rendez-vous) Jeudi : 14h à 17h", "We \"sur rendez-vous\"; Th 14:00-17:00"},
               {"Du lundi au vendredi, de 8h30 à 17h, sur rendez-vous uniquement",
                "Mo-Fr 08:30-17:00 \"uniquement sur rendez-vous\""},
               {"lundi 9h-12h, mardi 14h-16h sur rendez-vous", ""}, // both days, or one?
               {"tous les jours sauf le dimanche de 9h à 18h", "Mo-Sa 09:00-18:00; Su off"},
               {"Du lundi au vendredi : 9h - 12h / 12h30 - 16h \nfermé le mercredi",
                "Mo,Tu,Th,Fr 09:00-12:00,12:30-16:00; We off"},
               {"ouvert du lundi au vendredi 9h-18h hors jours fériés", "Mo-Fr 09:00-18:00; PH off"},
               {"Lundi 9h-12h, fermé pendant les vacances scolaires", "Mo 09:00-12:00; SH off"}});
}

TEST_CASE("what is not surely understood is refused as a whole") {
    for (const char* text : {"Nuit",
                             "Très variables",
                             "1 samedi sur 2",
                             "Ouverture les 2ème et 4ème samedis du mois",
                             "WE et jours fériés de 13h15 à 16h45", // We is Wednesday in OpenStreetMap
                             "Du lundi ou vendredi de 9h - 12h",    // a slip for "au"
                             "lundi vendredi 9h-12h",               // and, or to?
                             "lundi/vendredi 9h-12h",               //
                             "lundi 9-12",                          // numbers alone may be dates
                             "lundi 9h12h-14h-17h",                 // a sign is missing
                             "Vendredi : 10h-12h30 / 16h30-8h00",   // runs backwards
                             "lundi 14h-16h - 17h",                 // a time too many
                             "lundi matin de 14h à 17h",            //
                             "lundi au vendredi 9h30-12h et 14h-17h15 (vendredi 17h)",
                             "9h à 12h30 à 14h à 16h30 lundi",
                             "Lundi au vendredi : 9h à 18h (lundi et jeudi matin fermé)",
                             "Mo-Fr 9:00-17:00; We 14:00-18:00", // replaces in OpenStreetMap, adds in French
                             "Ouvert en période scolaire lundi 9h-12h",
                             "Mercredi et vacances scolaires de 8h30 à 12h",
                             "lundi 9h-12h, lundi 10h-11h",
                             "0148000000",
                             "https://exemple.fr",
                             "",
                             "-"}) {
        CAPTURE(text);
        const ConvertedHours result = convert_opening_hours(text);
        CHECK(result.osm == "");
        CHECK_FALSE(result.reason.empty());
    }
    CHECK(convert_opening_hours("lundi 9h-12h, selon les animations").fragment == "selon");
}

TEST_CASE("JSON shapes") {
    check_all({
        {R"([{"day":1,"open":"09:00","close":"12:00"},{"day":7,"open":"10:00","close":"11:00"}])",
         "Mo 09:00-12:00; Su 10:00-11:00"},
        {R"([{"day":0,"open":"09:00","close":"12:00"}])", ""}, // Monday for some, Sunday for others
        {R"([{"day":1,"open":"14:00","close":"17:00"},{"day":1,"open":"09:00","close":"12:00"}])",
         "Mo 09:00-12:00,14:00-17:00"},
        {R"({"monday":{"open":true,"timeslot":[{"start":900,"end":1200},{"start":1400,"end":1700}]},
             "tuesday":{"open":false,"timeslot":[]},"closedHolidays":"CLOSED","description":null})",
         "Mo 09:00-12:00,14:00-17:00; Tu,PH off"},
        {R"({"monday":{"open":true,"timeslot":[{"start":900,"end":1200}]},"description":"Fermé en août"})",
         ""},
        {R"({"@type":"OpeningHoursSpecification","dayOfWeek":["Monday","https://schema.org/Tuesday"],
             "opens":"09:00:00","closes":"17:00:00"})",
         "Mo,Tu 09:00-17:00"},
        {R"({"dayOfWeek":"Monday","opens":"09:00","closes":"17:00","validFrom":"2026-01-01"})", ""},
        {R"(["Mo-Sa 11:00-14:30","Mo-Th 17:00-21:30"])", "Mo-Th 11:00-14:30,17:00-21:30; Fr,Sa 11:00-14:30"},
        {R"([{"nom_jour_debut":"Lundi","nom_jour_fin":"Vendredi","valeur_heure_debut_1":"09:00:00",
              "valeur_heure_fin_1":"12:00:00","valeur_heure_debut_2":"14:00:00","valeur_heure_fin_2":"17:00:00",
              "commentaire":""}])",
         "Mo-Fr 09:00-12:00,14:00-17:00"},
        {R"({"PlageJ":[{"début":"mercredi","fin":"mercredi","PlageH":[{"début":"09:00:00","fin":"12:00:00"}]},
                       {"début":"lundi","fin":"mardi","PlageH":{"début":"13:30:00","fin":"17:30:00"}}]})",
         "Mo,Tu 13:30-17:30; We 09:00-12:00"},
        {R"({"Mo":["9h-12h","14h-17h"],"Tu":"fermé","We":["fermé","14h-17h"],"Th":"-"})",
         "Mo 09:00-12:00,14:00-17:00; We 14:00-17:00; Tu off"},
        {R"({"Mo":["9h-12h","très variable"]})", ""},
        {"[", ""},
        {"{}", ""},
    });
    CHECK(convert_opening_hours(R"({"Tu":"9h12h"})").fragment == "Tu : 9h12h");
    CHECK(convert_opening_hours(std::string(5000, '[')).osm == "");
}

TEST_CASE("converting twice changes nothing, and no text does harm") {
    const std::string pieces[] = {
        "lundi",   "mardi",  "du ",          "au ",   "9h",       "12h30",      "-",  " à ",
        " et ",    ", ",     "; ",           "fermé", "sauf",     "Mo",         "We", "14:00",
        "sur rdv", " / ",    "jours fériés", "matin", "{\"Mo\":", "\"9h-12h\"", "}",  "[",
        "]",       "24h/24", "\xC3",         "7j/7",  "(",        ")",          "9"};
    std::mt19937 random(11);
    int converted = 0;
    for (int round = 0; round < 30'000; ++round) {
        std::string text;
        for (unsigned i = random() % 9; i > 0; --i) text += pieces[random() % std::size(pieces)];
        if (!text.empty() && random() % 8 == 0) text[random() % text.size()] = static_cast<char>(random());
        const ConvertedHours once = convert_opening_hours(text);
        if (once.osm.empty()) continue;
        CAPTURE(text);
        CHECK(is_opening_hours(once.osm));
        CHECK(convert_opening_hours(once.osm).osm == once.osm);
        ++converted;
    }
    CHECK(converted > 100);
}

TEST_CASE("a refused text is quoted in whole characters") {
    for (std::size_t before = 30; before < 45; ++before)
        for (const char* start : {"{", "", "["}) {
            const std::string text = start + std::string(before, 'x') + "éééé" + std::string(5000, 'y');
            CHECK(is_valid_utf8(convert_opening_hours(text).fragment));
            CHECK(is_valid_utf8(convert_opening_hours(text.substr(0, before + 9)).fragment));
        }
}
