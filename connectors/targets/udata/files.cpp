// One file of a data set: uploaded when it differs, then fetched back by the address that everybody uses.
#include "connectors/fetch/offload.hpp"
#include "connectors/targets/read_back.hpp"
#include "connectors/targets/udata/outcome.hpp"
#include "connectors/targets/udata/target.hpp"
#include "core/store/crash_point.hpp"

#include <nlohmann/json.hpp>

namespace moisson {

namespace asio = boost::asio;
using Json = nlohmann::json;
using Meaning = UdataFault::Meaning;

namespace {

constexpr const char* file_mask =
    "id,deleted,archived,private,resources{id,title,description,type,filetype,filesize,checksum,url,extras}";

Json checksum_of(const Json& resource) {
    if (!resource.is_object()) return nullptr;
    const Json checksum = resource.value("checksum", Json());
    return checksum.is_object() ? checksum.value("value", Json()) : Json();
}

Json extra_of(const Json& resource, const char* name) {
    if (!resource.is_object()) return nullptr;
    const Json extras = resource.value("extras", Json());
    return extras.is_object() ? extras.value(name, Json()) : Json();
}

/// By its id; else by our key; else a file without key that an upload, whose answer was lost, may have left:
/// of our name.
Json find_file(const Json& data_set, const RemoteObject& row, const std::string& key) {
    const Json resources = data_set.value("resources", Json::array());
    for (const Json& resource : resources)
        if (!row.remote_id.empty() && resource.value("id", "") == row.remote_id) return resource;
    for (const Json& resource : resources)
        if (extra_of(resource, marker_extra) == key) return resource;
    if (row.state != "creating" || row.unsettled_since == 0) return nullptr;
    for (auto one = resources.rbegin(); one != resources.rend(); ++one) // the oldest first
        if (one->value("filetype", "") == "file" && extra_of(*one, marker_extra).is_null() &&
            one->value("title", "") == row.key)
            return *one;
    return nullptr;
}

} // namespace

asio::awaitable<void> UdataTarget::fetch_back(const FileWish& wish, std::string resource,
                                              std::string data_set) {
    const std::filesystem::path copy = pass_.scratch / ("." + wish.key + ".back");
    const std::uint64_t bytes = co_await api_->download("/api/1/datasets/r/" + resource, copy);
    std::string wrong;
    const auto look = [&] {
        try {
            if (bytes != wish.bytes)
                wrong = std::to_string(bytes) + " bytes instead of " + std::to_string(wish.bytes);
            else if (file_digest(copy) != wish.sha256)
                wrong = "other bytes (SHA-256)";
            else if (const std::uint64_t rows = wish.count(copy); rows != wish.rows)
                wrong = std::to_string(rows) + " rows instead of " + std::to_string(wish.rows);
        } catch (const std::exception& error) {
            wrong = error.what();
        }
        std::error_code ignored;
        std::filesystem::remove(copy, ignored);
    };
    if (pass_.cpu)
        co_await offload(pass_.cpu, [&] { look(); });
    else
        look();
    if (!wrong.empty())
        throw UdataFault(Meaning::later, seen_wrong,
                         "fetched back from the platform, " + wish.key + " holds " + wrong +
                             ": it is sent again");
    const Json seen = co_await api_->get("/api/1/datasets/" + data_set + "/", "private,resources{id}",
                                         !pass_.target.is_private);
    for (const Json& one : seen.value("resources", Json::array()))
        if (one.value("id", "") == resource) co_return;
    throw UdataFault(Meaning::later, seen_wrong,
                     wish.key + " does not stand among the files that the platform shows of the data set " +
                         data_set);
}

/// What a person sees of a file as it was before the upload: an upload makes the file's name the title again.
Json UdataTarget::shown_fields(const FileWish& wish, const Json& before, const Agreed& agreed) {
    Json now = {{"title", nullptr}, {"description", nullptr}, {"type", nullptr}};
    if (!before.is_object()) return now;
    for (const auto& [name, value] : before.items())
        if (now.contains(name)) now[name] = value;
    if (now["title"] == wish.key) now["title"] = agreed.stored.value("title", Json());
    return now;
}

/// Whether what is there are the bytes that are wanted: as the ledger knows, else by fetching them back, when
/// an answer or the ledger was lost.
asio::awaitable<bool> UdataTarget::holds(const FileWish& wish, const RemoteObject& row, const Agreed& agreed,
                                         Json resource, std::string data_set) {
    if (!resource.is_object()) co_return false;
    const bool known = row.unsettled_since == 0 && row.wanted == wish.sha256 &&
                       checksum_of(resource) == agreed.stored.value("checksum", Json());
    if (known) co_return true;
    if (pass_.dry_run || resource.value("filesize", Json()) != Json(wish.bytes)) co_return false;
    std::optional<UdataFault> failure;
    try {
        co_await fetch_back(wish, resource.value("id", ""), data_set);
    } catch (const UdataFault& fault) {
        failure = fault;
    }
    if (failure && failure->status != seen_wrong) throw *failure; // not seen, so not judged
    co_return !failure;
}

asio::awaitable<Json> UdataTarget::upload(const FileWish& wish, RemoteObject& row, Agreed& agreed,
                                          std::string data_set, std::string id) {
    if (row.remote_id.empty()) row.state = "creating";
    const Json pending = {{"sha256", wish.sha256}};
    co_await expect_write(row, agreed, pending);
    const std::string base = "/api/1/datasets/" + data_set + "/";
    const std::string path = id.empty() ? base + "upload/" : base + "resources/" + id + "/upload/";
    const UdataUpload body{wish.file, wish.key, wish.bytes};
    std::optional<UdataFault> failure;
    Json resource;
    try {
        resource = co_await api_->upload(path, body);
    } catch (const UdataFault& fault) {
        failure = fault;
    }
    crash_point("udata.upload.sent");
    if (failure) {
        co_await settle_fault(row, agreed, *failure);
        throw *failure;
    }
    co_return resource;
}

/// Title, description, type, and the marks by which it is found again.
asio::awaitable<void> UdataTarget::dress(const FileWish& wish, RemoteObject& row, Agreed& agreed,
                                         std::string data_set, Json before, Json resource, bool fresh,
                                         PublishOutcome& outcome) {
    const Json fields = {{"title", wish.title}, {"description", wish.description}, {"type", wish.type}};
    const Json now = shown_fields(wish, before, agreed);
    const MetadataPlan plan = plan_metadata(fields, now, agreed, pass_.target.source_wins);
    Json changes = plan.changes;
    if (!changes.contains("title") && now["title"].is_string() &&
        resource.value("title", Json()) != now["title"])
        changes["title"] = now["title"];
    for (std::string& line : describe_changes(plan.changes, now)) outcome.changes.push_back(std::move(line));
    for (const std::string& field : plan.kept)
        outcome.changes.push_back(field + ": changed on the platform, kept");
    if (!changes.empty()) outcome.result = "published";
    if (pass_.dry_run) co_return;
    const std::string tail = "/resources/" + row.remote_id;
    const Json marks = {{marker_extra, marker(wish.key)}, {revision_extra, wish.seq}};
    if (fresh || extra_of(resource, marker_extra) != marker(wish.key))
        co_await write("PUT", "/api/2/datasets/" + data_set + tail + "/extras/", marks, row, agreed,
                       Json::object());
    if (!changes.empty())
        resource = co_await write("PUT", "/api/1/datasets/" + data_set + tail + "/", changes, row, agreed,
                                  Json::object());
    agree(agreed, fields, resource, plan.kept);
    row.sent = to_text(agreed);
    co_await save(row);
}

asio::awaitable<void> UdataTarget::bring_file(FileWish wish, PublishOutcome& outcome) {
    const std::string data_set = row_of(wish.data_set).remote_id;
    RemoteObject row = row_of(wish.key);
    const std::string wanted = std::to_string(wish.bytes) + " bytes, " + std::to_string(wish.rows) + " rows";
    if (data_set.empty() && pass_.dry_run) {
        outcome.changes.push_back("file: none → " + wanted);
        outcome.result = "published";
        co_return;
    }
    if (data_set.empty()) throw UdataFault(Meaning::later, 404, "its data set is not on the platform yet");
    wait_until_settled(row);
    Agreed agreed = agreed_from(row.sent);
    const Json parent = co_await api_->get("/api/1/datasets/" + data_set + "/", file_mask);
    if (!parent.value("deleted", Json()).is_null())
        throw UdataFault(Meaning::missing, 410, "its data set was deleted on the platform");
    const Json before = find_file(parent, row, marker(wish.key));
    if (const Json there = extra_of(before, revision_extra);
        there.is_number_integer() && there.get<std::int64_t>() > wish.seq)
        throw UdataFault(
            Meaning::refused, 0,
            "the platform holds a newer version (revision " + there.dump() + ") than this store (" +
                std::to_string(wish.seq) +
                "): was the store restored from a backup? Harvest all feeds, then moisson publish");
    const bool same = co_await holds(wish, row, agreed, before, data_set);
    const bool news = !same || row.wanted != wish.sha256;
    Json resource = before;
    if (news) outcome.result = "published";
    if (!same) {
        outcome.changes.push_back(
            "file: " +
            (before.is_null() ? std::string("none") : before.value("filesize", Json()).dump() + " bytes") +
            " → " + wanted);
        std::string replaced; // g++ 12 evaluates both sides of a conditional inside a co_await expression
        if (before.is_object()) replaced = before.value("id", "");
        if (!pass_.dry_run) resource = co_await upload(wish, row, agreed, data_set, replaced);
    }
    if (!pass_.dry_run) {
        row.remote_id = resource.value("id", row.remote_id);
        row.state = "there";
        row.unsettled_since = 0;
        agreed.pending = Json::object();
        agreed.stored["checksum"] = checksum_of(resource);
        row.sent = to_text(agreed);
        co_await save(row);
    }
    co_await dress(wish, row, agreed, data_set, before, resource, news, outcome);
    if (pass_.dry_run) co_return;
    if (!same) co_await fetch_back(wish, row.remote_id, data_set);
    row.wanted = wish.sha256;
    row.seq = std::max(row.seq, wish.seq);
    row.error.clear();
    co_await save(row);
    crash_point("udata.verified");
    outcome.verified = true;
}

asio::awaitable<PublishOutcome> UdataTarget::publish_file(FileWish wish) {
    PublishOutcome outcome;
    outcome.target = pass_.target.name;
    outcome.resource = wish.key;
    outcome.result = "unchanged";
    outcome.bytes = wish.bytes;
    outcome.rows = wish.rows;
    outcome.sha256 = wish.sha256;
    std::optional<UdataFault> failure;
    try {
        co_await begin();
        co_await bring_file(wish, outcome);
    } catch (const UdataFault& fault) {
        failure = fault;
    }
    if (failure) fail_with(outcome, *failure, pass_.target.quiet);
    co_return outcome;
}

} // namespace moisson
