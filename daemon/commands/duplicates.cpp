// moisson duplicates: which records describe the same thing, and which pairs a person should look at.
#include "core/golden/explain.hpp"
#include "core/store/store.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/commands/pair_lines.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

using Json = nlohmann::ordered_json;

struct DuplicatesCommand {
    std::string kind;
    bool review = false;
    std::size_t limit = 50;
};

/// The kinds asked for; all that can be linked when none is named.
std::vector<std::uint16_t> chosen_kinds(const Schema& schema, const std::string& name) {
    std::vector<std::uint16_t> kinds;
    for (std::size_t i = 0; i < schema.kinds().size(); ++i) {
        const Kind& kind = schema.kind(i);
        if (name.empty() || kind.name == name || kind.plural == name)
            kinds.push_back(static_cast<std::uint16_t>(i));
    }
    if (kinds.empty())
        throw CommandError(exit_code::unknown, "no kind \"" + name + "\"; see: moisson schema");
    return kinds;
}

void print_cluster(CommandContext& context, const ClusterRow& cluster) {
    if (context.json) {
        Json members = Json::array();
        for (const RecordName& member : cluster.members)
            members.push_back({{"feed", member.feed}, {"id", member.id}});
        context.out
            << Json{{"cluster", cluster.public_id}, {"members", members}, {"weight", cluster.weight}}.dump()
            << '\n';
        return;
    }
    context.out << cluster.public_id << "  weight " << signed_weight(cluster.weight, Language::english)
                << '\n';
    for (const RecordName& member : cluster.members)
        context.out << "    " << member.feed << "/" << member.id << '\n';
}

void print_pair(CommandContext& context, StoreReader& reader, const LinkModel& model, const PairRow& pair) {
    if (context.json) {
        context.out << pair_json(model, pair).dump() << '\n';
        return;
    }
    context.out << pair.a.feed << "/" << pair.a.id << "  " << title_of(reader, *context.schema, pair.public_a)
                << '\n'
                << pair.b.feed << "/" << pair.b.id << "  " << title_of(reader, *context.schema, pair.public_b)
                << '\n'
                << "    weight " << signed_weight(pair.weight, Language::english) << ": "
                << pair_words(model, pair) << '\n'
                << "    moisson judge " << shell_word(pair.a.feed + "/" + pair.a.id) << " "
                << shell_word(pair.b.feed + "/" + pair.b.id) << " same|different|unsure --reason \"…\"\n\n";
}

int duplicates(CommandContext& context, const DuplicatesCommand& command) {
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    std::uint64_t shown = 0;
    for (const std::uint16_t kind : chosen_kinds(*context.schema, command.kind)) {
        if (command.review) {
            const LinkModel model = reader->link_model(kind);
            for (const PairRow& pair : reader->review_pairs(kind, command.limit))
                print_pair(context, *reader, model, pair), ++shown;
        } else {
            reader->clusters(kind, [&](const ClusterRow& cluster) {
                print_cluster(context, cluster);
                ++shown;
                return true;
            });
        }
    }
    if (shown == 0 && !context.json && !context.quiet)
        context.err << (command.review ? "no pair waits for a look\n"
                                       : "no two records describe the same thing\n");
    return exit_code::done;
}

} // namespace

void add_duplicates(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<DuplicatesCommand>();
    CLI::App* app =
        root.add_subcommand("duplicates", "records that describe the same thing; pairs that wait for a look");
    app->add_option("KIND", command->kind, "structure, service … (default: all)");
    app->add_flag("--review", command->review,
                  "pairs that a person should look at, the most uncertain first");
    app->add_option("--limit", command->limit, "most pairs of --review")->capture_default_str();
    app->footer(examples({"moisson duplicates structure", "moisson duplicates --review --limit 20",
                          "moisson duplicates structure --json"}));
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return duplicates(context, *command); });
}

} // namespace moisson
