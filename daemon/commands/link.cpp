// moisson link: bring the links up to date now; with --refit, fit the models again first.
#include "daemon/commands/record_names.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

/// "structure  62206 records, 58110 things, model 3 fitted on 62206 records"
void print_kinds(CommandContext& context) {
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    std::map<std::string, std::uint64_t> records;
    for (const FeedState& feed : reader->feeds())
        for (const auto& [kind, count] : feed.records) records[kind] += count;
    for (std::size_t index = 0; index < context.schema->kinds().size(); ++index) {
        const auto number = static_cast<std::uint16_t>(index);
        const Kind& kind = context.schema->kind(index);
        if (records[kind.name] == 0 || !LinkProfile::of(*context.schema, number).linkable()) continue;
        const LinkModel model = reader->link_model(number);
        context.out << kind.name << "  " << records[kind.name] << " records, " << reader->count(number)
                    << " things";
        if (model.version)
            context.out << ", model " << model.version << " fitted on " << model.records << " records";
        context.out << '\n';
    }
}

int link(CommandContext& context, LinkOrder order) {
    order.actor = operator_name();
    const LinkAnswer answer = order_links(context, order);
    if (context.json) {
        context.out << to_json(answer).dump() << '\n';
    } else if (!context.quiet) {
        context.out << describe(answer.summary) << " (" << answer.duration_ms << " ms)\n";
        print_kinds(context);
    }
    return exit_code::done;
}

} // namespace

void add_link(CLI::App& root, CommandRegistry& registry) {
    auto order = std::make_shared<LinkOrder>();
    CLI::App* app = root.add_subcommand(
        "link",
        "find the records of several producers that describe the same thing (runs do it by themselves)");
    app->add_flag("--refit", order->refit,
                  "fit the models to the present records, then link everything anew");
    app->add_flag("--full", order->full, "link everything anew with the present models");
    app->footer(
        examples({"moisson link", "moisson link --refit", "moisson duplicates structure"}) +
        "\nPublic ids stay: what is still the same thing keeps its id. Judgements of people win over every "
        "model.\nExit: 0 done, 75 try again later.");
    registry.add(app, Needs::schema, [order](CommandContext& context) { return link(context, *order); });
}

} // namespace moisson
