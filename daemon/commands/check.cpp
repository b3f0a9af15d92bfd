// moisson check: every error of moisson.toml and of the feed files in one pass; no network.
#include "core/mapping/mapping_tests.hpp"
#include "daemon/commands/command.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <chrono>

namespace moisson {

namespace {

struct CheckOptions {
    std::vector<std::string> files;
    bool deny_warnings = false;
};

struct Tally {
    std::size_t feeds = 0, wrong = 0, errors = 0, warnings = 0;
};

nlohmann::json to_json(const Diagnostic& diagnostic) {
    return {{"file", diagnostic.where.file.string()},
            {"line", diagnostic.where.line},
            {"column", diagnostic.where.column},
            {"severity", diagnostic.severity == Severity::error ? "error" : "warning"},
            {"code", diagnostic.code},
            {"message", diagnostic.message},
            {"hint", diagnostic.hint},
            {"note", diagnostic.note}};
}

void report(const CommandContext& context, const std::vector<Diagnostic>& diagnostics, Tally& tally) {
    for (const Diagnostic& diagnostic : diagnostics) {
        const bool error = diagnostic.severity == Severity::error;
        ++(error ? tally.errors : tally.warnings);
        if (context.json)
            context.out << to_json(diagnostic).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                        << '\n';
        else if (error || !context.quiet)
            context.err << render(diagnostic, context.color);
    }
}

std::string counted(std::size_t count, const char* noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::vector<LoadedFeed> feeds_to_check(const CommandContext& context, const std::vector<std::string>& files) {
    if (files.empty()) return load_feeds(context.app.feeds_dir, *context.schema);
    std::vector<LoadedFeed> feeds;
    for (const std::string& file : files) feeds.push_back(load_feed(file, *context.schema));
    return feeds;
}

Today today() {
    const std::chrono::year_month_day date{
        std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
    return {int(date.year()), unsigned(date.month()), unsigned(date.day())};
}

void check_feeds(const CommandContext& context, const std::vector<std::string>& files, Tally& tally) {
    for (const LoadedFeed& feed : feeds_to_check(context, files)) {
        ++tally.feeds;
        tally.wrong += feed.config == nullptr;
        report(context, feed.diagnostics, tally);
        if (feed.config && !feed.config->tests.empty())
            report(context, run_mapping_tests(*feed.config, context.schema, today()), tally);
    }
}

int check(CommandContext& context, const CheckOptions& options) {
    Tally tally;
    LoadedApp loaded = load_configuration(context.options, context.config_file);
    report(context, loaded.diagnostics, tally);
    if (loaded.ok) {
        context.app = std::move(loaded.config);
        context.schema = load_schema(context.app);
        check_feeds(context, options.files, tally);
    }
    if (!context.quiet && !context.json)
        context.err << counted(tally.feeds, "feed") << " checked: " << counted(tally.errors, "error") << ", "
                    << counted(tally.warnings, "warning") << '\n';
    if (tally.errors) return exit_code::config;
    return tally.warnings && options.deny_warnings ? exit_code::attention : exit_code::done;
}

} // namespace

void add_check(CLI::App& root, CommandRegistry& registry) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* app =
        root.add_subcommand("check", "validate moisson.toml and the feed files, run their [[tests]]");
    app->add_option("FILE", options->files, "feed files (default: all of the feeds directory)");
    app->add_flag("--deny-warnings", options->deny_warnings, "exit 1 when there are warnings");
    app->footer(examples({"moisson check", "moisson check feeds.d/exemple-asso-ain.toml",
                          "moisson --feeds ./feeds.d check --deny-warnings --json"}));
    registry.add(app, Needs::nothing,
                 [options](CommandContext& context) { return check(context, *options); });
}

} // namespace moisson
