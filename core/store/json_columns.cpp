#include "core/store/json_columns.hpp"

#include <nlohmann/json.hpp>

namespace moisson::columns {

namespace {

using nlohmann::json;

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json from_issue(const RecordIssue& row) {
    return {row.position.line,
            row.position.element,
            row.position.part,
            row.kind,
            row.id,
            row.every_run,
            static_cast<int>(row.issue.severity),
            row.issue.code,
            row.issue.field,
            row.issue.value,
            row.issue.message};
}

RecordIssue to_issue(const json& row) {
    RecordIssue issue;
    issue.position = {row.at(0), row.at(1), row.at(2)};
    issue.kind = row.at(3);
    issue.id = row.at(4);
    issue.every_run = row.at(5);
    issue.issue = {static_cast<Severity>(row.at(6).get<int>()), row.at(7), row.at(8), row.at(9), row.at(10)};
    return issue;
}

} // namespace

std::string from_counts(const RunCounts& c) {
    return dump({{"read", c.read},
                 {"created", c.created},
                 {"updated", c.updated},
                 {"touched", c.touched},
                 {"unchanged", c.unchanged},
                 {"missing", c.missing},
                 {"withdrawn", c.withdrawn},
                 {"restored", c.restored},
                 {"rejected", c.rejected}});
}

RunCounts to_counts(std::string_view text) {
    const json row = json::parse(text);
    const auto count = [&](const char* name) { return row.value(name, std::uint64_t{0}); };
    return {count("read"),    count("created"),   count("updated"),  count("touched"), count("unchanged"),
            count("missing"), count("withdrawn"), count("restored"), count("rejected")};
}

std::string from_guard(const std::optional<GuardTrip>& guard) {
    if (!guard) return "";
    return dump({{"name", guard->name},
                 {"observed", guard->observed},
                 {"limit", guard->limit},
                 {"message", guard->message}});
}

std::optional<GuardTrip> to_guard(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const json row = json::parse(text);
    return GuardTrip{row.at("name"), row.at("observed"), row.at("limit"), row.at("message")};
}

std::string from_error(const std::optional<RunError>& error) {
    if (!error) return "";
    return dump({{"code", error->code}, {"message", error->message}, {"transient", error->transient}});
}

std::optional<RunError> to_error(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const json row = json::parse(text);
    return RunError{row.at("code"), row.at("message"), row.at("transient")};
}

std::string from_texts(const std::vector<std::string>& texts) { return dump(texts); }
std::vector<std::string> to_texts(std::string_view text) { return json::parse(text); }
std::string from_rules(const std::map<std::string, std::string>& rules) { return dump(rules); }
std::map<std::string, std::string> to_rules(std::string_view text) { return json::parse(text); }

std::string from_numbers(const Numbers& numbers) { return dump(numbers); }
Numbers to_numbers(std::string_view text) { return json::parse(text); }

std::string from_fill_rates(const Schema& schema, const FillRates& rates) {
    json result = json::object();
    for (std::size_t kind = 0; kind < rates.size(); ++kind)
        for (std::size_t field = 0; field < rates[kind].size(); ++field)
            result[schema.kind(kind).name][schema.kind(kind).fields[field].name] = rates[kind][field];
    return dump(result);
}

FillRates to_fill_rates(const Schema& schema, std::string_view text) {
    const json stored = json::parse(text);
    FillRates rates(schema.kinds().size());
    for (std::size_t kind = 0; kind < rates.size(); ++kind) {
        const auto row = stored.find(schema.kind(kind).name);
        if (row == stored.end()) continue;
        for (const Field& field : schema.kind(kind).fields)
            rates[kind].push_back(row->value(field.name, 0.0));
    }
    return rates;
}

std::string from_context(const ApplyContext& context) {
    json issues = json::array();
    for (const RecordIssue& issue : context.issues) issues.push_back(from_issue(issue));
    return dump({{"etag", context.validators.etag},
                 {"last_modified", context.validators.last_modified},
                 {"snapshot", {context.validators.snapshot.low, context.validators.snapshot.high}},
                 {"cursor", context.validators.cursor},
                 {"issues", std::move(issues)},
                 {"issue_counts", context.issue_counts},
                 {"warnings", context.warnings},
                 {"bytes", context.bytes},
                 {"duration_ms", context.duration_ms}});
}

void to_context(std::string_view text, ApplyContext& context) {
    const json row = json::parse(text);
    context.validators.etag = row.at("etag");
    context.validators.last_modified = row.at("last_modified");
    context.validators.snapshot = {row.at("snapshot").at(0), row.at("snapshot").at(1)};
    context.validators.cursor = row.at("cursor");
    context.issues.clear();
    for (const json& issue : row.at("issues")) context.issues.push_back(to_issue(issue));
    context.issue_counts = row.at("issue_counts").get<decltype(context.issue_counts)>();
    context.warnings = row.at("warnings");
    context.bytes = row.at("bytes");
    context.duration_ms = row.at("duration_ms");
}

} // namespace moisson::columns
