// Data sets that are made of records: created, kept in step, archived when their record is withdrawn.
#include "connectors/targets/udata/outcome.hpp"
#include "connectors/targets/udata/target.hpp"
#include "core/export/iso_time.hpp"
#include "core/store/crash_point.hpp"
#include "core/text/sha256.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>
#include <set>

namespace moisson {

namespace asio = boost::asio;
using Json = nlohmann::json;
using Meaning = UdataFault::Meaning;

namespace {

constexpr std::string_view record_keys = "mo_";
constexpr std::size_t most_examples = 3; ///< of refusals, in the error of the whole
constexpr unsigned most_in_a_row = 5;    ///< then nobody is there, or wants nothing more: the rest waits
constexpr std::int64_t first_wait = 30, longest_wait = 3600;

std::string digest_of(const DataSetWish& wish) {
    Json all = {{"fields", wish.fields}, {"links", Json::array()}};
    for (const LinkWish& link : wish.links) all["links"].push_back({link.key, link.fields});
    return sha256_hex(all.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// The zone as the platform writes it.
std::string iso_moment(UnixTime time) {
    std::string text = iso_utc(time);
    if (text.ends_with('Z')) text.replace(text.size() - 1, 1, "+00:00");
    return text;
}

std::int64_t wait_after(unsigned attempts) {
    return std::min(longest_wait, first_wait << std::min(attempts, 8U));
}

} // namespace

/// What a pass over the records came to so far.
struct UdataTarget::RecordTally {
    std::size_t all = 0, in_step = 0, refused = 0, waiting = 0;
    unsigned in_a_row = 0; ///< faults that whatever is sent next may meet too
    bool changed = false;
    UnixTime soonest = 0; ///< something is to be done then; 0 = nothing
    std::vector<std::string> changes;
    std::string examples; ///< of refusals, with the platform's words
    std::optional<UdataFault> last, end;

    void look_again_at(UnixTime time) { soonest = soonest == 0 ? time : std::min(soonest, time); }
    void wait(UnixTime time) {
        ++waiting;
        look_again_at(time);
    }
    void refuse(const std::string& key, const UdataFault& fault) {
        if (++refused <= most_examples) examples += "\n  " + key + ": " + fault.what();
    }
    void conclude(PublishOutcome& outcome, const UdataPass& pass) const;
};

void UdataTarget::RecordTally::conclude(PublishOutcome& outcome, const UdataPass& pass) const {
    outcome.changes = changes;
    outcome.rows = in_step;
    outcome.result = changed ? "published" : "unchanged";
    if (soonest > pass.now) outcome.wait = std::chrono::seconds(soonest - pass.now);
    if (end) return fail_with(outcome, *end, pass.target.quiet);
    if (pass.dry_run) return;
    const std::string of_all = " of " + std::to_string(all) + " data sets ";
    if (waiting > 0) {
        outcome.result = "failed";
        outcome.error = std::to_string(waiting) + of_all + "wait to be tried again" +
                        (last ? "; the last: " + std::string(last->what()) : "");
    } else if (refused > 0) {
        outcome.result = "parked";
        outcome.error = std::to_string(refused) + of_all +
                        "are refused by the platform, the others are there:" + examples;
    } else {
        outcome.verified = true;
    }
}

/// True when something was sent. Throws UdataFault.
asio::awaitable<bool> UdataTarget::bring_record(DataSetWish wish, std::string digest,
                                                std::vector<std::string>& changes) {
    RemoteObject row = row_of(wish.key);
    Seen seen = co_await bring(wish, row);
    for (const std::string& line : seen.changes) changes.push_back(wish.key + "  " + line);
    if (pass_.dry_run) co_return seen.changed;
    if (seen.changed) co_await look_again(row, fields_of(seen.remote));
    row.wanted = digest;
    row.missing_since = 0;
    row.next_try_at = 0;
    row.attempts = 0;
    co_await save(row);
    crash_point("udata.record");
    co_return seen.changed;
}

asio::awaitable<void> UdataTarget::archive(RemoteObject& row) {
    wait_until_settled(row);
    Agreed agreed = agreed_from(row.sent);
    if (row.remote_id.empty()) row.remote_id = co_await find_by_key(row.key);
    if (row.remote_id.empty()) { // it was never created
        row.state = "gone";
        row.unsettled_since = 0;
        co_return co_await save(row);
    }
    const std::string path = "/api/1/datasets/" + row.remote_id + "/";
    const Json remote = co_await api_->get(path);
    const bool over =
        !remote.value("archived", Json()).is_null() || !remote.value("deleted", Json()).is_null();
    const Json body = put_body({{"archived", iso_moment(pass_.now)}}, fields_of(remote));
    if (!over) co_await write("PUT", path, body, row, agreed, Json::object());
    row.state = "archived";
    row.unsettled_since = 0;
    row.wanted.clear();
    row.sent = to_text(agreed);
    co_await save(row);
}

/// One record that differs: sent, or what came in between kept in its row of the ledger.
asio::awaitable<void> UdataTarget::try_record(DataSetWish wish, std::string digest, RecordTally& tally) {
    std::optional<UdataFault> fault;
    const std::string key = wish.key;
    try {
        tally.changed = co_await bring_record(std::move(wish), digest, tally.changes) || tally.changed;
        tally.in_a_row = 0;
        ++tally.in_step;
    } catch (const UdataFault& one) {
        fault = one;
    }
    if (!fault) co_return;
    RemoteObject row = row_of(key);
    if (fault->meaning == Meaning::refused || fault->meaning == Meaning::missing) {
        if (fault->meaning == Meaning::refused) row.state = "refused";
        row.wanted = digest;
        row.error = fault->what();
        ++row.attempts;
        tally.refuse(key, *fault);
        co_return co_await save(row);
    }
    co_await put_off(row, *fault, tally);
}

/// Tried again later, when it cannot happen any more that the request is still carried out.
asio::awaitable<void> UdataTarget::put_off(RemoteObject row, UdataFault fault, RecordTally& tally) {
    std::int64_t wait = wait_after(row.attempts++);
    if (fault.meaning == Meaning::unknown) wait = fault.may_still_run ? pass_.target.quiet.count() : 1;
    wait = std::max(wait, std::int64_t{fault.retry_after.count()});
    row.next_try_at = pass_.now + wait;
    row.error = fault.what();
    tally.wait(row.next_try_at);
    tally.last = fault;
    co_await save(row);
    if (fault.meaning == Meaning::unauthorized || (ends_pass(fault) && ++tally.in_a_row >= most_in_a_row))
        tally.end = fault;
    const bool pauses = fault.retry_after.count() > 0 && fault.retry_after <= pass_.access.retry.longest_wait;
    if (tally.end || !pauses) co_return;
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, fault.retry_after);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

asio::awaitable<void> UdataTarget::try_withdrawn(std::string key, RecordTally& tally) {
    RemoteObject row = row_of(key);
    if (row.missing_since == 0) {
        row.missing_since = pass_.now;
        co_await save(row);
    }
    const UnixTime due = row.missing_since + pass_.target.grace.count();
    if (due > pass_.now) co_return tally.look_again_at(due);
    if (row.next_try_at > pass_.now && !pass_.again) co_return tally.wait(row.next_try_at);
    tally.changes.push_back(key + "  archived: its record was withdrawn");
    tally.changed = true;
    if (pass_.dry_run) co_return;
    std::optional<UdataFault> fault;
    try {
        co_await archive(row);
    } catch (const UdataFault& one) {
        fault = one;
    }
    if (fault) co_await put_off(row, *fault, tally);
}

asio::awaitable<PublishOutcome> UdataTarget::publish_records(std::string resource,
                                                             std::vector<DataSetWish> wishes) {
    PublishOutcome outcome;
    outcome.target = pass_.target.name;
    outcome.resource = resource;
    RecordTally tally;
    tally.all = wishes.size();
    try {
        co_await begin();
    } catch (const UdataFault& fault) {
        tally.end = fault;
    }
    std::set<std::string> wanted;
    std::string digests;
    for (DataSetWish& wish : wishes) {
        const std::string key = wish.key, digest = digest_of(wish);
        wanted.insert(key);
        digests += digest;
        if (!tally.end && pass_.stopping && pass_.stopping())
            tally.end = UdataFault(Meaning::later, 0, "the program was told to stop: the rest follows");
        if (tally.end) continue;
        const RemoteObject known = row_of(key);
        const bool settled = known.wanted == digest && known.unsettled_since == 0 && known.missing_since == 0;
        if (settled && known.state == "there")
            ++tally.in_step;
        else if (settled && known.state == "refused" && !pass_.again)
            ++tally.refused;
        else if (known.next_try_at > pass_.now && !pass_.again)
            tally.wait(known.next_try_at);
        else
            co_await try_record(std::move(wish), digest, tally);
    }
    std::vector<std::string> withdrawn;
    for (const auto& [key, row] : pass_.ledger.rows)
        if (key.starts_with(record_keys) && !wanted.contains(key) && row.state != "archived" &&
            row.state != "gone")
            withdrawn.push_back(key);
    for (const std::string& key : withdrawn)
        if (!tally.end) co_await try_withdrawn(key, tally);
    outcome.sha256 = sha256_hex(digests);
    tally.conclude(outcome, pass_);
    co_return outcome;
}

} // namespace moisson
