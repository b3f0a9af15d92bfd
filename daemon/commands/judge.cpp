// moisson judge A B VERDICT: what a person knows of two records; it wins over every model.
#include "daemon/commands/record_names.hpp"
#include "daemon/harvest/session.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

struct JudgeCommand {
    std::string a, b, verdict, reason;
};

Judgement judgement_of(CommandContext& context, const JudgeCommand& command) {
    if (command.reason.find_first_not_of(" \t\n") == std::string::npos)
        throw CommandError(exit_code::usage, "--reason is empty: say why, others will read it");
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    Judgement judgement;
    judgement.a = name_record(*reader, context, command.a);
    judgement.b = name_record(*reader, context, command.b);
    if (judgement.a.kind != judgement.b.kind)
        throw CommandError(exit_code::usage, "a " + judgement.a.kind + " and a " + judgement.b.kind +
                                                 " are never the same: judge two records of one kind");
    if (judgement.a == judgement.b)
        throw CommandError(exit_code::usage, command.a + " and " + command.b + " are one record");
    judgement.verdict = *parse_verdict(command.verdict);
    judgement.who = operator_name();
    judgement.why = command.reason;
    judgement.at = unix_now();
    return judgement;
}

int judge(CommandContext& context, const JudgeCommand& command) {
    LinkOrder order;
    order.actor = operator_name();
    order.judgements.push_back(judgement_of(context, command));
    const LinkAnswer answer = order_links(context, order);
    if (context.json)
        context.out << to_json(answer).dump() << '\n';
    else if (!context.quiet)
        context.out << "judgement " << answer.numbers.front()
                    << " is recorded: " << order.judgements.front().a.feed << "/"
                    << order.judgements.front().a.id << " and " << order.judgements.front().b.feed << "/"
                    << order.judgements.front().b.id << " are " << command.verdict << "; "
                    << describe(answer.summary) << "\n    to take it back: moisson judgements undo "
                    << answer.numbers.front() << '\n';
    return exit_code::done;
}

} // namespace

void add_judge(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<JudgeCommand>();
    CLI::App* app = root.add_subcommand("judge", "say whether two records describe the same thing");
    app->add_option("A", command->a, "FEED/ID, public id (mo_…) or a producer's id")->required();
    app->add_option("B", command->b, "the other one")->required();
    app->add_option("VERDICT", command->verdict,
                    "same, different, or unsure (leave it, and do not ask again)")
        ->required()
        ->check(CLI::IsMember({"same", "different", "unsure"}));
    app->add_option("--reason", command->reason, "why; kept with your name")->required();
    app->footer(
        examples({"moisson duplicates --review", "moisson judge asso-ain/S-1 dept-api/42 same --reason "
                                                 "\"seen on site, one and the same door\""}) +
        "\nA verdict stays when records come again, models are fitted anew and backups are restored.\n"
        "Exit: 0 recorded, 65 it contradicts earlier verdicts (they are named), 66 no such record.");
    registry.add(app, Needs::schema, [command](CommandContext& context) { return judge(context, *command); });
}

} // namespace moisson
