// moisson why ID: explain a golden record: its members and what links them, whose values it has and what
// lost, since when, and what is held back from publication.
#include "core/report/explain_record.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/commands/record_names.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

using Json = nlohmann::ordered_json;

struct WhyCommand {
    std::string id, field;
};

std::string shortened(const Json& value) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    constexpr std::size_t longest = 100;
    if (text.size() <= longest) return text;
    std::size_t cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    return text.substr(0, cut) + "…";
}

std::string joined(const Json& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name.get<std::string>();
    return text;
}

std::string member_name(const Json& member) {
    return member["feed"].get<std::string>() + "/" + member["id"].get<std::string>();
}

/// The pairs that hold the members together, strongest first, each as a waterfall of weights.
void print_links(std::ostream& out, const Json& links) {
    if (links.empty()) return;
    out << "  links\n";
    for (const Json& link : links) {
        out << "    " << member_name(link["a"]) << "  =  " << member_name(link["b"]) << "   weight "
            << signed_weight(link["weight"].get<double>(), Language::english) << '\n';
        if (!link["verdict"].is_null())
            out << "        a person said: " << link["verdict"].get<std::string>() << '\n';
        for (const Json& part : link["parts"]) out << "        " << part["what"].get<std::string>() << '\n';
    }
}

void print_field(std::ostream& out, const std::string& name, const Json& field) {
    out << "    " << name << " = " << shortened(field["value"]) << "\n        from "
        << field["feed"].get<std::string>() << "  " << field["id"].get<std::string>();
    if (field.contains("why") && !field["others"].empty()) out << ": " << field["why"].get<std::string>();
    if (!field["published"].get<bool>()) out << "  (held back: personal-data rule)";
    out << '\n';
    if (!field.contains("others")) return;
    for (const Json& other : field["others"])
        out << "        " << (field["conflict"].get<bool>() ? "but " : "also ") << member_name(other) << ": "
            << shortened(other["value"]) << '\n';
}

void print_text(std::ostream& out, const Json& explained) {
    if (explained.contains("redirected_from"))
        out << explained["redirected_from"].get<std::string>() << " is now part of\n";
    out << explained["id"].get<std::string>() << "  " << explained["kind"].get<std::string>()
        << (explained["active"].get<bool>() ? "" : "  withdrawn: published no more, this is its last state")
        << '\n';
    out << "  members\n";
    for (const auto& member : explained["members"])
        out << "    " << member["feed"].get<std::string>() << "  " << member["id"].get<std::string>() << '\n';
    print_links(out, explained["links"]);
    out << "  fields\n";
    for (const auto& [name, field] : explained["fields"].items()) print_field(out, name, field);
    out << "  history\n";
    for (const auto& step : explained["history"]) {
        const std::string change = step["change"];
        out << "    " << step["at"].get<std::string>() << "  run " << step["run"] << "  " << change << "  "
            << step["feed"].get<std::string>() << "  " << step["id"].get<std::string>();
        if (change == "updated") out << "  (" << joined(step["fields"]) << ')';
        out << '\n';
    }
}

void require_field(const Kind& kind, const WhyCommand& command) {
    if (command.field.empty() || kind.find(command.field) >= 0) return;
    throw CommandError(exit_code::unknown, "a " + kind.name + " has no field \"" + command.field +
                                               "\"; fields: moisson schema " + kind.name);
}

int why(CommandContext& context, const WhyCommand& command) {
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    const std::vector<FeedPtr> feeds = load_valid_feeds(context);
    const auto [name, found] = find_named(*reader, feeds, command.id);
    if (found.empty())
        throw CommandError(exit_code::unknown,
                           "no record \"" + command.id +
                               "\"; give a public id (mo_…), FEED/ID, or the producer's id");
    if (name != command.id && !context.json && !context.quiet)
        context.out << command.id << " is now called " << name << '\n';
    for (const GoldenRecord& record : found) {
        const Kind& kind = context.schema->kind(record.kind);
        require_field(kind, command);
        PublishedView view(kind, feeds, reader->feeds());
        const Json explained =
            explain_record(*reader, record, reader->merged_view(record), view, {.field = command.field});
        if (context.json)
            context.out << explained.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
        else
            print_text(context.out, explained);
    }
    return exit_code::done;
}

} // namespace

void add_why(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<WhyCommand>();
    CLI::App* app = root.add_subcommand("why", "explain a published record: whose values, since when");
    app->add_option("ID", command->id, "public id (mo_…), FEED/ID, or a producer's id")->required();
    app->add_option("--field", command->field, "only this field and the changes that touched it");
    app->footer(
        examples({"moisson why mo_0193a1b2", "moisson why exemple-asso-ain/S0042 --field telephone"}) +
        "\nAn identifier that a portal has renamed is followed (moisson aliases).\nExit: 0 explained, 66 no "
        "such record or field.");
    registry.add(app, Needs::schema, [command](CommandContext& context) { return why(context, *command); });
}

} // namespace moisson
