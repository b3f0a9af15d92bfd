// The grammar of OpenStreetMap's opening_hours.
#include "core/hours/opening_hours.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace moisson;

TEST_CASE("values of the specification are accepted") {
    for (const char* value : {
             "24/7",
             "off",
             "Mo-Fr 08:30-12:30; PH off",
             "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00 \"sur rendez-vous\"",
             "Mo 13:30-17:30;Tu 08:30-12:15,13:30-17:30",
             "Mo,Tu-Fr 10:00-12:00, We 14:00-16:00",
             "Mo[1] 09:00-12:00; Th[-1] off; Tu[1,3-4] 10:00-11:00",
             "Jan-Mar Mo-Fr 09:00-12:00 || \"on appointment\"",
             "Dec 24-26 off; Dec 24-Jan 02 closed; 2024 Dec 25+ off; Jan 05,07,09 10:00-12:00",
             "2024 Jan 05-2024 Feb 06 Mo 10:00-12:00; Sep 10 - Oct 5 Mo 10:00-11:00",
             "2020-2022 Mo 10:00-12:00; 2020+ Su off; 2020-2030/2 Mo 10:00-11:00",
             "week 01-53/2 Mo 09:00-12:00; week 4-16,20 We off",
             "Fr 22:00-26:00; Sa 18:00+; Su 10:00-16:00+; Mo 22:00-02:00",
             "sunrise-sunset; Mo (sunrise+01:30)-(sunset-00:30)",
             "easter -2 days off; easter +1 day - easter +5 days off; PH -1 day 10:00-12:00",
             "SH Mo-Fr 10:00-12:00; PH,Su off; Mo-Fr,PH 10:00-11:00",
             "\"entrée B\": Mo 10:00-12:00",
             "Apr-Oct: Mo-Fr 09:00-18:00 open; unknown \"appeler\"",
             "Mo-Fr 10:00-16:00/90; Tu 10:00-16:00/01:30",
         }) {
        CAPTURE(value);
        const auto fault = find_hours_fault(value);
        if (fault) CAPTURE(fault->message);
        CHECK_FALSE(fault);
    }
}

TEST_CASE("what is wrong is said, and where") {
    struct Row {
        const char* value;
        std::size_t at;
        const char* found;
    };
    for (const Row& row : {Row{"", 0, ""},
                           {"Mo-Fr 9:00-12:00", 6, "9:00-12:00"},
                           {"Mo-Sun 09:00-12:00", 3, "Sun"},
                           {"mo-fr 09:00-12:00", 0, "mo-fr"},
                           {"lundi 9h-12h", 0, "lundi"},
                           {"Mo-Fr 10:00", 6, "10:00"},
                           {"Mo-Fr 25:00-26:00", 6, "25:00-26:00"},
                           {"Mo-Fr 10:00-12:70", 12, "12:70"},
                           {"Mo-Fr 10:00-49:00", 12, "49:00"},
                           {"Mo 10:00-10:00", 9, "10:00"},
                           {"Mo 10:00-12:00-14:00", 14, "-14:00"},
                           {"Mo 10:00-12:00 \"x", 17, ""},
                           {"Mo-Fr 10:00-12:00;", 18, ""},
                           {"Feb 30 off", 4, "30"},
                           {"Mo[6] 10:00-12:00", 3, "6]"},
                           {"week 54 Mo 10:00-12:00", 5, "54"},
                           {"Mo-Fr: 09:00-12:00", 5, ":"},
                           {"Mo-Fr 09:00-12:00 été", 18, "été"}}) {
        CAPTURE(row.value);
        const auto fault = find_hours_fault(row.value);
        REQUIRE(fault);
        CHECK(fault->at == row.at);
        CHECK(fault->found == row.found);
        CHECK_FALSE(fault->message.empty());
    }
}

TEST_CASE("any bytes are judged without harm") {
    const std::string pieces[] = {
        "Mo",   "-", "Fr",  " ",      "09:00",          ",", ";", "||",   "\"", "[1]", "PH", "week 1", "Jan",
        "2024", "+", "off", "easter", "(sunset-01:00)", "/", ":", "\xE9", "é",  "\0x", "99"};
    std::mt19937 random(7);
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (unsigned i = random() % 12; i > 0; --i) text += pieces[random() % std::size(pieces)];
        if (!text.empty() && random() % 3 == 0) text[random() % text.size()] = static_cast<char>(random());
        const auto fault = find_hours_fault(text);
        CHECK((!fault || fault->at <= text.size()));
    }
    CHECK(find_hours_fault(std::string(100'000, 'M')));
}
