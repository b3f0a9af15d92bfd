// moisson publish [TARGET]: bring every target up to date now, in this process when no daemon owns the state
// directory, else through its socket.
#include "daemon/harvest/publish.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/harvest/session.hpp"
#include "daemon/service/control_client.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>
#include <thread>

namespace moisson {

namespace {

struct PublishCommand {
    std::string target;
    bool dry_run = false;
};

void require_target(const AppConfig& app, const std::string& name) {
    std::string known;
    for (const TargetConfig& target : app.targets) {
        if (name.empty() || target.name == name) return;
        known += (known.empty() ? "" : ", ") + target.name;
    }
    throw CommandError(exit_code::unknown, name.empty() ? "moisson.toml configures no [[target]]"
                                                        : "no target \"" + name + "\"; targets: " + known);
}

PlatformAccess access_of(const CommandContext& context) {
    return {default_secret_reader(context.config_file.parent_path()), make_network(context.app)};
}

std::vector<PublishOutcome> publish_here(const CommandContext& context, const PublishCommand& command) {
    Session session(context);
    for (const TargetConfig& target : context.app.targets) clean_directory(target);
    prepare_outbox(session.store(), context.app, *context.schema, unix_now());
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    return publish_due(session.store(), *reader, context.app, *context.schema, load_valid_feeds(context),
                       {.target = command.target, .force = true}, unix_now(), access_of(context));
}

std::vector<PublishOutcome> rehearse(const CommandContext& context, const PublishCommand& command) {
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    return rehearse_publication(context.app, *reader, *context.schema, load_valid_feeds(context),
                                command.target, access_of(context), unix_now());
}

/// The daemon publishes one thing at a time: while it is at it, it answers 409.
ControlClient::Answer ask_daemon(const ControlClient& daemon, const std::string& body) {
    constexpr int tries = 150;
    ControlClient::Answer answer = daemon.post("/publish", body);
    for (int i = 0; i < tries && answer.status == 409; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        answer = daemon.post("/publish", body);
    }
    return answer;
}

std::vector<PublishOutcome> publish_remotely(const ControlClient& daemon, const PublishCommand& command) {
    const nlohmann::json body{{"target", command.target}, {"actor", operator_name()}};
    const ControlClient::Answer answer = ask_daemon(daemon, body.dump());
    if (answer.status / 100 != 2)
        throw CommandError(answer.status == 404 ? exit_code::unknown : exit_code::try_again,
                           "the daemon does not publish: " + answer.body);
    std::vector<PublishOutcome> outcomes;
    std::istringstream lines(answer.body);
    for (std::string line; std::getline(lines, line);)
        if (!line.empty()) outcomes.push_back(outcome_from_json(line));
    return outcomes;
}

std::string describe(const PublishOutcome& outcome) {
    std::string text = outcome.target + "  " + outcome.resource + "  " + outcome.result;
    const auto with_changes = [&](std::string line) {
        for (const std::string& change : outcome.changes) line += "\n    " + change;
        return line;
    };
    if (!outcome.error.empty()) return with_changes(text + "\n    " + outcome.error);
    text += "  " + std::to_string(outcome.rows) + " rows, " + std::to_string(outcome.bytes) + " bytes";
    if (outcome.verified) text += ", verified";
    if (outcome.protected_cells)
        text += ", " + std::to_string(outcome.protected_cells) + " cells protected from spreadsheets";
    if (outcome.withheld)
        text += ", " + std::to_string(outcome.withheld) + " values without what is personal in them";
    if (outcome.below_quality)
        text += ", " + std::to_string(outcome.below_quality) + " records below quality_min left out";
    return with_changes(text);
}

/// Targets with approval = true of which nothing was published.
std::vector<std::string> waiting_for_approval(const AppConfig& app, const std::string& wanted,
                                              const std::vector<PublishOutcome>& outcomes) {
    std::vector<std::string> names;
    for (const TargetConfig& target : app.targets) {
        const bool seen = std::any_of(outcomes.begin(), outcomes.end(), [&](const PublishOutcome& outcome) {
            return outcome.target == target.name;
        });
        if (target.approval && !seen && (wanted.empty() || wanted == target.name))
            names.push_back(target.name);
    }
    return names;
}

int publish(CommandContext& context, const PublishCommand& command) {
    require_target(context.app, command.target);
    std::vector<PublishOutcome> outcomes;
    if (command.dry_run)
        outcomes = rehearse(context, command);
    else if (const auto daemon = ControlClient::connect(context.app))
        outcomes = publish_remotely(*daemon, command);
    else
        outcomes = publish_here(context, command);
    bool failed = false;
    for (const std::string& name : waiting_for_approval(context.app, command.target, outcomes))
        context.err << name << " waits for a person: moisson publish " << name
                    << " --dry-run, then moisson approve " << name << " --reason \"…\"\n";
    for (const PublishOutcome& outcome : outcomes) {
        const bool wrong = outcome.result == "failed" || outcome.result == "parked";
        failed = failed || wrong;
        if (context.json)
            context.out << to_json_line(outcome) << '\n';
        else if (!context.quiet || wrong)
            context.out << describe(outcome) << '\n';
    }
    return failed ? exit_code::try_again : exit_code::done;
}

} // namespace

void add_publish(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<PublishCommand>();
    CLI::App* app =
        root.add_subcommand("publish", "bring the published files up to date now, and verify them");
    app->add_option("TARGET", command->target, "name of a [[target]] (default: all)");
    app->add_flag("--dry-run", command->dry_run, "say what would be published, write nothing");
    app->footer(examples({"moisson publish", "moisson publish public --dry-run --json"}) +
                "\nExit: 0 everything is published and verified, 66 unknown target, 75 something failed (it "
                "is tried again).");
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return publish(context, *command); });
}

} // namespace moisson
