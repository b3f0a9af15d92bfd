// How often what was asked for: added up by day, and the published file of a day that is over becomes stale.
#include "tests/core/store_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

TEST_CASE("consultations add up by day, subject and way; the first of a new day makes their file stale") {
    StoreBench bench;
    bench.store().set_outbox_resources(
        {{.target = "public", .resource = "consultations.csv", .state = "pending", .sha256 = "", .error = ""},
         {.target = "public", .resource = "structures.csv", .state = "pending", .sha256 = "", .error = ""}},
        1000);
    const auto settle = [&] {
        for (OutboxRow row : bench.reader()->outbox()) {
            row.state = "done";
            row.published_seq = row.wanted_seq;
            bench.store().settle(row);
        }
    };
    const auto stale = [&] {
        std::string names;
        for (const OutboxRow& row : bench.reader()->outbox())
            if (row.state == "pending") names += row.resource + " ";
        return names;
    };
    struct Row {
        const char* sentence;
        std::vector<Consultation> counts;
        const char* stale;
    };
    for (const Row& row : {
             Row{"the first day", {{"2026-03-01", "structures", "list", 2}}, "consultations.csv "},
             Row{"the same day",
                 {{"2026-03-01", "structures", "list", 3}, {"2026-03-01", "structures.csv", "file", 1}},
                 ""},
             Row{"nothing", {}, ""},
             Row{"a new day", {{"2026-03-02", "structures", "record", 1}}, "consultations.csv "},
             Row{"what came late for a day before", {{"2026-03-01", "structures", "list", 1}}, ""},
         }) {
        CAPTURE(row.sentence);
        settle();
        bench.store().add_consultations(row.counts, 2000);
        CHECK(stale() == row.stale);
    }
    const auto text = [&](const char* from, const char* to) {
        std::string lines;
        for (const Consultation& one : bench.reader()->consultations(from, to))
            lines += one.day.substr(8) + " " + one.subject + " " + one.way + " " + std::to_string(one.count) +
                     "; ";
        return lines;
    };
    CHECK(text("", "") == "01 structures list 6; 01 structures.csv file 1; 02 structures record 1; ");
    CHECK(text("2026-03-02", "") == "02 structures record 1; ");
    CHECK(text("", "2026-03-01") == "01 structures list 6; 01 structures.csv file 1; ");
}
