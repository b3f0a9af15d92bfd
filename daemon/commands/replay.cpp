// moisson replay FEED: map a kept snapshot again, as if it had just been fetched.
#include "daemon/commands/replay.hpp"
#include "daemon/commands/remote.hpp"
#include "daemon/commands/run_report.hpp"
#include "daemon/harvest/session.hpp"
#include "daemon/harvest/snapshots.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

struct ReplayCommand {
    std::string feed;
    RunId run = 0; ///< 0 = the last applied one
};

RunId chosen_run(const CommandContext& context, const std::string& feed, RunId run) {
    if (run) {
        if (!kept_snapshot(context.app, feed, run))
            throw CommandError(exit_code::unknown,
                               "run " + std::to_string(run) + " of " + feed +
                                   " kept no snapshot; `moisson history " + feed +
                                   "` lists the runs, [store] snapshots says how many are kept");
        return run;
    }
    const RunId last = StoreReader::open(context.app.store_path, context.schema)->feed(feed).last_applied_run;
    if (last == 0) throw CommandError(exit_code::unknown, feed + " has not been applied yet; run it first");
    return last;
}

RunRow replay_here(CommandContext& context, const FeedPtr& feed, RunId run) {
    RunOptions options;
    options.force = true;
    options.replay = run;
    options.actor = "operator " + operator_name();
    Session session(context);
    return session.harvest(feed, options);
}

int replay(CommandContext& context, const ReplayCommand& command) {
    const FeedPtr feed = require_feed(context, command.feed);
    const RunRow row = replay_snapshot(context, feed, command.run);
    if (context.json)
        context.out << to_json(row).dump() << '\n';
    else if (!context.quiet)
        context.out << describe(row) << '\n';
    return exit_code_of(row);
}

} // namespace

RunRow replay_snapshot(CommandContext& context, const FeedPtr& feed, RunId run) {
    const RunId chosen = chosen_run(context, feed->id, run);
    auto daemon = Remote::connect(context.app);
    return daemon ? daemon->replay(feed->id, chosen, operator_name()) : replay_here(context, feed, chosen);
}

void add_replay(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<ReplayCommand>();
    CLI::App* app = root.add_subcommand("replay", "map a kept snapshot again, without fetching");
    app->add_option("FEED", command->feed, "id of the feed")->required();
    app->add_option("--run", command->run, "run whose snapshot is read (default: the last applied one)");
    app->footer(examples({"moisson replay exemple-asso-ain", "moisson replay exemple-asso-ain --run 41"}));
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return replay(context, *command); });
}

} // namespace moisson
