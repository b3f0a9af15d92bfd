// moisson approve, moisson deny: a person decides about a held run; the reason goes into the journal.
#include "daemon/commands/command.hpp"
#include "daemon/commands/remote.hpp"
#include "daemon/commands/run_report.hpp"
#include "daemon/harvest/session.hpp"
#include "daemon/service/control_client.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace moisson {

namespace {

struct Decision {
    std::string feed, reason;
    RunId run = 0; ///< 0 = the one that is held
    bool rekey = false;
};

RunId held_run(const CommandContext& context, const Decision& decision) {
    auto reader = StoreReader::open(context.app.store_path, context.schema);
    const RunId held = reader->feed(decision.feed).held_run;
    if (held == 0)
        throw CommandError(exit_code::unknown, "no run of " + decision.feed + " is held; `moisson history " +
                                                   decision.feed + "` lists its runs");
    if (decision.run != 0 && decision.run != held)
        throw CommandError(exit_code::unknown, "run " + std::to_string(decision.run) + " of " +
                                                   decision.feed + " is not held; the held one is " +
                                                   std::to_string(held));
    return held;
}

RunRow decide_here(CommandContext& context, const FeedPtr& feed, RunId run, const std::string& verb,
                   const Decision& decision) {
    Session session(context);
    if (verb == "deny") return session.deny(feed, run, operator_name(), decision.reason);
    return session.approve(feed, run, operator_name() + ": " + decision.reason, decision.rekey);
}

bool is_target(const CommandContext& context, const std::string& name) {
    return std::any_of(context.app.targets.begin(), context.app.targets.end(),
                       [&](const TargetConfig& target) { return target.name == name && target.approval; });
}

/// What the target should hold now may go out; what changes later needs another approval.
int approve_target(CommandContext& context, const Decision& decision) {
    if (const auto daemon = ControlClient::connect(context.app)) {
        const nlohmann::json body{{"reason", decision.reason}, {"actor", operator_name()}};
        const auto answer = daemon->post("/targets/" + decision.feed + "/approve", body.dump());
        if (answer.status / 100 != 2)
            throw CommandError(exit_code::try_again, "the daemon does not approve: " + answer.body);
    } else {
        Session session(context);
        const auto reader = StoreReader::open(context.app.store_path, context.schema);
        session.store().approve_target(
            {decision.feed, reader->revision(), unix_now(), operator_name(), decision.reason});
    }
    if (!context.quiet)
        context.out << decision.feed
                    << ": approved; the daemon publishes it now, without one: moisson publish "
                    << decision.feed << '\n';
    return exit_code::done;
}

int decide(CommandContext& context, const std::string& verb, const Decision& decision) {
    if (decision.reason.find_first_not_of(" \t\n") == std::string::npos)
        throw CommandError(exit_code::usage, "--reason is empty: say why, it is kept in the journal");
    if (verb == "approve" && decision.run == 0 && is_target(context, decision.feed))
        return approve_target(context, decision);
    const FeedPtr feed = require_feed(context, decision.feed);
    const RunId run = held_run(context, decision);
    auto daemon = Remote::connect(context.app);
    const RunRow row =
        daemon ? daemon->decide(feed->id, run, verb, decision.reason, decision.rekey, operator_name())
               : decide_here(context, feed, run, verb, decision);
    if (context.json)
        context.out << to_json(row).dump() << '\n';
    else if (!context.quiet)
        context.out << describe(row) << '\n';
    return exit_code::done;
}

void add_decision(CLI::App& root, CommandRegistry& registry, const std::string& verb,
                  const std::string& help) {
    auto decision = std::make_shared<Decision>();
    CLI::App* app = root.add_subcommand(verb, help);
    app->add_option("FEED", decision->feed,
                    verb == "approve" ? "id of the feed, or name of a [[target]] with approval = true"
                                      : "id of the feed")
        ->required();
    app->add_option("RUN", decision->run, "number of the held run (default: the held one)");
    app->add_option("--reason", decision->reason, "why; kept in the journal")->required();
    if (verb == "approve")
        app->add_flag("--rekey", decision->rekey,
                      "records with the same content under another id keep their identity");
    app->footer(examples(
        {("moisson diff exemple-asso-ain"),
         verb == "approve" ? "moisson approve exemple-asso-ain --reason \"merge confirmed by the producer\""
                           : "moisson deny exemple-asso-ain --reason \"the export was cut\""}));
    registry.add(app, Needs::schema,
                 [verb, decision](CommandContext& context) { return decide(context, verb, *decision); });
}

} // namespace

void add_approve(CLI::App& root, CommandRegistry& registry) {
    add_decision(root, registry, "approve",
                 "apply a run that a guard holds, or let a target publish what it should hold now");
}

void add_deny(CLI::App& root, CommandRegistry& registry) {
    add_decision(root, registry, "deny", "refuse a run that a guard holds; the last good data stays");
}

} // namespace moisson
