// moisson aliases FEED: identifiers that the producer renamed; proposed by a held run, decided by a person.
#include "core/export/csv_cell.hpp"
#include "core/export/iso_time.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/commands/record_names.hpp"
#include "daemon/harvest/session.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace moisson {

namespace {

struct AliasCommand {
    std::string feed, reason;
    std::vector<std::string> ids;
    bool accept = false, refuse = false, as_file = false;
};

void list_aliases(CommandContext& context, const FeedConfig& feed, const std::vector<Alias>& aliases) {
    for (const auto& [old_id, new_id] : feed.aliases) {
        if (context.json)
            context.out << nlohmann::ordered_json{{"old", old_id},
                                                  {"new", new_id},
                                                  {"state", "accepted"},
                                                  {"who", "the feed file"}}
                               .dump()
                        << '\n';
        else
            context.out << "accepted  " << old_id << " → " << new_id << "  (the feed file)\n";
    }
    for (const Alias& one : aliases) {
        if (context.json) {
            context.out << nlohmann::ordered_json{{"old", one.old_id},    {"new", one.new_id},
                                                  {"state", one.state},   {"evidence", one.evidence},
                                                  {"who", one.who},       {"why", one.why},
                                                  {"at", iso_utc(one.at)}}
                               .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                        << '\n';
            continue;
        }
        context.out << one.state << "  " << one.old_id << " → " << one.new_id;
        if (!one.evidence.empty()) context.out << "  (" << one.evidence << ")";
        if (!one.who.empty()) context.out << "  " << one.who << (one.why.empty() ? "" : ": ") << one.why;
        context.out << '\n';
    }
}

/// The file of [aliases] in a feed file: kept with the configuration, it outlives the store.
void export_aliases(CommandContext& context, const FeedConfig& feed, const std::vector<Alias>& aliases) {
    std::string text = "old,new\r\n";
    const auto line = [&](std::string_view old_id, std::string_view new_id) {
        append_csv_text(text, old_id);
        text += ',';
        append_csv_text(text, new_id);
        text += "\r\n";
    };
    for (const auto& [old_id, new_id] : feed.aliases) line(old_id, new_id);
    for (const Alias& one : aliases)
        if (one.state == "accepted") line(one.old_id, one.new_id);
    context.out << text;
}

std::vector<Alias> chosen_aliases(const AliasCommand& command, std::vector<Alias> aliases) {
    const bool all = command.ids.empty();
    for (const std::string& id : command.ids)
        if (std::none_of(aliases.begin(), aliases.end(), [&](const Alias& one) { return one.old_id == id; }))
            throw CommandError(exit_code::unknown, "no alias of \"" + id +
                                                       "\" is proposed; `moisson aliases " + command.feed +
                                                       "` lists them");
    std::erase_if(aliases, [&](const Alias& one) {
        return all ? one.state != "proposed"
                   : std::find(command.ids.begin(), command.ids.end(), one.old_id) == command.ids.end();
    });
    return aliases;
}

int decide_aliases(CommandContext& context, const AliasCommand& command, std::vector<Alias> aliases) {
    if (command.accept == command.refuse || command.reason.find_first_not_of(" \t\n") == std::string::npos)
        throw CommandError(exit_code::usage, "give --accept or --refuse, and --reason");
    LinkOrder order;
    order.actor = operator_name();
    order.aliases = chosen_aliases(command, std::move(aliases));
    if (order.aliases.empty())
        throw CommandError(exit_code::unknown, "no alias of " + command.feed + " is proposed");
    for (Alias& alias : order.aliases) {
        alias.feed = command.feed;
        alias.state = command.accept ? "accepted" : "refused";
        alias.who = operator_name();
        alias.why = command.reason;
        alias.at = unix_now();
    }
    const std::size_t count = order.aliases.size();
    order_links(context, order);
    if (!context.quiet)
        context.out << count << (command.accept ? " accepted" : " refused") << "; the next run of "
                    << command.feed << " goes by it: moisson run " << command.feed << '\n';
    return exit_code::done;
}

int aliases(CommandContext& context, const AliasCommand& command) {
    const FeedPtr feed = require_feed(context, command.feed);
    std::vector<Alias> known;
    {
        const auto reader = StoreReader::open(context.app.store_path, context.schema);
        known = reader->aliases(feed->id);
    }
    if (command.accept || command.refuse) return decide_aliases(context, command, std::move(known));
    if (command.as_file)
        export_aliases(context, *feed, known);
    else
        list_aliases(context, *feed, known);
    return exit_code::done;
}

} // namespace

void add_aliases(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<AliasCommand>();
    CLI::App* app = root.add_subcommand(
        "aliases", "data sets that came back under another identifier: list, accept, refuse, export");
    app->add_option("FEED", command->feed, "id of the feed")->required();
    app->add_option("OLD", command->ids, "old identifiers (default: all that are proposed)");
    app->add_flag("--accept", command->accept, "they are the same data sets: public ids and history stay");
    app->add_flag("--refuse", command->refuse, "they are others: the old ones go, the new ones come");
    app->add_option("--reason", command->reason, "why; kept with your name");
    app->add_flag("--export", command->as_file, "accepted ones as CSV, for [aliases] file in the feed file");
    app->footer(
        examples({"moisson aliases portail-region",
                  "moisson aliases portail-region --accept --reason \"the portal changed its software\"",
                  "moisson aliases portail-region --export > feeds.d/portail-region-alias.csv"}));
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return aliases(context, *command); });
}

} // namespace moisson
