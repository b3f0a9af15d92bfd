// One data set: found or created, its metadata and links kept in step, and seen by everybody.
#include "connectors/targets/udata/outcome.hpp"
#include "connectors/targets/udata/target.hpp"
#include "core/store/crash_point.hpp"

#include <nlohmann/json.hpp>

namespace moisson {

namespace asio = boost::asio;
using Json = nlohmann::json;
using Meaning = UdataFault::Meaning;

namespace {

std::string address_of(const std::string& id) { return "/api/1/datasets/" + id + "/"; }

bool is_set(const Json& object, const char* name) {
    const auto it = object.find(name);
    return it != object.end() && !it->is_null();
}

Json extras_of_object(const Json& object) {
    const auto it = object.find("extras");
    return it != object.end() && it->is_object() ? *it : Json::object();
}

Json link_body(const LinkWish& link, bool created) {
    Json body = link.fields;
    if (!created) return body;
    body["filetype"] = "remote";
    body["extras"] = {{link_extra, link.key}};
    return body;
}

/// Those that have a key of ours.
std::map<std::string, Json> links_of(const Json& data_set) {
    std::map<std::string, Json> links;
    for (const Json& resource : data_set.value("resources", Json::array()))
        if (const Json key = extras_of_object(resource).value(link_extra, Json()); key.is_string())
            links.emplace(key, resource);
    return links;
}

/// Both sides agree on the fields of this link now, but for those that a person changed.
void agree_on_link(Agreed& agreed, const LinkWish& link, const Json& resource,
                   const std::vector<std::string>& kept) {
    Agreed said = agreed_link(agreed, link.key);
    agree(said, link.fields, link_fields(resource, link.fields), kept);
    agree_link(agreed, link.key, said);
}

[[noreturn]] void refuse_gone(const std::string& id) {
    throw UdataFault(Meaning::missing, 410,
                     "the data set " + id +
                         " was deleted on the platform; it is neither restored nor made again. Restore it "
                         "there, or leave it out of the target");
}

} // namespace

asio::awaitable<Json> UdataTarget::create(const DataSetWish& wish, RemoteObject& row, Agreed& agreed) {
    Json body = wish.fields;
    for (const char* name : {"temporal_coverage", "spatial"})
        if (body.contains(name) && body[name].is_null()) body.erase(name);
    body["extras"] = wish.extras;
    body["extras"][marker_extra] = marker(wish.key);
    if (!pass_.target.organization.empty()) body["organization"] = pass_.target.organization;
    if (!wish.links.empty()) body["resources"] = Json::array();
    for (const LinkWish& link : wish.links) {
        body["resources"].push_back(link_body(link, true));
        agreed.pending_links[link.key] = link.fields;
    }
    row.state = "creating";
    unsure_.insert(wish.key);
    Json reply = co_await write("POST", "/api/1/datasets/", body, row, agreed, wish.fields);
    row.remote_id = reply.value("id", "");
    if (row.remote_id.empty())
        throw UdataFault(Meaning::unknown, 201, "the platform created a data set and did not say its id");
    row.state = "there";
    agree(agreed, wish.fields, fields_of(reply), {});
    const std::map<std::string, Json> made = links_of(reply);
    for (const LinkWish& link : wish.links)
        if (const auto resource = made.find(link.key); resource != made.end())
            agree_on_link(agreed, link, resource->second, {});
    row.sent = to_text(agreed);
    co_await save(row);
    if (ids_) ids_->emplace(marker(wish.key), row.remote_id);
    unsure_.erase(wish.key);
    co_return reply;
}

/// Finds or creates it, and sends what differs. Throws UdataFault; the ledger then says what is known.
asio::awaitable<UdataTarget::Seen> UdataTarget::bring(DataSetWish wish, RemoteObject& row) {
    wait_until_settled(row);
    Agreed agreed = agreed_from(row.sent);
    Seen seen;
    if (row.remote_id.empty()) row.remote_id = wish.adopt;
    if (row.remote_id.empty()) row.remote_id = co_await find_by_key(wish.key);
    if (row.remote_id.empty()) {
        seen.changed = true;
        seen.changes.push_back("data set: none → " + wish.fields.value("title", ""));
        if (pass_.dry_run) co_return seen;
        seen.remote = co_await create(wish, row, agreed);
    } else {
        seen.remote = co_await api_->get(address_of(row.remote_id));
    }
    if (is_set(seen.remote, "deleted")) refuse_gone(row.remote_id);
    const DataSetFields now = fields_of(seen.remote);
    if (row.unsettled_since != 0) {
        adopt_unsettled(agreed, now);
        adopt_unsettled_links(agreed, links_of(seen.remote));
    }
    row.unsettled_since = 0;
    const Json mark = extras_of_object(seen.remote).value(marker_extra, Json());
    if (!mark.is_null() && mark != marker(wish.key))
        throw UdataFault(Meaning::refused, 0,
                         "the data set " + row.remote_id + " is already " + mark.dump() +
                             " of another target: give each target its own key and data sets");
    if (is_set(seen.remote, "archived") && row.state != "archived" && row.state != "creating") {
        seen.changes.push_back("archived on the platform by a person: left alone");
        co_return seen;
    }
    MetadataPlan plan = plan_metadata(wish.fields, now, agreed, pass_.target.source_wins);
    for (const std::string& field : plan.kept)
        seen.changes.push_back(field + ": changed on the platform, kept");
    Json changes = plan.changes;
    if (row.state == "archived" && is_set(seen.remote, "archived")) changes["archived"] = nullptr;
    for (std::string& line : describe_changes(changes, now)) seen.changes.push_back(std::move(line));
    seen.changed = seen.changed || !changes.empty();
    if (!changes.empty() && !pass_.dry_run)
        seen.remote = co_await write("PUT", address_of(row.remote_id), put_body(changes, now), row, agreed,
                                     plan.changes);
    agree(agreed, wish.fields, fields_of(seen.remote), plan.kept);
    const Json marks = {{marker_extra, marker(wish.key)}};
    if (mark.is_null() && !pass_.dry_run)
        co_await write("PUT", "/api/2/datasets/" + row.remote_id + "/extras/", marks, row, agreed,
                       Json::object());
    if (wish.has_links) co_await bring_links(wish, row, agreed, seen);
    row.state = "there";
    row.sent = to_text(agreed);
    row.error.clear();
    co_await save(row);
    co_return seen;
}

/// Links are told apart by the key that we gave them, never by address. Those of others stay.
asio::awaitable<void> UdataTarget::bring_links(const DataSetWish& wish, RemoteObject& row, Agreed& agreed,
                                               Seen& seen) {
    const std::string list = address_of(row.remote_id) + "resources/";
    std::map<std::string, Json> there = links_of(seen.remote);
    for (const LinkWish& link : wish.links) {
        const auto known = there.find(link.key);
        Json resource;
        MetadataPlan plan;
        if (known == there.end()) {
            seen.changes.push_back("link: none → " + link.fields.value("title", ""));
            seen.changed = true;
            agreed.pending_links = {{link.key, link.fields}};
            if (!pass_.dry_run)
                resource = co_await write("POST", list, link_body(link, true), row, agreed, Json::object());
        } else {
            resource = known->second;
            plan = plan_metadata(link.fields, link_fields(resource, link.fields),
                                 agreed_link(agreed, link.key), pass_.target.source_wins);
            if (!plan.empty()) {
                seen.changes.push_back("link: " + link.fields.value("title", ""));
                seen.changed = true;
                agreed.pending_links = {{link.key, plan.changes}};
                if (!pass_.dry_run)
                    resource = co_await write("PUT", list + resource.value("id", "") + "/", plan.changes, row,
                                              agreed, Json::object());
            }
            for (const std::string& field : plan.kept)
                seen.changes.push_back("link " + link.fields.value("title", "") + ", " + field +
                                       ": changed on the platform, kept");
            there.erase(known);
        }
        agree_on_link(agreed, link, resource, plan.kept);
    }
    for (const auto& [key, resource] : there) { // its producer has dropped it
        seen.changes.push_back("link: " + resource.value("title", "") + " → none");
        seen.changed = true;
        if (!pass_.dry_run)
            co_await write("DELETE", list + resource.value("id", "") + "/", Json::object(), row, agreed,
                           Json::object());
        agreed.links.erase(key);
    }
}

/// What everybody sees is what was agreed.
asio::awaitable<void> UdataTarget::look_again(const RemoteObject& row, const DataSetFields& expected) {
    const bool hidden = expected.value("private", Json()) == true;
    const Json seen = co_await api_->get(address_of(row.remote_id), {}, !hidden);
    const DataSetFields now = fields_of(seen);
    for (const auto& [field, value] : expected.items())
        if (now.value(field, Json()) != value)
            throw UdataFault(Meaning::later, seen_wrong,
                             "the platform shows another " + field + " of the data set " + row.remote_id +
                                 " than it has taken");
}

asio::awaitable<PublishOutcome> UdataTarget::publish_data_set(DataSetWish wish) {
    PublishOutcome outcome;
    outcome.target = pass_.target.name;
    outcome.resource = wish.key;
    RemoteObject row = row_of(wish.key);
    std::optional<UdataFault> failure;
    try {
        co_await begin();
        Seen seen = co_await bring(wish, row);
        outcome.changes = seen.changes;
        outcome.result = seen.changed ? "published" : "unchanged";
        outcome.rows = 1;
        if (!pass_.dry_run) {
            if (seen.changed) co_await look_again(row, fields_of(seen.remote));
            outcome.verified = true;
        }
    } catch (const UdataFault& fault) {
        failure = fault;
    }
    if (failure) fail_with(outcome, *failure, pass_.target.quiet);
    crash_point("udata.data-set");
    co_return outcome;
}

} // namespace moisson
