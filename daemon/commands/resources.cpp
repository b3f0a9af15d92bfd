// moisson resources FEED: the addresses that the data sets of a feed give, and which of them are dead.
#include "core/export/iso_time.hpp"
#include "core/portals/resource_health.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/harvest/resource_checks.hpp"
#include "daemon/harvest/session.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <map>

namespace moisson {

namespace {

struct ResourcesCommand {
    std::string feed;
    bool check = false, all = false;
};

void show_resource(CommandContext& context, const ResourceCheck& link) {
    if (context.json)
        context.out << nlohmann::ordered_json{{"url", link.url},
                                              {"state", is_dead(link) ? "dead" : link.state},
                                              {"code", link.code},
                                              {"since", iso_utc(link.since)},
                                              {"checked_at", link.checked_at ? iso_utc(link.checked_at) : ""},
                                              {"next_at", iso_utc(link.next_at)},
                                              {"times", link.times}}
                           .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                    << '\n';
    else
        context.out << (is_dead(link) ? "dead" : link.state) << "  " << link.code << "  since "
                    << iso_utc(link.since) << "  " << link.url << '\n';
}

int resources(CommandContext& context, const ResourcesCommand& command) {
    const FeedPtr feed = require_feed(context, command.feed);
    if (command.check) {
        Session session(context);
        const ResourcePass pass = session.check_resources(feed, command.all);
        if (!context.quiet)
            context.err << pass.known << " addresses, " << pass.asked << " asked, " << pass.left
                        << " due later\n";
    }
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    std::map<std::string, std::size_t> counts;
    for_each_resource_check(*reader, feed->id, [&](const ResourceCheck& link) {
        ++counts[is_dead(link) ? "dead" : link.state];
        if (command.all || (link.state != "ok" && link.state != "new")) show_resource(context, link);
    });
    if (context.json || context.quiet) return exit_code::done;
    for (const auto& [state, count] : counts) context.out << count << " " << state << '\n';
    return exit_code::done;
}

} // namespace

void add_resources(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<ResourcesCommand>();
    CLI::App* app =
        root.add_subcommand("resources", "addresses of a feed's data sets: which do not answer, since when");
    app->add_option("FEED", command->feed, "id of the feed")->required();
    app->add_flag("--check", command->check,
                  "ask now those that are due (the daemon does, with [resources] check = true)");
    app->add_flag("--all", command->all, "all addresses; with --check: ask also those that are not due");
    app->footer(examples({"moisson resources portail-region", "moisson resources portail-region --check",
                          "moisson resources portail-region --all --json"}) +
                "\ndead: gone (404, 410, no such name) at two questions at least, a day apart. Nothing is "
                "withdrawn.");
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return resources(context, *command); });
}

} // namespace moisson
