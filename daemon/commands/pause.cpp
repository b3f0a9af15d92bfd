// moisson pause, moisson resume: a person stops the schedule of a feed, or lets it go on.
#include "daemon/commands/command.hpp"
#include "daemon/harvest/session.hpp"
#include "daemon/service/control_client.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

struct PauseOptions {
    std::string feed, reason;
};

void tell_daemon(const ControlClient& daemon, const PauseOptions& options, bool paused) {
    const nlohmann::json body{{"reason", options.reason}, {"actor", operator_name()}};
    const auto answer = daemon.post("/feeds/" + options.feed + (paused ? "/pause" : "/resume"), body.dump());
    if (answer.status == 404)
        throw CommandError(exit_code::unknown, "the daemon does not know " + options.feed);
    if (answer.status / 100 != 2)
        throw CommandError(exit_code::unavailable, "the daemon refuses: " + answer.body);
}

int set_paused(CommandContext& context, const PauseOptions& options, bool paused) {
    require_feed(context, options.feed);
    if (const auto daemon = ControlClient::connect(context.app)) {
        tell_daemon(*daemon, options, paused);
    } else {
        Session session(context);
        std::string reason = operator_name() + (options.reason.empty() ? "" : ": " + options.reason);
        session.store().pause(options.feed, paused, reason, unix_now());
        if (!paused) session.store().schedule(options.feed, unix_now());
    }
    if (!context.quiet) context.err << options.feed << (paused ? " is paused\n" : " runs again\n");
    return exit_code::done;
}

void add(CLI::App& root, CommandRegistry& registry, const char* name, const char* help, bool paused) {
    auto options = std::make_shared<PauseOptions>();
    CLI::App* app = root.add_subcommand(name, help);
    app->add_option("FEED", options->feed, "id of the feed")->required();
    app->add_option("--reason", options->reason, "why; shown by status");
    app->footer(
        examples({paused ? "moisson pause exemple-asso-ain --reason \"the producer migrates until Monday\""
                         : "moisson resume exemple-asso-ain"}));
    registry.add(app, Needs::schema, [options, paused](CommandContext& context) {
        return set_paused(context, *options, paused);
    });
}

} // namespace

void add_pause(CLI::App& root, CommandRegistry& registry) {
    add(root, registry, "pause", "stop the schedule of a feed; its records stay", true);
}

void add_resume(CLI::App& root, CommandRegistry& registry) {
    add(root, registry, "resume", "let a paused feed run again", false);
}

} // namespace moisson
