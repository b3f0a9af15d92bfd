// moisson history FEED, moisson show FEED RUN: the journal of runs.
#include "daemon/commands/command.hpp"
#include "daemon/commands/run_report.hpp"

#include "core/store/store.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

struct HistoryCommand {
    std::string feed;
    RunId run = 0;
    std::size_t limit = 20;
};

void print(CommandContext& context, const RunRow& row) {
    if (context.json)
        context.out << to_json(row).dump() << '\n';
    else
        context.out << row.run << "  " << iso_time(row.started_at) << "  " << describe(row) << '\n';
}

int history(CommandContext& context, const HistoryCommand& command) {
    auto reader = StoreReader::open(context.app.store_path, context.schema);
    const std::vector<RunRow> runs = reader->runs(command.feed, command.limit);
    if (runs.empty()) {
        require_feed(context, command.feed); // unknown: says the nearest ids
        context.err << command.feed << " has not run yet; `moisson run " << command.feed << "` runs it now\n";
    }
    for (const RunRow& row : runs) print(context, row);
    return exit_code::done;
}

int show(CommandContext& context, const HistoryCommand& command) {
    auto reader = StoreReader::open(context.app.store_path, context.schema);
    const std::optional<RunRow> row = reader->run(command.run);
    if (!row || row->feed != command.feed)
        throw CommandError(exit_code::unknown, command.feed + " has no run " + std::to_string(command.run) +
                                                   "; `moisson history " + command.feed + "` lists them");
    print(context, *row);
    if (!context.json && row->counts.changes() > 0)
        context.out << "    changes: moisson diff " << row->feed << " --run " << row->run << '\n';
    return exit_code::done;
}

} // namespace

void add_history(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<HistoryCommand>();
    CLI::App* app = root.add_subcommand("history", "the runs of a feed, newest first");
    app->add_option("FEED", command->feed, "id of the feed")->required();
    app->add_option("--limit", command->limit, "how many runs")->capture_default_str();
    app->footer(examples(
        {"moisson history exemple-asso-ain", "moisson history exemple-asso-ain --limit 100 --json"}));
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return history(context, *command); });
}

void add_show(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<HistoryCommand>();
    CLI::App* app =
        root.add_subcommand("show", "one run of a feed: counts, guard, error, warnings, decision");
    app->add_option("FEED", command->feed, "id of the feed")->required();
    app->add_option("RUN", command->run, "number of the run")->required();
    app->footer(examples({"moisson show exemple-asso-ain 42"}));
    registry.add(app, Needs::schema, [command](CommandContext& context) { return show(context, *command); });
}

} // namespace moisson
