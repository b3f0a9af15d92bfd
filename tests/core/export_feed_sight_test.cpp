// What is left of a record for somebody who does not see all feeds.
#include "core/export/feed_sight.hpp"
#include "tests/core/export_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

/// "nom" is of feed a, "courriel" of feed b, "reseaux" of both.
GoldenRecord merged() {
    GoldenRecord record = structure("a", "1",
                                    {{"nom", std::string("Phare")},
                                     {"courriel", std::string("contact@b.example")},
                                     {"reseaux", List{"x", "y"}}});
    record.sources.push_back({"b", "2"});
    record.origin.at(2) = 1; // courriel
    return record;
}

} // namespace

TEST_CASE("a sight leaves the values and sources of its feeds") {
    struct Row {
        const char* sentence;
        FeedSight sight;
        bool seen;
        std::string sources, values;
    };
    const auto schema = export_schema();
    for (const Row& row : {
             Row{"who sees all feeds sees all", FeedSight(), true, "a b ", "nom courriel reseaux "},
             Row{"a sight of other feeds sees nothing", FeedSight::only({"c"}), false, "", ""},
             Row{"nor does one of no feed", FeedSight::only({}), false, "", ""},
             Row{"one feed: its values; a united list may hold the other's", FeedSight::only({"a"}), true,
                 "a ", "nom "},
             Row{"the other", FeedSight::only({"b"}), true, "b ", "courriel "},
             Row{"both", FeedSight::only({"a", "b"}), true, "a b ", "nom courriel reseaux "},
             Row{"all but one", FeedSight::all_but({"a"}), true, "b ", "courriel "},
             Row{"all but both", FeedSight::all_but({"a", "b"}), false, "", ""},
             Row{"all but a third", FeedSight::all_but({"c"}), true, "a b ", "nom courriel reseaux "},
         }) {
        CAPTURE(row.sentence);
        GoldenRecord record = merged();
        const Kind& described = schema->kind(record.kind);
        CHECK(row.sight.mask(record, described) == row.seen);
        if (!row.seen) continue;
        std::string sources, values;
        for (const auto& member : record.sources) sources += member.feed + ' ';
        for (std::size_t i = 0; i < described.fields.size(); ++i) {
            if (is_absent(record.record.values[i])) continue;
            values += described.fields[i].name + ' ';
            CHECK(record.origin.at(i) < record.sources.size());
        }
        CHECK(sources == row.sources);
        CHECK(values == row.values);
    }
    CHECK(FeedSight::only({"a"}).name() != FeedSight::all_but({"a"}).name());
}
