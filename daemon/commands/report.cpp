// moisson report FEED: the cross analysis (« analyse croisée ») that a producer reads: what it shares with
// others, what they know that it lacks, what was refused, how good its records are.
#include "connectors/targets/safe_file.hpp"
#include "core/portals/resource_health.hpp"
#include "core/report/cross_report.hpp"
#include "core/report/store_report_source.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/harvest/resource_checks.hpp"
#include "daemon/harvest/session.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>

namespace moisson {

namespace {

struct ReportCommand {
    std::string feed, html;
    std::size_t examples = 5;
};

void write_page(const std::string& name, const std::string& page) {
    const std::filesystem::path path = std::filesystem::absolute(name);
    try {
        SafeFile file(path.parent_path(), path.filename().string());
        file.stream() << page;
        file.finish();
        file.sync();
        file.commit();
    } catch (const FileError& error) {
        throw CommandError(exit_code::io, error.what());
    }
}

struct FeedChecks {
    std::vector<ResourceCheck> dead;
    std::uint64_t checked = 0;
};

FeedChecks checks_of(StoreReader& reader, const std::string& feed) {
    FeedChecks checks;
    for_each_resource_check(reader, feed, [&](ResourceCheck& check) {
        checks.checked += check.checked_at != 0;
        if (is_dead(check)) checks.dead.push_back(std::move(check));
    });
    return checks;
}

int report(CommandContext& context, const ReportCommand& command) {
    const FeedPtr feed = require_feed(context, command.feed);
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    StoreReportSource source(*reader);
    FeedChecks checks = checks_of(*reader, feed->id);
    const ReportOptions options{.examples = command.examples,
                                .now = unix_now(),
                                .feeds = load_valid_feeds(context),
                                .dead = std::move(checks.dead),
                                .checked_resources = checks.checked,
                                .remembered = reader->feeds()};
    const CrossReport made = gather_report(source, *context.schema, *feed, options);
    if (command.html == "-") {
        context.out << report_html(made);
        return exit_code::done;
    }
    if (!command.html.empty()) {
        write_page(command.html, report_html(made));
        if (!context.quiet)
            context.err << "report of " << made.records() << " records in " << command.html << '\n';
    }
    if (context.json)
        context.out << report_json(made) << '\n';
    else if (command.html.empty())
        context.out << report_text(made);
    return exit_code::done;
}

} // namespace

void add_report(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<ReportCommand>();
    CLI::App* app = root.add_subcommand(
        "report", "cross analysis for a producer, in French: records in common, what it lacks, quality");
    app->add_option("FEED", command->feed, "id of the feed")->required();
    app->add_option("--html", command->html, "one self-contained page, to read and print (- is stdout)")
        ->type_name("FILE");
    app->add_option("--examples", command->examples, "examples of each finding (default 5)")
        ->check(CLI::Range(0, 1000));
    app->footer(
        examples({"moisson report exemple-asso-ain", "moisson report exemple-asso-ain --html rapport.html",
                  "moisson report exemple-asso-ain --json"}) +
        "\nContacts that their producers do not want published are not shown.\nExit: 0 done, 66 unknown "
        "feed, "
        "74 cannot write.");
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return report(context, *command); });
}

} // namespace moisson
