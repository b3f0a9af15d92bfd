// moisson try FILE: a full rehearsal of one feed file; nothing is stored, no daemon is asked.
#include "daemon/commands/command.hpp"
#include "daemon/commands/rehearsal.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <map>

namespace moisson {

namespace {

struct TryCommand {
    std::string file, from_file;
    std::size_t limit = 3;
};

FeedPtr valid_feed(const CommandContext& context, const std::string& file) {
    LoadedFeed loaded = load_feed(file, *context.schema);
    for (const Diagnostic& diagnostic : loaded.diagnostics) context.err << render(diagnostic, context.color);
    if (!loaded.config) throw CommandError(exit_code::config, file + " is wrong; see above");
    return loaded.config;
}

void print_sample(CommandContext& context, const RehearsedRecord& record) {
    context.out << "\n"
                << (record.position.line ? "line " : "record ")
                << (record.position.line ? record.position.line : record.position.element) << "\n  before\n";
    for (const auto& [selector, value] : record.before)
        context.out << "    " << selector << ": " << value << '\n';
    for (const auto& [kind, body] : record.after) {
        context.out << "  after: " << kind << '\n';
        const auto values = nlohmann::ordered_json::parse(body, nullptr, false);
        for (const auto& [field, value] : values.items())
            context.out << "    " << field << ": "
                        << value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    }
    for (const Issue& issue : record.issues) context.out << "  ! " << issue.message << '\n';
}

/// "3 × record.siret-checksum" with up to three of its messages.
void print_issues(CommandContext& context, const Rehearsal& rehearsal) {
    constexpr std::size_t shown = 3;
    for (const auto& [code, count] : rehearsal.examination.issue_counts) {
        context.out << '\n' << count << " × " << code << "   (moisson explain " << code << ")\n";
        std::size_t printed = 0;
        for (const RecordIssue& issue : rehearsal.examination.issues) {
            if (issue.issue.code != code) continue;
            if (printed++ == shown) break;
            context.out << "    " << (issue.position.line ? "line " : "record ")
                        << (issue.position.line ? issue.position.line : issue.position.element) << ": "
                        << issue.issue.message << '\n';
        }
    }
}

/// Values that no [values] table knows, each once, ready to be pasted with what stands near in the schema's
/// list.
void print_unknown_values(CommandContext& context, const Rehearsal& rehearsal) {
    if (rehearsal.unknown_values.empty()) return;
    context.out
        << "\nvalues that no table maps (complete, and put them into `map = { … }` of the field's table):\n";
    for (const UnknownValue& unknown : rehearsal.unknown_values)
        context.out << "    " << unknown.field << ":  " << nlohmann::json(unknown.value).dump() << " = \""
                    << unknown.proposal << "\",   (" << unknown.count << " times)\n";
}

/// Of a portal: whose data sets these are, and under which licences.
void print_counts(CommandContext& context, const Rehearsal& rehearsal) {
    std::string field;
    for (const ValueCount& one : rehearsal.counts) {
        if (one.field != field) context.out << "\ndata sets by " << one.field << ":\n";
        field = one.field;
        context.out << "    " << one.count << "  " << (one.value.empty() ? "(not said)" : one.value) << '\n';
    }
}

void print_verdict(CommandContext& context, const Rehearsal& rehearsal) {
    const RunCounts& counts = rehearsal.examination.difference.counts;
    context.out << '\n'
                << counts.read << " records read: " << counts.created << " new, " << counts.updated
                << " changed, " << counts.unchanged << " unchanged, " << counts.rejected << " refused";
    if (rehearsal.compared) context.out << ", " << counts.missing + counts.withdrawn << " no longer there";
    context.out << '\n';
    for (const std::string& warning : rehearsal.examination.warnings)
        context.out << "warning: " << warning << '\n';
    if (rehearsal.error)
        context.out << "refused: " << rehearsal.error->code << ": " << rehearsal.error->message << '\n';
    else if (rehearsal.guard)
        context.out << "would be held by " << rehearsal.guard->name << ": " << rehearsal.guard->message
                    << '\n';
    else
        context.out << "would be applied"
                    << (rehearsal.compared ? "" : " (as a first run: nothing is stored of this feed here)")
                    << '\n';
}

/// A kind that explodes may come several times: then its records stand in a list.
void add_kind(nlohmann::ordered_json& after, const std::string& kind, const std::string& body) {
    auto record = nlohmann::ordered_json::parse(body, nullptr, false);
    if (!after.is_object() || !after.contains(kind))
        after[kind] = std::move(record);
    else if (after[kind].is_array())
        after[kind].push_back(std::move(record));
    else
        after[kind] = nlohmann::ordered_json::array({std::move(after[kind]), std::move(record)});
}

nlohmann::ordered_json to_json(const Rehearsal& rehearsal, const FeedConfig& feed) {
    nlohmann::ordered_json json{{"feed", feed.id}, {"compared", rehearsal.compared}};
    const RunCounts& counts = rehearsal.examination.difference.counts;
    json["records"] = {{"read", counts.read},         {"created", counts.created},
                       {"updated", counts.updated},   {"unchanged", counts.unchanged},
                       {"rejected", counts.rejected}, {"missing", counts.missing}};
    json["error"] = nullptr;
    if (rehearsal.error)
        json["error"] = {{"code", rehearsal.error->code}, {"message", rehearsal.error->message}};
    json["guard"] = nullptr;
    if (rehearsal.guard)
        json["guard"] = {{"name", rehearsal.guard->name}, {"message", rehearsal.guard->message}};
    json["issues"] = nlohmann::ordered_json::array();
    for (const auto& [code, count] : rehearsal.examination.issue_counts)
        json["issues"].push_back({{"code", code}, {"count", count}});
    json["unknown_values"] = nlohmann::ordered_json::array();
    for (const UnknownValue& unknown : rehearsal.unknown_values)
        json["unknown_values"].push_back({{"field", unknown.field},
                                          {"value", unknown.value},
                                          {"count", unknown.count},
                                          {"proposal", unknown.proposal}});
    if (!rehearsal.counts.empty()) json["counts"] = nlohmann::ordered_json::object();
    for (const ValueCount& one : rehearsal.counts)
        json["counts"][one.field].push_back({{"value", one.value}, {"count", one.count}});
    json["sample"] = nlohmann::ordered_json::array();
    for (const RehearsedRecord& record : rehearsal.sample) {
        nlohmann::ordered_json sample{
            {"line", record.position.line}, {"before", nullptr}, {"after", nullptr}};
        for (const auto& [selector, value] : record.before) sample["before"][selector] = value;
        for (const auto& [kind, body] : record.after) add_kind(sample["after"], kind, body);
        json["sample"].push_back(std::move(sample));
    }
    return json;
}

int try_feed(CommandContext& context, const TryCommand& command) {
    const FeedPtr feed = valid_feed(context, command.file);
    const Rehearsal rehearsal = rehearse(context, feed, command.from_file, command.limit);
    if (context.json) {
        context.out
            << to_json(rehearsal, *feed).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
            << '\n';
    } else {
        for (const RehearsedRecord& record : rehearsal.sample) print_sample(context, record);
        print_issues(context, rehearsal);
        print_unknown_values(context, rehearsal);
        print_counts(context, rehearsal);
        print_verdict(context, rehearsal);
    }
    if (rehearsal.error) return rehearsal.error->transient ? exit_code::try_again : exit_code::rejected;
    return rehearsal.guard ? exit_code::held : exit_code::done;
}

} // namespace

void add_try(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<TryCommand>();
    CLI::App* app = root.add_subcommand(
        "try", "rehearse one feed file: before and after, issues, guards; nothing is stored");
    app->add_option("FILE", command->file, "the feed file")->required();
    app->add_option("--limit", command->limit, "records shown before and after")->capture_default_str();
    app->add_option("--from-file", command->from_file, "read this file instead of the feed's url")
        ->type_name("X");
    app->footer(examples({"moisson try feeds.d/exemple-asso-ain.toml",
                          "moisson try feeds.d/exemple-asso-ain.toml --from-file export.csv --limit 10"}) +
                "\nExit: 0 would be applied, 10 would be held, 65 refused, 75 the source does not answer.");
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return try_feed(context, *command); });
}

} // namespace moisson
