// moisson serve: the daemon.
#include "daemon/service/serve.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/service/log.hpp"

#include <CLI/CLI.hpp>

namespace moisson {

namespace {

log::Level wanted_level(const CommandContext& context) {
    if (context.quiet) return log::Level::error;
    return context.verbosity > 0 ? log::Level::debug : log::level_of(context.app.log.level);
}

int serve(CommandContext& context) {
    log::configure(wanted_level(context), log::choose_output(context.app.log.format));
    return run_service(context);
}

} // namespace

void add_serve(CLI::App& root, CommandRegistry& registry) {
    CLI::App* app =
        root.add_subcommand("serve", "the daemon: harvest on schedule, publish, answer on the status page");
    app->footer(examples({"moisson serve", "moisson --state ./state --feeds ./feeds.d serve -v"}) +
                "\nSIGHUP reloads the configuration, SIGTERM ends (twice: at once). Exit: 0, 65 corrupt "
                "store, 74 disk, "
                "75 another daemon, 77 no access, 78 configuration.");
    registry.add(app, Needs::schema, serve);
}

} // namespace moisson
