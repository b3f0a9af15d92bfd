// What data sets, files and records have in common: the ledger, writes and their outcomes, finding by key.
#include "connectors/targets/udata/target.hpp"

#include "connectors/targets/udata/outcome.hpp"
#include "core/store/crash_point.hpp"

#include <nlohmann/json.hpp>

namespace moisson {

namespace asio = boost::asio;
using Json = nlohmann::json;
using Meaning = UdataFault::Meaning;

namespace {

constexpr const char* page_of_keys = "data{id,extras},next_page";

} // namespace

UdataTarget::UdataTarget(UdataPass pass) : pass_(std::move(pass)) {}

/// Once in a pass: the credential is good, and the organisation is one of its user.
asio::awaitable<void> UdataTarget::begin() {
    if (begun_) co_return;
    if (!api_) api_ = std::make_unique<UdataApi>(pass_.access);
    const Json me = co_await api_->get("/api/1/me/", "id,organizations{id,name}");
    owner_ = me.value("id", "");
    bool member = pass_.target.organization.empty();
    std::string known;
    if (const auto organizations = me.find("organizations");
        organizations != me.end() && organizations->is_array())
        for (const Json& one : *organizations) {
            member = member || one.value("id", "") == pass_.target.organization;
            known += (known.empty() ? "" : ", ") + one.value("id", "") + " (" + one.value("name", "") + ")";
        }
    if (!member)
        throw UdataFault(Meaning::refused, 0,
                         "the user of " + api_->credential() + " is not a member of the organisation " +
                             pass_.target.organization + "; it is of: " + (known.empty() ? "none" : known) +
                             ". Correct organization of the target, or let it join on the platform");
    begun_ = true;
}

asio::awaitable<void> UdataTarget::save(RemoteObject& row) {
    pass_.ledger.rows[row.key] = row;
    if (pass_.dry_run) co_return;
    RemoteObject copy = row;
    co_await pass_.ledger.save(std::move(copy));
}

RemoteObject& UdataTarget::row_of(const std::string& key) {
    RemoteObject& row = pass_.ledger.rows[key];
    row.target = pass_.target.name;
    row.key = key;
    return row;
}

/// A request that timed out may still be carried out: until that is over, reading proves nothing, and what is
/// sent now could be overtaken by it.
void UdataTarget::wait_until_settled(const RemoteObject& row) const {
    if (row.unsettled_since == 0) return;
    const UnixTime until = row.unsettled_since + pass_.target.quiet.count();
    if (pass_.now >= until) return;
    UdataFault fault(Meaning::later, 0,
                     row.error.empty() ? "an earlier request may still be carried out" : row.error);
    fault.retry_after = std::chrono::seconds(until - pass_.now);
    throw fault;
}

std::string UdataTarget::marker(const std::string& key) const {
    return (pass_.target.key.empty() ? pass_.target.name : pass_.target.key) + "/" + key;
}

asio::awaitable<void> UdataTarget::expect_write(RemoteObject& row, Agreed& agreed, Json pending) {
    agreed.pending = std::move(pending);
    row.sent = to_text(agreed);
    row.unsettled_since = pass_.now;
    co_await save(row);
    crash_point("udata.write.before");
}

/// What a write that failed leaves in the ledger: nothing when it was not done, else the question.
asio::awaitable<void> UdataTarget::settle_fault(RemoteObject& row, Agreed& agreed, const UdataFault& fault) {
    row.error = fault.what();
    if (fault.meaning != Meaning::unknown) {
        row.unsettled_since = 0;
        agreed.pending = agreed.pending_links = Json::object();
    } else if (!fault.may_still_run) {
        row.unsettled_since = pass_.now - pass_.target.quiet.count(); // to be read at once
    }
    row.sent = to_text(agreed);
    co_await save(row);
}

asio::awaitable<Json> UdataTarget::write(std::string method, std::string path, Json body, RemoteObject& row,
                                         Agreed& agreed, Json pending) {
    co_await expect_write(row, agreed, std::move(pending));
    std::optional<UdataFault> failure;
    Json reply;
    try {
        reply = co_await api_->send(method, path, body);
    } catch (const UdataFault& fault) {
        failure = fault;
    }
    crash_point("udata.write.sent");
    if (failure) {
        co_await settle_fault(row, agreed, *failure);
        throw *failure;
    }
    row.unsettled_since = 0;
    agreed.pending = agreed.pending_links = Json::object();
    co_return reply;
}

/// The list comes from the platform's database, not from its search: what was created a moment ago is in it,
/// and so is what is private, archived or deleted. It is walked once for a pass: what an earlier one created
/// without an answer is looked up when it cannot happen any more, and thus is in it.
asio::awaitable<std::string> UdataTarget::find_by_key(std::string key) {
    if (unsure_.contains(key)) ids_.reset();
    if (!ids_) {
        unsure_.clear();
        std::map<std::string, std::string> found;
        const std::string who = pass_.target.organization.empty()
                                    ? "owner=" + owner_
                                    : "organization=" + pass_.target.organization;
        std::string path = "/api/1/datasets/?" + who + "&page_size=100&sort=created";
        while (!path.empty()) {
            const Json page = co_await api_->get(path, page_of_keys);
            for (const Json& one : page.value("data", Json::array())) {
                const Json extras = one.value("extras", Json::object());
                if (extras.contains(marker_extra) && extras[marker_extra].is_string())
                    found.emplace(extras[marker_extra],
                                  one.value("id", "")); // the oldest, should there be two
            }
            const auto next = page.find("next_page");
            path = next != page.end() && next->is_string() ? next->get<std::string>() : "";
            if (!path.empty() && !path.starts_with(api_->base() + "/"))
                throw UdataFault(Meaning::later, 0,
                                 "the platform's list goes on at another address: correct url of the target");
        }
        ids_ = std::move(found);
    }
    const auto found = ids_->find(marker(key));
    co_return found == ids_->end() ? "" : found->second;
}

void fail_with(PublishOutcome& outcome, const UdataFault& fault, std::chrono::seconds quiet) {
    const bool parks = fault.meaning == Meaning::refused || fault.meaning == Meaning::unauthorized ||
                       fault.meaning == Meaning::missing;
    outcome.result = parks ? "parked" : "failed";
    outcome.error = fault.what();
    outcome.verified = false;
    outcome.wait = fault.retry_after;
    if (fault.meaning == Meaning::unknown && fault.may_still_run)
        outcome.wait = std::max(outcome.wait, quiet);
    outcome.ends_pass = ends_pass(fault);
}

bool ends_pass(const UdataFault& fault) {
    return fault.meaning == Meaning::unauthorized || fault.status == 429 || fault.status == 503 ||
           (fault.meaning == Meaning::later && fault.status == 0 && fault.retry_after.count() == 0);
}

} // namespace moisson
