// Forgetting as the daemon and the commands do it: the store, then the files beside it.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "core/config/app.hpp"
#include "core/store/store.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace moisson {

/// What a person asks to be forgotten.
struct ForgetOrder {
    std::vector<std::string> values; ///< addresses, patterns, numbers, names
    std::vector<RecordName> records; ///< of which what is personal goes, or all of it
    bool whole = false;
    std::string why;
    std::int64_t undo = 0; ///< number of an entry; 0 = none
    bool empty() const { return values.empty() && records.empty() && undo == 0; }
};

struct ForgetAnswer {
    ForgetSummary summary;
    std::uint64_t snapshots = 0; ///< kept ones that were removed
};

/// Store thread. Records the entries, takes them out of the store, links, and takes them out of what was
/// merged. Throws StoreError (65: a value that is none of those accepted).
ForgetSummary forget_in_store(Store& store, const ForgetOrder& order, const std::string& actor,
                              const LinkContext& context, LinkSummary& linked);

/// Kept snapshots, staged files and pages of interrupted walks that may hold what was forgotten. Returns how
/// many snapshots went. Store thread: nobody keeps one meanwhile.
std::uint64_t erase_kept_files(const AppConfig& app, const ForgetSummary& summary);

/// Something of the list stands in the snapshot, or it cannot be looked into (a spreadsheet). Reads all of
/// it.
bool snapshot_holds(const OppositionList& list, const std::vector<std::filesystem::path>& parts);

nlohmann::ordered_json to_json(const ForgetOrder& order);
ForgetOrder forget_order_from_json(const nlohmann::ordered_json& json);
nlohmann::ordered_json to_json(const ForgetAnswer& answer);
ForgetAnswer forget_answer_from_json(const nlohmann::ordered_json& json);

} // namespace moisson
