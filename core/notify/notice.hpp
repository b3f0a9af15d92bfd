// What is told to people, when, and what is not told again. Pure: the clock and the sending are the caller's.
#pragma once
#include "core/config/feed.hpp"
#include "core/model/run.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace moisson {

/// One message.
struct Notice {
    std::string topic;         ///< failure | guard | rejects | recovery | publication | weekly | test
    std::string feed;          ///< or the target of a publication
    std::string subject, text; ///< French: producers read them
    std::uint64_t repeats = 0; ///< of the same cause since it was told last
    UnixTime at = 0;
    bool for_producer = true; ///< its contact is told as well, when [contact] notify has the topic
};

/// What was told about one thing that can be wrong.
struct NoticeState {
    std::string cause; ///< a code; another cause is told anew
    UnixTime since = 0, told_at = 0;
    std::uint64_t repeats = 0;
};

/// Told once per cause, and again after a week of the same.
class NoticeBook {
public:
    static constexpr UnixTime repeat_after = 7 * 86400;

    /// The cause holds now. The repeats that were not told, when it is to be told; nothing when it was told
    /// lately.
    std::optional<std::uint64_t> note(const std::string& key, const std::string& cause, UnixTime now);
    /// It is over; what it was, when it had been told.
    std::optional<NoticeState> clear(const std::string& key);
    /// `every` seconds have passed since it was told, or it never was.
    bool is_due(const std::string& key, UnixTime every, UnixTime now) const;
    /// As note(), for what comes in turn: told when it is due.
    bool due(const std::string& key, UnixTime every, UnixTime now);

    const std::map<std::string, NoticeState>& states() const { return states_; }
    bool take_changed() { return std::exchange(changed_, false); }

    std::string to_json() const;
    /// An empty book for a text that is none: at worst something is told twice.
    static NoticeBook from_json(const std::string& text);

private:
    std::map<std::string, NoticeState> states_;
    bool changed_ = false;
};

/// Failure: what does not pass by itself at once, the rest at the third in a row. Guard: a held run. Rejects:
/// from one record in twenty on. Recovery: when what was told is over.
std::vector<Notice> notices_of_run(const FeedConfig& feed, const RunRow& row, unsigned consecutive_failures,
                                   NoticeBook& book, UnixTime now);

/// `error` empty: the resource is published. Operators only.
std::vector<Notice> notices_of_publication(const std::string& target, const std::string& resource,
                                           const std::string& error, NoticeBook& book, UnixTime now);

/// Whether weekly_notice() would say something: to ask before runs and rejects are read for it.
bool is_weekly_notice_due(const FeedConfig& feed, const NoticeBook& book, UnixTime now);
/// What the week was for one feed: once in a week from Monday morning (UTC) on, when [contact] notify has
/// "weekly". `runs`: newest first. `rejects`: by code, as they stand now.
std::optional<Notice> weekly_notice(const FeedConfig& feed,
                                    const std::map<std::string, std::uint64_t>& records,
                                    const std::vector<RunRow>& runs,
                                    const std::map<std::string, std::uint64_t>& rejects, NoticeBook& book,
                                    UnixTime now);

bool wants_notice(const FeedConfig& feed, const Notice& notice);

/// The message as JSON: what a webhook receives.
std::string to_json(const Notice& notice);

} // namespace moisson
