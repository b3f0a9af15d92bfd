// Linked run by run, in any order and any portions, or all at once: the same clusters, the same golden
// records.
#include "tests/core/store_link_support.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace moisson;
using namespace moisson::test;

namespace {

using Random = std::mt19937;
using Feeds = std::map<std::string, std::map<std::string, Cells>>;

std::string pick(Random& random, const std::vector<std::string>& from) {
    return from[random() % from.size()];
}

/// Few values for many records: names that all bear, switchboards, houses with many tenants. Values occur
/// often enough to cross the steps of frequency and the limits of hubs, in both directions.
Cells random_organisation(Random& random, const std::string& id) {
    const std::vector<std::string> names = {"Mairie",
                                            "Mission locale",
                                            "Secours populaire français",
                                            "Secours populaire",
                                            "Maison des associations",
                                            "CCAS",
                                            "ADMR",
                                            "Centre social Les Tilleuls",
                                            "Centre social des Tilleuls",
                                            "Association sportive de la plaine",
                                            "Association culturelle du lac"};
    const std::vector<std::string> streets = {
        "1 place de la Mairie", "3 rue des Lilas", "3 bis rue des Lilas", "12 avenue Jean Jaurès", "",
        "8 rue des Lilas"};
    const std::vector<std::pair<std::string, std::string>> towns = {
        {"40100", "Dax"}, {"40100", "Dax"}, {"64000", "Pau"}};
    const std::vector<std::string> phones = {"", "", "0558560001", "0558560002", "0559270001", "0559270002"};
    const std::vector<std::string> emails = {"", "", "contact@reseau.fr", "dax@reseau.fr", "pau@exemple.org"};
    const auto& [postcode, town] = towns[random() % towns.size()];
    std::string name = pick(random, names);
    if (random() % 3 == 0) name += " de " + town;
    if (random() % 2) name += " " + std::to_string(random() % 4);
    Cells cells = LinkBench::organisation(id, name, pick(random, streets), postcode, town,
                                          pick(random, phones), pick(random, emails));
    cells[8] = "2024-01-0" + std::to_string(1 + random() % 3);
    return cells;
}

void change_some(Random& random, std::map<std::string, Cells>& feed, int records) {
    for (int i = 0; i < records; ++i) {
        const std::string id = "r" + std::to_string(random() % 90);
        if (random() % 5 == 0)
            feed.erase(id);
        else
            feed[id] = random_organisation(random, id);
    }
}

std::vector<Cells> rows_of(const std::map<std::string, Cells>& feed, Random& random) {
    std::vector<Cells> rows;
    for (const auto& [id, cells] : feed) rows.push_back(cells);
    std::shuffle(rows.begin(), rows.end(), random);
    return rows;
}

void random_verdicts(Random& random, LinkBench& bench, std::vector<Judgement>& given) {
    for (int i = 0; i < 3; ++i) {
        const auto name = [&] {
            return structure(std::string(random() % 2 ? "asso" : "dept") + "/r" +
                             std::to_string(random() % 90));
        };
        Judgement one;
        one.a = name();
        one.b = name();
        one.verdict = random() % 3 ? Verdict::different : Verdict::same;
        one.at = bench.now;
        if (bench.store().judge_all({one}).empty()) given.push_back(one);
    }
}

} // namespace

TEST_CASE("incremental = batch, over random splits, orders, withdrawals and verdicts") {
    for (unsigned seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        Random random(seed);
        LinkBench step_by_step;
        step_by_step.link(); // an empty referential: the priors, as in the batch below
        Feeds feeds;
        std::vector<Judgement> verdicts;
        for (int step = 0; step < 10; ++step) {
            const std::string feed = random() % 2 ? "asso" : "dept";
            change_some(random, feeds[feed], step < 2 ? 90 : static_cast<int>(1 + random() % 25));
            step_by_step.run(feed, rows_of(feeds[feed], random));
            if (step % 3 == 2) random_verdicts(random, step_by_step, verdicts);
            if (random() % 3) step_by_step.link();
            if (random() % 4 == 0) step_by_step.reopen();
        }
        step_by_step.link();
        CHECK(step_by_step.verify() == std::vector<std::string>());

        LinkBench at_once;
        for (const char* feed : {"dept", "asso"})
            if (feeds.count(feed)) at_once.run(feed, rows_of(feeds[feed], random));
        CHECK(at_once.store().judge_all(verdicts).empty());
        at_once.link();
        CHECK(at_once.partition() == step_by_step.partition());
        CHECK(at_once.bodies() == step_by_step.bodies());
        CHECK(at_once.partition().size() < at_once.reader()->feed("asso").records.at("structure") +
                                               at_once.reader()->feed("dept").records.at("structure"));
        CHECK(at_once.verify() == std::vector<std::string>());
        const auto before = step_by_step.ids();
        step_by_step.context.full = true;
        step_by_step.link();
        CHECK(step_by_step.ids() == before);
    }
}

TEST_CASE("incremental = batch with a fitted model, by which crowded values are no reason alone") {
    for (unsigned seed = 1; seed <= 2; ++seed) {
        CAPTURE(seed);
        Random random(seed);
        LinkBench bench;
        Feeds feeds;
        for (const char* feed : {"asso", "dept"}) {
            change_some(random, feeds[feed], 150);
            bench.run(feed, rows_of(feeds[feed], random));
        }
        bench.context.refit = true;
        bench.link();
        bench.context.refit = false;
        for (int step = 0; step < 6; ++step) {
            const std::string feed = random() % 2 ? "asso" : "dept";
            change_some(random, feeds[feed], static_cast<int>(1 + random() % 25));
            bench.run(feed, rows_of(feeds[feed], random));
            bench.link();
        }
        CHECK(bench.verify() == std::vector<std::string>());
        const auto ids = bench.ids();
        const auto bodies = bench.bodies();
        bench.context.full = true;
        bench.link();
        CHECK(bench.ids() == ids);
        CHECK(bench.bodies() == bodies);
        CHECK(bench.verify() == std::vector<std::string>());
    }
}
