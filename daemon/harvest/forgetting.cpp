#include "daemon/harvest/forgetting.hpp"
#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/decoder.hpp"
#include "daemon/harvest/snapshots.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

namespace fs = std::filesystem;

namespace moisson {
namespace {

constexpr std::size_t scan_chunk = 256u << 10;
constexpr std::size_t scan_overlap = 1024; ///< longer than any address, number or name

/// One key for the list: that of its first entry, or a new one.
std::string opposition_key(const std::vector<Opposition>& entries) {
    for (const Opposition& entry : entries)
        if (!entry.key.empty()) return entry.key;
    std::random_device random;
    std::string key;
    for (int i = 0; i < 32; ++i) key += "0123456789abcdef"[random() & 15];
    return key;
}

std::vector<Opposition> entries_of(const ForgetOrder& order, const std::string& key) {
    std::vector<Opposition> entries;
    try {
        for (const std::string& value : order.values) entries.push_back(oppose_value(value, key));
    } catch (const std::invalid_argument& error) {
        throw StoreError(65, error.what());
    }
    for (const RecordName& record : order.records)
        entries.push_back(oppose_record(record.kind, record.feed, record.id, order.whole, key));
    return entries;
}

bool part_holds(const OppositionList& list, const fs::path& part) {
    const auto bytes = byte_opener(part, Expected::csv)();
    std::string window, chunk(scan_chunk, '\0');
    for (bool first = true;; first = false) {
        const std::size_t read = bytes->read_fully(chunk.data(), chunk.size());
        if (first && std::string_view(chunk).substr(0, read).starts_with("PK")) return true;
        if (read == 0) return false;
        window.append(chunk, 0, read);
        if (list.holds(window)) return true;
        window.erase(0, window.size() - std::min(window.size(), scan_overlap));
    }
}

std::vector<fs::path> parts_in(const fs::path& directory) {
    std::vector<fs::path> parts;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name != "snapshot.json" && name != "staged") parts.push_back(entry.path());
    }
    return parts;
}

} // namespace

ForgetSummary forget_in_store(Store& store, const ForgetOrder& order, const std::string& actor,
                              const LinkContext& context, LinkSummary& linked) {
    if (order.undo) store.undo_opposition(order.undo, actor, context.now);
    ForgetContext forget;
    forget.now = context.now;
    forget.actor = actor;
    forget.add = entries_of(order, opposition_key(store.oppositions()));
    for (Opposition& entry : forget.add) {
        entry.who = actor;
        entry.why = order.why;
        entry.at = context.now;
    }
    ForgetSummary summary = store.forget(forget);
    linked = store.link(context);
    store.forget_merged(summary);
    return summary;
}

bool snapshot_holds(const OppositionList& list, const std::vector<fs::path>& parts) {
    return std::any_of(parts.begin(), parts.end(), [&](const fs::path& part) {
        try {
            return part_holds(list, part);
        } catch (const FormatError&) {
            return true; // damaged, or not what it seemed: it cannot be looked into
        }
    });
}

std::uint64_t erase_kept_files(const AppConfig& app, const ForgetSummary& summary) {
    const OppositionList list(summary.applied);
    std::uint64_t removed = 0;
    std::error_code ignored;
    for (const fs::path& staged : summary.obsolete) fs::remove_all(staged.parent_path(), ignored);
    if (list.empty()) return removed;
    fs::remove_all(app.state_dir / "checkpoints", ignored);
    for (const auto& feed : fs::directory_iterator(snapshots_dir(app), ignored)) {
        const bool named = std::find(summary.feeds.begin(), summary.feeds.end(),
                                     feed.path().filename().string()) != summary.feeds.end();
        for (const auto& run : fs::directory_iterator(feed.path(), ignored)) {
            const std::vector<fs::path> parts = parts_in(run.path());
            if (parts.empty() || (!named && !snapshot_holds(list, parts))) continue;
            forget_snapshot(run.path());
            ++removed;
        }
    }
    return removed;
}

using ForgetJson = nlohmann::ordered_json;

ForgetJson to_json(const ForgetOrder& order) {
    ForgetJson records = ForgetJson::array();
    for (const RecordName& one : order.records)
        records.push_back({{"kind", one.kind}, {"feed", one.feed}, {"id", one.id}});
    return {{"values", order.values},
            {"records", records},
            {"whole", order.whole},
            {"why", order.why},
            {"undo", order.undo}};
}

ForgetOrder forget_order_from_json(const ForgetJson& json) {
    ForgetOrder order;
    order.values = json.value("values", std::vector<std::string>());
    for (const ForgetJson& one : json.value("records", ForgetJson::array()))
        order.records.push_back({one.at("kind"), one.at("feed"), one.at("id")});
    order.whole = json.value("whole", false);
    order.why = json.value("why", "");
    order.undo = json.value("undo", std::int64_t{0});
    return order;
}

ForgetJson to_json(const ForgetAnswer& answer) {
    const ForgetSummary& n = answer.summary;
    return {{"numbers", n.numbers},   {"records", n.records},         {"withdrawn", n.withdrawn},
            {"versions", n.versions}, {"merged", n.merged},           {"issues", n.issues},
            {"notes", n.notes},       {"identifiers", n.identifiers}, {"feeds", n.feeds},
            {"held", n.held},         {"snapshots", answer.snapshots}};
}

ForgetAnswer forget_answer_from_json(const ForgetJson& json) {
    ForgetAnswer answer;
    ForgetSummary& n = answer.summary;
    n.numbers = json.value("numbers", std::vector<std::int64_t>());
    for (const auto& [name, into] :
         std::initializer_list<std::pair<const char*, std::uint64_t*>>{{"records", &n.records},
                                                                       {"withdrawn", &n.withdrawn},
                                                                       {"versions", &n.versions},
                                                                       {"merged", &n.merged},
                                                                       {"issues", &n.issues},
                                                                       {"notes", &n.notes},
                                                                       {"identifiers", &n.identifiers},
                                                                       {"snapshots", &answer.snapshots}})
        *into = json.value(name, std::uint64_t{0});
    n.feeds = json.value("feeds", std::vector<std::string>());
    n.held = json.value("held", std::vector<std::string>());
    return answer;
}

} // namespace moisson
