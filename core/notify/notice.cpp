#include "core/notify/notice.hpp"
#include "core/export/iso_time.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {
namespace {

constexpr unsigned failures_told = 3; ///< in a row, of those that may pass by themselves
constexpr double rejects_told = 0.05; ///< of the records of a run
constexpr UnixTime week_seconds = 7 * 86400;
constexpr UnixTime monday = 4 * 86400; ///< 1970-01-05
constexpr UnixTime morning = 6 * 3600;

Notice notice_of(std::string topic, const FeedConfig& feed, UnixTime now) {
    Notice notice;
    notice.topic = std::move(topic);
    notice.feed = feed.id;
    notice.at = now;
    return notice;
}

std::string repeats_text(std::uint64_t repeats) {
    return repeats ? "\n\nLa même cause s'est présentée " + std::to_string(repeats) +
                         " fois depuis le dernier message."
                   : "";
}

std::string share_text(std::uint64_t part, std::uint64_t whole) {
    return std::to_string(whole ? part * 100 / whole : 0) + " %";
}

void add_failure(const FeedConfig& feed, const RunRow& row, unsigned failures, NoticeBook& book, UnixTime now,
                 std::vector<Notice>& notices) {
    if (row.error->transient && failures < failures_told) return;
    const auto repeats = book.note("failure/" + feed.id, row.error->code, now);
    if (!repeats) return;
    Notice notice = notice_of("failure", feed, now);
    notice.repeats = *repeats;
    notice.subject = "[moisson] " + feed.title + " : lecture impossible (" + row.error->code + ")";
    notice.text = "Le flux « " + feed.title + " » (" + feed.id + ") n'a pas pu être lu le " + iso_utc(now) +
                  ".\nRien n'a été retiré : les dernières données valides restent publiées.\n\nCause : " +
                  row.error->code + "\n" + row.error->message + repeats_text(*repeats);
    notices.push_back(std::move(notice));
}

void add_guard(const FeedConfig& feed, const RunRow& row, NoticeBook& book, UnixTime now,
               std::vector<Notice>& notices) {
    const auto repeats = book.note("guard/" + feed.id, row.guard->name, now);
    if (!repeats) return;
    Notice notice = notice_of("guard", feed, now);
    notice.repeats = *repeats;
    notice.subject = "[moisson] " + feed.title + " : mise à jour suspendue (" + row.guard->name + ")";
    notice.text = "La mise à jour du flux « " + feed.title + " » (" + feed.id +
                  ") attend une décision : un "
                  "garde-fou l'a arrêtée.\nLes dernières données valides restent publiées.\n\n" +
                  row.guard->message + "\n\nPour décider : moisson diff " + feed.id +
                  ", puis moisson approve ou "
                  "moisson deny." +
                  repeats_text(*repeats);
    notices.push_back(std::move(notice));
}

void add_rejects(const FeedConfig& feed, const RunRow& row, NoticeBook& book, UnixTime now,
                 std::vector<Notice>& notices) {
    const RunCounts& n = row.counts;
    if (n.read == 0) return; // nothing was looked at
    const bool many = static_cast<double>(n.rejected) > rejects_told * static_cast<double>(n.read);
    if (!many) {
        book.clear("rejects/" + feed.id);
        return;
    }
    const auto repeats = book.note("rejects/" + feed.id, "rejects", now);
    if (!repeats) return;
    Notice notice = notice_of("rejects", feed, now);
    notice.repeats = *repeats;
    notice.subject = "[moisson] " + feed.title + " : " + std::to_string(n.rejected) + " fiches refusées";
    notice.text =
        std::to_string(n.rejected) + " fiches sur " + std::to_string(n.read) + " (" +
        share_text(n.rejected, n.read) + ") du flux « " + feed.title + " » (" + feed.id +
        ") sont refusées ; les autres sont prises.\n\nPourquoi, fiche par fiche : moisson rejects " +
        feed.id + repeats_text(*repeats);
    notices.push_back(std::move(notice));
}

void add_recovery(const FeedConfig& feed, NoticeBook& book, UnixTime now, std::vector<Notice>& notices) {
    for (const char* what : {"failure/", "guard/"}) {
        const auto was = book.clear(what + feed.id);
        if (!was) continue;
        Notice notice = notice_of("recovery", feed, now);
        notice.repeats = was->repeats;
        notice.subject = "[moisson] " + feed.title + " : tout est rentré dans l'ordre";
        notice.text = "Le flux « " + feed.title + " » (" + feed.id +
                      ") est de nouveau lu normalement. Le problème (" + was->cause + ") durait depuis le " +
                      iso_utc(was->since) + ".";
        notices.push_back(std::move(notice));
    }
}

} // namespace

std::vector<Notice> notices_of_run(const FeedConfig& feed, const RunRow& row, unsigned consecutive_failures,
                                   NoticeBook& book, UnixTime now) {
    std::vector<Notice> notices;
    if (row.result == RunResult::failed && row.error)
        add_failure(feed, row, consecutive_failures, book, now, notices);
    else if (row.result == RunResult::held && row.guard)
        add_guard(feed, row, book, now, notices);
    if (row.result == RunResult::success || row.result == RunResult::unchanged) {
        add_recovery(feed, book, now, notices);
        add_rejects(feed, row, book, now, notices);
    }
    return notices;
}

std::vector<Notice> notices_of_publication(const std::string& target, const std::string& resource,
                                           const std::string& error, NoticeBook& book, UnixTime now) {
    const std::string key = "publication/" + target + "/" + resource;
    Notice notice;
    notice.feed = target;
    notice.at = now;
    notice.for_producer = false;
    if (error.empty()) {
        const auto was = book.clear(key);
        if (!was) return {};
        notice.topic = "recovery";
        notice.subject = "[moisson] " + target + " : " + resource + " est de nouveau publié";
        notice.text = resource + " est de nouveau publié sur " + target + ". Le problème durait depuis le " +
                      iso_utc(was->since) + ".";
        return {notice};
    }
    const auto repeats = book.note(key, "publication", now);
    if (!repeats) return {};
    notice.topic = "publication";
    notice.repeats = *repeats;
    notice.subject = "[moisson] " + target + " : " + resource + " n'est pas publié";
    notice.text = resource + " n'a pas pu être publié sur " + target +
                  " ; ce qui était publié reste en place.\n\n" + error + repeats_text(*repeats);
    return {notice};
}

namespace {

std::string weekly_key(const FeedConfig& feed) { return "weekly/" + feed.id; }

/// Seconds since the last Monday morning.
UnixTime seconds_of_week(UnixTime now) {
    return ((now - monday - morning) % week_seconds + week_seconds) % week_seconds;
}

} // namespace

bool is_weekly_notice_due(const FeedConfig& feed, const NoticeBook& book, UnixTime now) {
    const auto& topics = feed.contact.notify;
    return std::find(topics.begin(), topics.end(), "weekly") != topics.end() &&
           book.is_due(weekly_key(feed), seconds_of_week(now), now);
}

std::optional<Notice> weekly_notice(const FeedConfig& feed,
                                    const std::map<std::string, std::uint64_t>& records,
                                    const std::vector<RunRow>& runs,
                                    const std::map<std::string, std::uint64_t>& rejects, NoticeBook& book,
                                    UnixTime now) {
    if (!is_weekly_notice_due(feed, book, now)) return std::nullopt;
    book.due(weekly_key(feed), seconds_of_week(now), now);
    RunCounts total;
    std::uint64_t failed = 0, held = 0, read = 0;
    for (const RunRow& row : runs) {
        if (row.started_at < now - week_seconds) break;
        ++read;
        failed += row.result == RunResult::failed;
        held += row.result == RunResult::held;
        total.created += row.counts.created;
        total.updated += row.counts.updated;
        total.withdrawn += row.counts.withdrawn;
    }
    Notice notice = notice_of("weekly", feed, now);
    notice.subject = "[moisson] " + feed.title + " : bilan de la semaine";
    notice.text =
        "Bilan du flux « " + feed.title + " » (" + feed.id + ") au " + iso_utc(now).substr(0, 10) + ".\n";
    for (const auto& [kind, count] : records)
        notice.text += "\n* " + kind + " : " + std::to_string(count) + " fiches dans le référentiel";
    notice.text +=
        "\n* lectures : " + std::to_string(read) + ", dont " + std::to_string(failed) + " en échec et " +
        std::to_string(held) + " suspendues\n* fiches créées : " + std::to_string(total.created) +
        ", modifiées : " + std::to_string(total.updated) + ", retirées : " + std::to_string(total.withdrawn);
    if (!rejects.empty()) notice.text += "\n\nÀ corriger :";
    for (const auto& [code, count] : rejects) notice.text += "\n* " + code + " : " + std::to_string(count);
    return notice;
}

bool wants_notice(const FeedConfig& feed, const Notice& notice) {
    if (!notice.for_producer) return false;
    const auto& topics = feed.contact.notify;
    const auto has = [&](const std::string& topic) {
        return std::find(topics.begin(), topics.end(), topic) != topics.end();
    };
    // Who is told of the trouble is told of its end.
    return notice.topic == "recovery" ? has("failure") || has("guard") : has(notice.topic);
}

std::string to_json(const Notice& notice) {
    const nlohmann::ordered_json document = {{"topic", notice.topic},     {"feed", notice.feed},
                                             {"subject", notice.subject}, {"text", notice.text},
                                             {"repeats", notice.repeats}, {"at", iso_utc(notice.at)}};
    return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace moisson
