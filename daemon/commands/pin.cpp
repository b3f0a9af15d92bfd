// moisson pin: a value that a person knows better than every producer.
#include "core/mapping/mapping.hpp"
#include "daemon/commands/record_names.hpp"
#include "daemon/harvest/session.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

struct PinCommand {
    std::string id, field, value, reason;
    bool undo = false;
};

/// As the store's JSON holds it: lists are cut at |, numbers and booleans are not quoted.
Value typed_value(const Schema& schema, std::uint16_t kind, const Field& field, const std::string& text) {
    nlohmann::json value = text;
    if (field.list) {
        value = nlohmann::json::array();
        for (std::size_t at = 0; at <= text.size();) {
            const std::size_t end = std::min(text.find('|', at), text.size());
            if (end > at) value.push_back(text.substr(at, end - at));
            at = end + 1;
        }
    } else if (field.type == FieldType::integer || field.type == FieldType::number ||
               field.type == FieldType::boolean || field.type == FieldType::json) {
        value = nlohmann::json::parse(text, nullptr, false);
    }
    const nlohmann::json body{{field.name, value}};
    Value read;
    if (!value.is_discarded())
        read = read_body(schema, kind, "", body.dump())
                   .values.at(static_cast<std::size_t>(schema.kind(kind).find(field.name)));
    if (is_absent(read))
        throw CommandError(exit_code::usage, "\"" + text + "\" is no value of " + field.name + " (" +
                                                 std::string(to_string(field.type)) + ")");
    return read;
}

Pin pin_of(const CommandContext& context, StoreReader& reader, const PinCommand& command) {
    Pin pin;
    pin.record = name_record(reader, context, command.id);
    const auto kind = static_cast<std::uint16_t>(context.schema->find(pin.record.kind));
    const int field = context.schema->kind(kind).find(command.field);
    if (field < 0)
        throw CommandError(exit_code::unknown, "a " + pin.record.kind + " has no field \"" + command.field +
                                                   "\"; fields: moisson schema " + pin.record.kind);
    pin.field = command.field;
    if (!command.undo)
        pin.value =
            typed_value(*context.schema, kind,
                        context.schema->kind(kind).fields.at(static_cast<std::size_t>(field)), command.value);
    pin.who = operator_name();
    pin.why = command.reason;
    pin.at = unix_now();
    return pin;
}

/// The pin in force of that record, or of another one of its cluster.
std::int64_t number_of_pin(StoreReader& reader, const PinCommand& command, const Pin& wanted) {
    for (const GoldenRecord& record : reader.find(command.id))
        for (const GoldenRecord::Member& member : record.sources)
            for (const Pin& pin : reader.pins())
                if (pin.field == command.field &&
                    pin.record == RecordName{wanted.record.kind, member.feed, member.id})
                    return pin.number;
    throw CommandError(exit_code::unknown, command.field + " of " + command.id + " is not pinned");
}

int pin(CommandContext& context, const PinCommand& command) {
    if (!command.undo &&
        (command.value.empty() || command.reason.find_first_not_of(" \t\n") == std::string::npos))
        throw CommandError(exit_code::usage, "give the VALUE and --reason, or --undo");
    LinkOrder order;
    order.actor = operator_name();
    {
        const auto reader = StoreReader::open(context.app.store_path, context.schema);
        const Pin wanted = pin_of(context, *reader, command);
        if (command.undo)
            order.undo_pin = number_of_pin(*reader, command, wanted);
        else
            order.pin = wanted;
    }
    const LinkAnswer answer = order_links(context, order);
    if (context.json)
        context.out << to_json(answer).dump() << '\n';
    else if (!context.quiet)
        context.out << command.field << " of " << command.id
                    << (command.undo ? " is no longer pinned" : " is pinned") << "; see: moisson why "
                    << command.id << " --field " << command.field << '\n';
    return exit_code::done;
}

} // namespace

void add_pin(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<PinCommand>();
    CLI::App* app = root.add_subcommand("pin", "fix a value that you know better than every producer");
    app->add_option("ID", command->id, "FEED/ID, public id (mo_…) or a producer's id")->required();
    app->add_option("FIELD", command->field, "field of the schema")->required();
    app->add_option("VALUE", command->value, "its value; several values of a list with | between them");
    app->add_option("--reason", command->reason, "why; kept with your name");
    app->add_flag("--undo", command->undo, "let the producers' values win again");
    app->footer(examples({"moisson pin asso-ain/S-1 telephone +33474000000 --reason \"called them\"",
                          "moisson pin asso-ain/S-1 telephone --undo"}));
    registry.add(app, Needs::schema, [command](CommandContext& context) { return pin(context, *command); });
}

} // namespace moisson
