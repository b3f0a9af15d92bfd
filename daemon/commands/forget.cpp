// moisson forget: the opposition list. What it names leaves the present, the history, what is kept beside the
// store, and never comes in again.
#include "daemon/commands/record_names.hpp"
#include "daemon/commands/remote.hpp"
#include "daemon/harvest/forgetting.hpp"
#include "daemon/harvest/publish.hpp"
#include "daemon/harvest/session.hpp"

#include "core/export/iso_time.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace moisson {
namespace {

struct ForgetCommand {
    std::vector<std::string> what;
    std::string reason, undo;
    bool whole = false, list = false;
};

/// "asso-ain/S-1" of a feed that the store knows, or a public id; anything else is a value.
bool names_a_record(StoreReader& reader, const std::string& text) {
    if (text.starts_with("mo_")) return true;
    const std::size_t slash = text.find('/');
    if (slash == text.npos) return false;
    const std::vector<FeedState> feeds = reader.feeds();
    return std::any_of(feeds.begin(), feeds.end(),
                       [&](const FeedState& feed) { return feed.feed == text.substr(0, slash); });
}

/// Every record that the golden record is made of: one of them would fill in what another forgot.
/// Under each identifier that it has or had: a portal may turn back.
void add_records(CommandContext& context, StoreReader& reader, const std::string& text, ForgetOrder& order) {
    const std::vector<FeedPtr> feeds = load_valid_feeds(context);
    const std::vector<GoldenRecord> found = find_named(reader, feeds, text).records;
    if (found.empty()) throw CommandError(exit_code::unknown, "no record \"" + text + "\"");
    for (const GoldenRecord& record : found)
        for (const GoldenRecord::Member& member : record.sources)
            for (const std::string& id : identifiers_of(reader, feeds, member.feed, member.id))
                order.records.push_back({context.schema->kind(record.kind).name, member.feed, id});
}

std::int64_t number_of_entry(StoreReader& reader, const std::string& text) {
    if (!text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == text.npos)
        return std::stoll(text);
    for (const Opposition& entry : reader.oppositions()) {
        if (entry.undone) continue;
        Opposition same;
        try {
            same = oppose_value(text, entry.key);
        } catch (const std::invalid_argument& error) {
            throw CommandError(exit_code::usage, error.what());
        }
        if (same.type == entry.type && same.digest == entry.digest && same.pattern == entry.pattern)
            return entry.number;
    }
    throw CommandError(exit_code::unknown, "the opposition list has no such entry in force; see `moisson "
                                           "forget --list`");
}

ForgetOrder order_of(CommandContext& context, const ForgetCommand& command) {
    ForgetOrder order;
    order.whole = command.whole;
    order.why = command.reason;
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    if (!command.undo.empty()) {
        order.undo = number_of_entry(*reader, command.undo);
        return order;
    }
    if (command.what.empty() || command.reason.find_first_not_of(" \t\n") == std::string::npos)
        throw CommandError(exit_code::usage,
                           "say what is to be forgotten, and --reason; or --list, or --undo N");
    for (const std::string& text : command.what)
        if (names_a_record(*reader, text))
            add_records(context, *reader, text, order);
        else
            order.values.push_back(text);
    if (command.whole && !order.values.empty())
        throw CommandError(exit_code::usage,
                           "--whole is for records (FEED/ID, mo_…); a value leaves all records");
    return order;
}

std::string_view words_of(Opposition::Type type) {
    switch (type) {
    case Opposition::Type::email:
        return "an e-mail address";
    case Opposition::Type::phone:
        return "a telephone number";
    case Opposition::Type::words:
        return "a name";
    case Opposition::Type::pattern:
        return "addresses";
    case Opposition::Type::record:
        break;
    }
    return "a record";
}

int list_entries(CommandContext& context) {
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    for (const Opposition& entry : reader->oppositions()) {
        if (context.json) {
            context.out << nlohmann::ordered_json{{"number", entry.number},
                                                  {"type", to_string(entry.type)},
                                                  {"pattern", entry.pattern},
                                                  {"whole", entry.whole},
                                                  {"who", entry.who},
                                                  {"why", entry.why},
                                                  {"at", iso_utc(entry.at)},
                                                  {"undone", iso_utc(entry.undone)},
                                                  {"undone_by", entry.undone_by}}
                               .dump()
                        << '\n';
            continue;
        }
        context.out << entry.number << "  " << iso_utc(entry.at) << "  " << words_of(entry.type);
        if (!entry.pattern.empty()) context.out << " " << entry.pattern;
        if (entry.whole) context.out << ", all of it";
        context.out << "  " << entry.who << ": " << entry.why;
        if (entry.undone)
            context.out << "  (undone " << iso_utc(entry.undone) << " by " << entry.undone_by << ")";
        context.out << '\n';
    }
    return exit_code::done;
}

/// What this cannot reach.
void say_what_stays(CommandContext& context, const ForgetAnswer& answer) {
    std::error_code ignored;
    std::size_t backups = 0;
    for (const auto& entry : std::filesystem::directory_iterator(context.app.backup_dir, ignored))
        backups += entry.path().extension() == ".db";
    for (const auto& entry :
         std::filesystem::directory_iterator(context.app.store_path.parent_path(), ignored))
        backups += entry.path().filename().string().find(".before-restore-") != std::string::npos;
    if (backups > 0)
        context.err
            << "moisson: " << backups << " backups in " << context.app.backup_dir.string()
            << " (and stores that a restore moved aside) were made before and still hold it; delete them, "
               "or let them rotate. A restore applies the list again.\n";
    if (answer.summary.identifiers > 0)
        context.err
            << "moisson: " << answer.summary.identifiers
            << " records have it in their identifier, which stays; forget them with --whole, and ask the "
               "producer for identifiers that name nobody\n";
    for (const std::string& feed : answer.summary.held)
        context.err << "moisson: the held run of " << feed
                    << " held it and was released; the feed runs again\n";
}

void print_forgotten(CommandContext& context, const ForgetCommand& command, const ForgetAnswer& answer) {
    const ForgetSummary& n = answer.summary;
    if (context.json) {
        context.out << to_json(answer).dump() << '\n';
    } else if (!context.quiet && !command.undo.empty()) {
        context.out
            << "the entry no longer holds; every feed maps all its records again with its next run. What "
               "was erased from the history does not come back.\n";
    } else if (!context.quiet) {
        context.out << "forgotten";
        for (const std::int64_t number : n.numbers)
            context.out << (number == n.numbers.front() ? " (entry " : ", ") << number;
        if (!n.numbers.empty()) context.out << ")";
        context.out << ": " << n.records << " records changed, " << n.withdrawn << " withdrawn, "
                    << n.versions << " versions of the history, " << n.merged << " merged states, "
                    << n.issues << " lines of the quarantine, " << n.notes << " notes, " << answer.snapshots
                    << " kept snapshots removed\n";
    }
    if (command.undo.empty() && !context.quiet) say_what_stays(context, answer);
}

/// In this process: published files are written anew at once. A daemon does the same by itself.
ForgetAnswer forget_here(CommandContext& context, const LinkOrder& order) {
    Session session(context);
    ForgetAnswer answer = session.give_order(order).forgotten;
    prepare_outbox(session.store(), context.app, *context.schema, unix_now());
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    for (const PublishOutcome& outcome : publish_due(session.store(), *reader, context.app, *context.schema,
                                                     load_valid_feeds(context), {}, unix_now()))
        if (!outcome.error.empty())
            context.err << "moisson: " << outcome.target << " " << outcome.resource
                        << " still says what it said: " << outcome.error << '\n';
    return answer;
}

int forget(CommandContext& context, const ForgetCommand& command) {
    if (command.list) return list_entries(context);
    LinkOrder order;
    order.actor = operator_name();
    order.forget = order_of(context, command);
    ForgetAnswer answer;
    if (auto daemon = Remote::connect(context.app))
        answer = link_answer_from_json(
                     nlohmann::ordered_json::parse(daemon->link(to_json(order, *context.schema).dump())))
                     .forgotten;
    else
        answer = forget_here(context, order);
    print_forgotten(context, command, answer);
    return exit_code::done;
}

} // namespace

void add_forget(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<ForgetCommand>();
    CLI::App* app = root.add_subcommand(
        "forget", "the opposition list: take an address, a number, a name or a record out of everything");
    app->add_option(
        "WHAT", command->what,
        "an e-mail address, a telephone number, a name (\"Claire Durand\"), addresses (\"*@example.fr\"), "
        "or a record (FEED/ID, mo_…): what is personal in it");
    app->add_option("--reason", command->reason, "why, kept with your name; do not repeat the value in it")
        ->type_name("TEXT");
    app->add_flag("--whole", command->whole, "of records: the record itself, now and in every later import");
    app->add_flag("--list", command->list, "the entries; digests only, values are not kept");
    app->add_option("--undo", command->undo, "number of an entry, or its value: it may be imported again")
        ->type_name("N|VALUE");
    app->footer(
        examples({"moisson forget claire.durand@example.fr --reason \"letter of 12 November\"",
                  "moisson forget \"Claire Durand\" 0612345678 --reason \"letter of 12 November\"",
                  "moisson forget asso-ain/S-1 --whole --reason \"closed, asked by its president\"",
                  "moisson forget --list", "moisson forget --undo 3"}) +
        "\nOut of the present (a new revision), the history, kept snapshots, held runs, the quarantine and "
        "later imports; published files are written anew.\nBackups are not touched: it says how many still "
        "hold it. Exit: 0 done, 65 not understood, 66 unknown record or entry.");
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return forget(context, *command); });
}

} // namespace moisson
