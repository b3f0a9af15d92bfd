// moisson status: one line per feed, from the store; no daemon is needed.
#include "core/store/store.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/commands/run_report.hpp"
#include "daemon/service/feed_set.hpp"
#include "daemon/service/feed_words.hpp"
#include "daemon/service/status_json.hpp"
#include "daemon/service/status_snapshot.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iomanip>
#include <thread>
#include <unistd.h>

namespace moisson {

namespace {

struct StatusOptions {
    std::vector<std::string> feeds;
    bool watch = false, failing = false;
};

std::map<std::string, FeedState> stored_states(const CommandContext& context) {
    std::map<std::string, FeedState> states;
    if (!std::filesystem::exists(context.app.store_path)) return states; // nothing has run yet
    auto reader = StoreReader::open(context.app.store_path, context.schema);
    for (FeedState& state : reader->feeds()) states.emplace(state.feed, std::move(state));
    return states;
}

FeedStatus feed_status(const std::string& id, const ConfiguredFeed& feed, const FeedState& stored) {
    FeedStatus status;
    status.id = id;
    status.title = feed.config ? feed.config->title : "";
    status.stored = stored;
    status.next_run_at = stored.next_run_at;
    status.problems = feed.problems;
    const bool enabled = !feed.config || feed.config->enabled;
    status.state = state_word(stored, {enabled, !feed.problems.empty(), std::time(nullptr)});
    return status;
}

std::vector<FeedStatus> collect(const CommandContext& context, const StatusOptions& options) {
    FeedSet configured;
    configured.update(load_feeds(context.app.feeds_dir, *context.schema));
    const auto states = stored_states(context);
    for (const std::string& id : options.feeds)
        if (!configured.feeds().contains(id)) require_feed(context, id); // says which there are
    std::vector<FeedStatus> list;
    for (const auto& [id, feed] : configured.feeds()) {
        const bool asked = options.feeds.empty() ||
                           std::find(options.feeds.begin(), options.feeds.end(), id) != options.feeds.end();
        const auto stored = states.find(id);
        FeedStatus status = feed_status(id, feed, stored == states.end() ? FeedState{} : stored->second);
        if (asked && (!options.failing || needs_attention(status.state))) list.push_back(std::move(status));
    }
    return list;
}

/// Values that the detector keeps from publication, by feed.
std::map<std::string, std::uint64_t> kept_back(const CommandContext& context,
                                               const std::vector<FeedStatus>& list) {
    std::map<std::string, std::uint64_t> counts;
    if (!std::filesystem::exists(context.app.store_path)) return counts;
    auto reader = StoreReader::open(context.app.store_path, context.schema);
    for (const FeedStatus& feed : list)
        if (feed.stored.known) counts[feed.id] = reader->reject_counts(feed.id)["record.personal-data"];
    return counts;
}

std::string what_now(const FeedStatus& feed) {
    if (!feed.problems.empty()) return feed.problems.front();
    if (feed.stored.held_run)
        return "run " + std::to_string(feed.stored.held_run) + ": moisson diff " + feed.id;
    if (feed.stored.paused) return feed.stored.pause_reason;
    if (feed.stored.consecutive_failures)
        return feed.stored.last_code + ", " + std::to_string(feed.stored.consecutive_failures) + " in a row";
    return "";
}

void print_table(CommandContext& context, const std::vector<FeedStatus>& list,
                 const std::map<std::string, std::uint64_t>& personal) {
    std::size_t width = 4;
    for (const FeedStatus& feed : list) width = std::max(width, feed.id.size());
    const int id_width = static_cast<int>(width);
    context.out << std::left << std::setw(id_width) << "feed"
                << "  state           records  rejects  last success          next run\n";
    for (const FeedStatus& feed : list)
        context.out << std::left << std::setw(id_width) << feed.id << "  " << std::setw(14) << feed.state
                    << std::right << std::setw(9) << feed.records() << std::setw(9) << feed.stored.rejects
                    << "  " << std::left << std::setw(20) << iso_time(feed.stored.last_success_at) << "  "
                    << std::setw(20) << iso_time(feed.next_run_at) << (what_now(feed).empty() ? "" : "  ")
                    << what_now(feed) << '\n';
    for (const auto& [feed, count] : personal)
        if (count > 0)
            context.out
                << feed << ": " << count
                << " values look personal and are not published as they are; a rule in [personal_data] "
                   "decides: moisson rejects "
                << feed << " --by code\n";
    if (list.size() <= 3) // asked for by name: there is room to say why
        for (const FeedStatus& feed : list)
            if (!feed.stored.next_run_why.empty())
                context.out << feed.id << ": next run: " << feed.stored.next_run_why << '\n';
}

/// What was not published, one line each; `wrong`: whether any of it needs attention.
std::vector<std::string> publication_lines(const CommandContext& context, bool& wrong) {
    std::vector<std::string> lines;
    if (!std::filesystem::exists(context.app.store_path)) return lines;
    StatusSnapshot snapshot;
    snapshot.at = std::time(nullptr);
    snapshot.outbox = StoreReader::open(context.app.store_path, context.schema)->outbox();
    for (const TargetConfig& target : context.app.targets)
        if (target.alarm_after.count() > 0) snapshot.alarm_after[target.name] = target.alarm_after.count();
    for (const std::string& target : snapshot.silent_targets())
        lines.push_back("target " + target +
                        ": silent: nothing new was published for longer than alarm_after");
    wrong = !lines.empty();
    for (const OutboxRow& row : snapshot.outbox) {
        if (row.error.empty() || row.state == "done") continue;
        wrong = wrong || row.state == "failed" || row.state == "parked";
        lines.push_back("target " + row.target + ", " + row.resource + ": " + row.state + ": " + row.error);
    }
    return lines;
}

int show_once(CommandContext& context, const StatusOptions& options) {
    const std::vector<FeedStatus> list = collect(context, options);
    auto personal = kept_back(context, list);
    if (context.json)
        for (const FeedStatus& feed : list) {
            auto line = feed_json(feed);
            line["personal_data"] = personal[feed.id];
            context.out << to_text(line);
        }
    else if (!list.empty())
        print_table(context, list, personal);
    else if (!context.quiet)
        context.err << (options.failing ? "every feed is well\n"
                                        : "no feed in " + context.app.feeds_dir.string() + "\n");
    bool unpublished = false;
    if (options.feeds.empty() && !context.json)
        for (const std::string& line : publication_lines(context, unpublished)) context.out << line << '\n';
    const bool attention = unpublished || std::any_of(list.begin(), list.end(), [](const FeedStatus& feed) {
                               return needs_attention(feed.state);
                           });
    return attention ? exit_code::attention : exit_code::done;
}

int status(CommandContext& context, const StatusOptions& options) {
    while (options.watch) { // until Ctrl-C
        if (!context.json && ::isatty(STDOUT_FILENO)) context.out << "\x1b[H\x1b[2J";
        show_once(context, options);
        context.out << std::flush;
        if (!context.out) return exit_code::io;
        std::this_thread::sleep_for(std::chrono::seconds(2));
    }
    return show_once(context, options);
}

} // namespace

void add_status(CLI::App& root, CommandRegistry& registry) {
    auto options = std::make_shared<StatusOptions>();
    CLI::App* app = root.add_subcommand("status", "one line per feed");
    app->add_option("FEED", options->feeds, "only these feeds");
    app->add_flag("--watch", options->watch, "again every 2 seconds, until Ctrl-C");
    app->add_flag("--failing", options->failing, "only feeds that need attention");
    app->footer(
        examples({"moisson status", "moisson status --failing", "moisson status exemple-asso-ain --json"}) +
        "\nStates: new, ok, unchanged, retrying, failing, dormant, held, paused, config-invalid, gone."
        "\nExit: 0 all well, 1 something needs attention.");
    registry.add(app, Needs::schema,
                 [options](CommandContext& context) { return status(context, *options); });
}

} // namespace moisson
