// moisson schema NAME: JSON Schema of the feed file, of moisson.toml, and of every kind of the referential.
#include "core/config/reference.hpp"
#include "core/text/suggest.hpp"
#include "daemon/commands/command.hpp"

#include <CLI/CLI.hpp>

namespace moisson {

namespace {

std::string known_names(const Schema& schema) {
    std::string names = "feed, app";
    for (const Kind& kind : schema.kinds()) names += ", " + kind.name;
    return names;
}

int print_schema(CommandContext& context, const std::string& name) {
    if (name == "feed") {
        context.out << feed_json_schema(*context.schema);
        return exit_code::done;
    }
    if (name == "app") {
        context.out << app_json_schema();
        return exit_code::done;
    }
    const int kind = context.schema->find(name);
    if (kind < 0)
        throw CommandError(exit_code::unknown,
                           "no schema \"" + name + "\"; there are " + known_names(*context.schema));
    context.out << kind_json_schema(context.schema->kind(static_cast<std::size_t>(kind)));
    return exit_code::done;
}

} // namespace

void add_schema(CLI::App& root, CommandRegistry& registry) {
    auto name = std::make_shared<std::string>();
    CLI::App* app = root.add_subcommand("schema", "JSON Schema of the feed file or of a kind of record");
    app->add_option("NAME", *name, "feed, app (moisson.toml), or a kind: structure, service, dataset, …")
        ->required();
    app->footer(examples({"moisson schema feed > feed-v1.json", "moisson schema structure"}));
    registry.add(app, Needs::schema,
                 [name](CommandContext& context) { return print_schema(context, *name); });
}

} // namespace moisson
