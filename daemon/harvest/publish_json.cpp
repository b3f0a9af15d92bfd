#include "daemon/harvest/publish.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace moisson {

std::string to_json_line(const PublishOutcome& outcome) {
    nlohmann::ordered_json line{
        {"target", outcome.target},
        {"resource", outcome.resource},
        {"result", outcome.result},
        {"bytes", outcome.bytes},
        {"sha256", outcome.sha256},
        {"verified", outcome.verified},
        {"rows", outcome.rows},
        {"protected_cells", outcome.protected_cells},
        {"withheld", outcome.withheld},
        {"below_quality", outcome.below_quality},
        {"error", outcome.error.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(outcome.error)}};
    if (!outcome.changes.empty()) line["changes"] = outcome.changes;
    return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

PublishOutcome outcome_from_json(const std::string& line) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object())
        throw std::runtime_error("the daemon's answer is not the outcome of a publication: " + line);
    PublishOutcome outcome;
    outcome.target = json.value("target", "");
    outcome.resource = json.value("resource", "");
    outcome.result = json.value("result", "");
    outcome.bytes = json.value("bytes", std::uint64_t{0});
    outcome.sha256 = json.value("sha256", "");
    outcome.verified = json.value("verified", false);
    outcome.rows = json.value("rows", std::uint64_t{0});
    outcome.protected_cells = json.value("protected_cells", std::uint64_t{0});
    outcome.withheld = json.value("withheld", std::uint64_t{0});
    outcome.below_quality = json.value("below_quality", std::uint64_t{0});
    if (const auto error = json.find("error"); error != json.end() && error->is_string())
        outcome.error = *error;
    if (const auto changes = json.find("changes"); changes != json.end() && changes->is_array())
        for (const auto& change : *changes)
            if (change.is_string()) outcome.changes.push_back(change);
    return outcome;
}

} // namespace moisson
