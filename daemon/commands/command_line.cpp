// The frame of the command line: global options, one subcommand, exit codes, and the one place where errors
// become text.
#include "daemon/commands/command_line.hpp"
#include "core/store/store.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/version.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdlib>
#include <system_error>
#include <unistd.h>

namespace moisson {

namespace {

const char* const description = "Harvest feeds of open data, keep a common referential, publish it again.";
const char* const footer = "Every command takes the options above, before or after its name; "
                           "'moisson COMMAND --help' shows its own options and examples.\n"
                           "A first look:  moisson check    moisson status    moisson explain exit-codes";

void add_global_options(CLI::App& root, GlobalOptions& options) {
    root.add_option("--config", options.config, "configuration (default /etc/moisson/moisson.toml)")
        ->type_name("FILE");
    root.add_option("--feeds", options.feeds, "directory of feed files (default [feeds] dir)")
        ->type_name("DIR");
    root.add_option("--state", options.state, "state directory (default /var/lib/moisson)")->type_name("DIR");
    root.add_flag("--json", options.json, "print data as JSON, one object per line");
    root.add_flag("-q,--quiet", options.quiet, "only errors");
    root.add_flag("-v,--verbose", options.verbosity, "more messages; twice for debugging");
    root.set_version_flag("--version", std::string("moisson ") + version(), "print the version");
    root.set_help_flag("-h,--help", "print this help");
}

void add_commands(CLI::App& root, CommandRegistry& registry) {
#define MOISSON_COMMAND(name) add_##name(root, registry);
#include "daemon/commands/all_commands.def"
#undef MOISSON_COMMAND
    for (CLI::App* command : root.get_subcommands({})) {
        command->fallthrough();
        for (CLI::App* verb : command->get_subcommands({})) verb->fallthrough();
    }
}

void load(CommandContext& context, Needs needs) {
    if (needs == Needs::nothing) return;
    LoadedApp loaded = load_configuration(context.options, context.config_file);
    if (!loaded.ok || !context.quiet)
        for (const Diagnostic& diagnostic : loaded.diagnostics)
            context.err << render(diagnostic, context.color);
    if (!loaded.ok)
        throw CommandError(exit_code::config, context.config_file.string() + " is wrong; nothing was done");
    context.app = std::move(loaded.config);
    if (needs == Needs::schema) context.schema = load_schema(context.app);
}

CommandContext make_context(const GlobalOptions& options, std::ostream& out, std::ostream& err) {
    CommandContext context{.out = out, .err = err, .options = options};
    context.json = options.json;
    context.quiet = options.quiet;
    context.verbosity = options.verbosity;
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    const char* no_color = std::getenv("NO_COLOR");
    context.color = terminal && !(no_color && *no_color);
    context.progress = terminal && !options.quiet && !options.json;
    return context;
}

int run_chosen(const CommandRegistry& registry, CommandContext& context) {
    for (const CommandRegistry::Entry& entry : registry.entries()) {
        if (!entry.app->parsed()) continue;
        load(context, entry.needs);
        const int code = entry.function(context);
        context.out.flush();
        if (!context.out) throw CommandError(exit_code::io, "cannot write the output");
        return code;
    }
    throw CommandError(exit_code::internal, "the command has no function");
}

int fail(std::ostream& err, int code, const std::string& message) {
    err << "moisson: " << message << '\n';
    return code;
}

int usage_error(const CLI::App& root, const CLI::ParseError& error, std::ostream& err) {
    std::string name = "moisson";
    for (const CLI::App* command : root.get_subcommands()) name += " " + command->get_name();
    return fail(err, exit_code::usage, std::string(error.what()) + "\nTry '" + name + " --help'.");
}

/// The one place where an exception becomes text and an exit code.
int run_guarded(const CommandRegistry& registry, CommandContext& context) {
    try {
        return run_chosen(registry, context);
    } catch (const StoreError& error) {
        return fail(context.err, error.exit_code(), error.what());
    } catch (const CommandError& error) {
        return fail(context.err, error.exit_code(), error.what());
    } catch (const std::system_error& error) {
        return fail(context.err, exit_code::io, error.what());
    } catch (const std::exception& error) {
        return fail(context.err, exit_code::internal, std::string("internal error: ") + error.what());
    }
}

} // namespace

std::string examples(std::initializer_list<const char*> lines) {
    std::string text = "Examples:";
    for (const char* line : lines) text += std::string("\n  ") + line;
    return text;
}

int run_command_line(std::vector<std::string> arguments, std::ostream& out, std::ostream& err) {
    ::signal(SIGPIPE, SIG_IGN); // a reader that goes away is a write error, not a death
    CLI::App root(description, "moisson");
    GlobalOptions options;
    CommandRegistry registry;
    add_global_options(root, options);
    root.footer(footer);
    root.require_subcommand(1);
    add_commands(root, registry);
    try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend() - (arguments.empty() ? 0 : 1));
        root.parse(std::move(reversed));
    } catch (const CLI::Success& asked) { // --help, --version
        root.exit(asked, out, err);
        return exit_code::done;
    } catch (const CLI::ParseError& error) {
        return usage_error(root, error, err);
    }
    CommandContext context = make_context(options, out, err);
    return run_guarded(registry, context);
}

} // namespace moisson
