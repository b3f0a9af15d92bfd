// moisson rejects FEED: the quarantine, with what is wrong, where, and what to do.
#include "daemon/commands/command.hpp"
#include "daemon/commands/replay.hpp"
#include "daemon/commands/run_report.hpp"

#include "core/store/store.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

struct RejectsCommand {
    std::string feed, by;
    bool retry = false, warnings = false;
};

std::uint64_t position_of(const RecordIssue& reject) {
    return reject.position.line ? reject.position.line : reject.position.element;
}

void print_json(CommandContext& context, RunId run, const RecordIssue& reject) {
    nlohmann::ordered_json json{{"run", run},
                                {"position", position_of(reject)},
                                {"id", reject.id},
                                {"code", reject.issue.code},
                                {"field", reject.issue.field},
                                {"value", reject.issue.value},
                                {"message", reject.issue.message},
                                {"severity", reject.issue.severity == Severity::error ? "error" : "warning"}};
    context.out << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void print_text(CommandContext& context, const RecordIssue& reject) {
    context.out << (reject.position.line ? "line " : "record ") << position_of(reject);
    if (!reject.id.empty()) context.out << "  id " << reject.id;
    if (!reject.issue.field.empty()) context.out << "  " << reject.issue.field;
    context.out << "  [" << reject.issue.code << "]\n    " << reject.issue.message << '\n';
}

int print_by_code(CommandContext& context, StoreReader& reader, const std::string& feed) {
    const auto counts = reader.reject_counts(feed);
    for (const auto& [code, count] : counts)
        if (context.json)
            context.out << nlohmann::ordered_json{{"code", code}, {"count", count}}.dump() << '\n';
        else
            context.out << count << "  " << code << "   (moisson explain " << code << ")\n";
    return counts.empty() ? exit_code::done : exit_code::attention;
}

int rejects(CommandContext& context, const RejectsCommand& command) {
    const FeedPtr feed = require_feed(context, command.feed);
    if (command.retry) {
        const RunRow row = replay_snapshot(context, feed, 0);
        if (!context.quiet) context.err << describe(row) << '\n';
    }
    auto reader = StoreReader::open(context.app.store_path, context.schema);
    if (!command.by.empty()) return print_by_code(context, *reader, command.feed);
    const RunId run = reader->feed(command.feed).last_run;
    const auto rows = reader->rejects(command.feed, command.warnings ? Severity::warning : Severity::error);
    for (const RecordIssue& reject : rows)
        if (context.json)
            print_json(context, run, reject);
        else
            print_text(context, reject);
    if (rows.empty() && !context.json && !context.quiet)
        context.err << "no reject in " << command.feed << '\n';
    return rows.empty() ? exit_code::done : exit_code::attention;
}

} // namespace

void add_rejects(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<RejectsCommand>();
    CLI::App* app =
        root.add_subcommand("rejects", "the quarantine of a feed: what was refused, where, what to do");
    app->add_option("FEED", command->feed, "id of the feed")->required();
    app->add_option("--by", command->by, "count per code instead")->check(CLI::IsMember({"code"}));
    app->add_flag("--warnings", command->warnings, "also what was kept with a warning");
    app->add_flag("--retry", command->retry, "map the kept snapshot again first");
    app->footer(examples({"moisson rejects exemple-asso-ain", "moisson rejects exemple-asso-ain --by code",
                          "moisson rejects exemple-asso-ain --retry"}) +
                "\nExit: 0 no reject, 1 some.");
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return rejects(context, *command); });
}

} // namespace moisson
