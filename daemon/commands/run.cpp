// moisson run: harvest feeds now, in this process when no daemon owns the state directory, else through its
// socket.
#include "daemon/commands/command.hpp"
#include "daemon/commands/progress_lines.hpp"
#include "daemon/commands/remote.hpp"
#include "daemon/commands/run_report.hpp"
#include "daemon/harvest/session.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <set>

namespace moisson {

namespace {

struct RunCommand {
    std::vector<std::string> feeds;
    bool all = false, dry_run = false, full = false, force = false;
};

std::vector<FeedPtr> chosen_feeds(const CommandContext& context, const RunCommand& command) {
    std::vector<FeedPtr> feeds;
    if (command.all) {
        for (FeedPtr& feed : load_valid_feeds(context))
            if (feed->enabled) feeds.push_back(std::move(feed));
        if (feeds.empty() && !load_feeds(context.app.feeds_dir, *context.schema).empty())
            throw CommandError(exit_code::config,
                               "no feed of " + context.app.feeds_dir.string() +
                                   " can run: all are wrong or disabled; see: moisson check");
        return feeds;
    }
    for (const std::string& id : std::set(command.feeds.begin(), command.feeds.end()))
        feeds.push_back(require_feed(context, id));
    return feeds;
}

RunOptions run_options(const RunCommand& command) {
    RunOptions options;
    options.full = command.full;
    options.force = command.force;
    options.dry_run = command.dry_run;
    options.actor = "operator " + operator_name();
    return options;
}

void report(CommandContext& context, const RunRow& row) {
    if (context.json)
        context.out << to_json(row).dump() << std::endl;
    else if (!context.quiet || exit_code_of(row) != exit_code::done)
        context.out << describe(row) << std::endl;
}

/// The code that says most: what failed for good, then what a guard holds, then what is tried again.
int worse(int a, int b) {
    for (const int code : {exit_code::rejected, exit_code::held, exit_code::try_again})
        if (a == code || b == code) return code;
    return exit_code::done;
}

int run_here(CommandContext& context, const RunCommand& command) {
    std::vector<FeedPtr> feeds = chosen_feeds(context, command);
    Session session(context);
    ProgressLines lines(context);
    int code = exit_code::done;
    RunWatch watch;
    watch.begin = [&](const FeedConfig& feed, std::shared_ptr<RunProgress> progress) {
        lines.add(feed.id, std::move(progress));
    };
    if (context.progress) watch.tick = [&] { lines.draw(); };
    watch.end = [&](const RunRow& row) {
        lines.remove(row.feed);
        report(context, row);
        code = worse(code, exit_code_of(row));
    };
    session.harvest_all(std::move(feeds), run_options(command), watch);
    return code;
}

int run_remotely(CommandContext& context, Remote& daemon, const RunCommand& command) {
    if (command.dry_run)
        throw CommandError(
            exit_code::usage,
            "a daemon owns the state directory; rehearse with `moisson try FILE` instead of --dry-run");
    int code = exit_code::done;
    for (const FeedPtr& feed : chosen_feeds(context, command)) {
        const RunRow row = daemon.run(feed->id, command.full, command.force, operator_name());
        report(context, row);
        code = worse(code, exit_code_of(row));
    }
    return code;
}

int run(CommandContext& context, const RunCommand& command) {
    if (command.all == !command.feeds.empty())
        throw CommandError(exit_code::usage, "name the feeds to run, or give --all");
    if (auto daemon = Remote::connect(context.app)) return run_remotely(context, *daemon, command);
    return run_here(context, command);
}

} // namespace

void add_run(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<RunCommand>();
    CLI::App* app = root.add_subcommand(
        "run", "harvest feeds now (publishing is `moisson publish`, or the daemon's work)");
    app->add_option("FEED", command->feeds, "ids of feeds");
    app->add_flag("--all", command->all, "every enabled feed");
    app->add_flag("--dry-run", command->dry_run, "everything but the writes");
    app->add_flag(
        "--full", command->full,
        "read everything: no conditional request, no incremental read, no shortcut for a known snapshot");
    app->add_flag("--force", command->force, "as --full, and map every record again");
    app->footer(examples({"moisson run exemple-asso-ain", "moisson run --all --json",
                          "moisson run exemple-dept-api --full"}) +
                "\nExit: 0 done or unchanged, 10 held by a guard, 65 rejected, 75 try again later.");
    registry.add(app, Needs::schema, [command](CommandContext& context) { return run(context, *command); });
}

} // namespace moisson
