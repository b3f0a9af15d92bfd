// What is told, and what is not told again.
#include "core/notify/notice.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace moisson;

namespace {

constexpr UnixTime hour = 3600, day = 86400;
constexpr UnixTime noon = 1'795'000'000; ///< a Wednesday

FeedConfig notified_feed(std::vector<std::string> topics = {"failure", "guard", "rejects", "weekly"}) {
    FeedConfig feed;
    feed.id = "ain";
    feed.title = "Annuaire de l'Ain";
    feed.contact.email = "donnees@ain.example.fr";
    feed.contact.notify = std::move(topics);
    return feed;
}

RunRow failed_run(const std::string& code, bool transient) {
    RunRow row;
    row.result = RunResult::failed;
    row.error = RunError{code, "le serveur ne répond pas", transient};
    return row;
}

RunRow good_run(std::uint64_t read = 0, std::uint64_t rejected = 0) {
    RunRow row;
    row.result = RunResult::success;
    row.counts.read = read;
    row.counts.rejected = rejected;
    return row;
}

std::vector<std::string> topics_of(const std::vector<Notice>& notices) {
    std::vector<std::string> topics;
    for (const Notice& notice : notices) topics.push_back(notice.topic);
    return topics;
}

using Topics = std::vector<std::string>;

} // namespace

TEST_CASE("one cause is told once, another one anew, the same again after a week with its number") {
    NoticeBook book;
    const FeedConfig feed = notified_feed();
    const RunRow run = failed_run("http.not-found", false);
    CHECK(topics_of(notices_of_run(feed, run, 1, book, noon)) == Topics{"failure"});
    for (int i = 1; i < 100; ++i) CHECK(notices_of_run(feed, run, 1, book, noon + i * hour).empty());
    CHECK(topics_of(notices_of_run(feed, failed_run("tls.expired", false), 1, book, noon + 100 * hour)) ==
          Topics{"failure"});
    const auto later = notices_of_run(feed, failed_run("tls.expired", false), 1, book, noon + 300 * hour);
    REQUIRE(later.size() == 1);
    CHECK(later[0].repeats == 0);
    CHECK(notices_of_run(feed, failed_run("tls.expired", false), 1, book, noon + 301 * hour).empty());
    const auto again = notices_of_run(feed, failed_run("tls.expired", false), 1, book, noon + 500 * hour);
    REQUIRE(again.size() == 1);
    CHECK(again[0].repeats == 1);
    CHECK(again[0].text.find("1 fois") != std::string::npos);
}

TEST_CASE("what may pass by itself is told at the third failure in a row") {
    NoticeBook book;
    const RunRow run = failed_run("timeout.connect", true);
    CHECK(notices_of_run(notified_feed(), run, 1, book, noon).empty());
    CHECK(notices_of_run(notified_feed(), run, 2, book, noon).empty());
    CHECK(topics_of(notices_of_run(notified_feed(), run, 3, book, noon)) == Topics{"failure"});
}

TEST_CASE("the end of a trouble is told to those who were told of it, and only then") {
    NoticeBook book;
    const FeedConfig feed = notified_feed({"guard"});
    CHECK(notices_of_run(feed, good_run(), 0, book, noon).empty());
    RunRow held;
    held.result = RunResult::held;
    held.guard = GuardTrip{};
    held.guard->name = "max_deletions";
    held.guard->message = "la moitié des fiches disparaît";
    const auto told = notices_of_run(feed, held, 0, book, noon);
    REQUIRE(told.size() == 1);
    CHECK(told[0].text.find("moisson diff ain") != std::string::npos);
    CHECK(wants_notice(feed, told[0]));
    CHECK_FALSE(wants_notice(notified_feed({"weekly"}), told[0]));
    const auto over = notices_of_run(feed, good_run(), 0, book, noon + day);
    REQUIRE(topics_of(over) == Topics{"recovery"});
    CHECK(wants_notice(feed, over[0]));
    CHECK(over[0].text.find("max_deletions") != std::string::npos);
    CHECK(notices_of_run(feed, good_run(), 0, book, noon + day).empty());
}

TEST_CASE("rejects are told from one record in twenty on") {
    struct Row {
        std::uint64_t read, rejected;
        bool told;
    };
    for (const Row& row : {Row{100, 5, false}, Row{100, 6, true}, Row{0, 0, false}, Row{10, 1, true}}) {
        NoticeBook book;
        const auto told = notices_of_run(notified_feed(), good_run(row.read, row.rejected), 0, book, noon);
        CHECK(told.empty() != row.told);
    }
}

TEST_CASE("the summary of the week comes once from Monday morning on, in French, to those who want it") {
    const UnixTime monday_seven =
        1'794'812'400 - 1'794'812'400 % day + 7 * hour; // found below, whatever the day
    UnixTime monday = monday_seven;
    while ((monday / day + 4) % 7 != 1) monday += day;
    NoticeBook book;
    RunRow run = good_run();
    run.started_at = monday - day;
    run.counts.created = 3;
    RunRow old = run;
    old.started_at = monday - 9 * day;
    const std::map<std::string, std::uint64_t> records = {{"structure", 56}}, rejects = {{"record.phone", 2}};
    const auto week = [&](UnixTime now) {
        return weekly_notice(notified_feed(), records, {run, old}, rejects, book, now);
    };
    const auto first = week(monday);
    REQUIRE(first);
    CHECK(first->text.find("structure : 56 fiches") != std::string::npos);
    CHECK(first->text.find("lectures : 1,") != std::string::npos);
    CHECK(first->text.find("créées : 3") != std::string::npos);
    CHECK(first->text.find("record.phone : 2") != std::string::npos);
    for (UnixTime now = monday + hour; now < monday + 7 * day - hour; now += 5 * hour) CHECK_FALSE(week(now));
    CHECK(week(monday + 7 * day));
    CHECK_FALSE(weekly_notice(notified_feed({"failure"}), records, {}, {}, book, monday + 30 * day));
}

TEST_CASE("a restart does not tell again; a damaged file tells at worst twice") {
    NoticeBook book;
    notices_of_run(notified_feed(), failed_run("http.gone", false), 1, book, noon);
    CHECK(book.take_changed());
    CHECK_FALSE(book.take_changed());
    NoticeBook after = NoticeBook::from_json(book.to_json());
    CHECK(notices_of_run(notified_feed(), failed_run("http.gone", false), 1, after, noon + hour).empty());
    for (const char* damaged : {"", "[1", "{\"failure/ain\": 3}", "null"})
        CHECK(NoticeBook::from_json(damaged).states().empty());
}

TEST_CASE("publications are told to operators only, by resource") {
    NoticeBook book;
    const auto told = notices_of_publication("public", "structures.csv", "the disk is full", book, noon);
    REQUIRE(told.size() == 1);
    CHECK_FALSE(wants_notice(notified_feed({"publication", "failure"}), told[0]));
    CHECK(notices_of_publication("public", "structures.csv", "the disk is full", book, noon + hour).empty());
    CHECK(topics_of(notices_of_publication("public", "structures.csv", "", book, noon + day)) ==
          Topics{"recovery"});
    CHECK(nlohmann::json::parse(to_json(told[0]))["topic"] == "publication");
}
