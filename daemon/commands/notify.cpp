// moisson notify --test: does a message reach those who are to be told?
#include "daemon/commands/command.hpp"
#include "daemon/harvest/make_workshop.hpp"
#include "daemon/service/executors.hpp"
#include "daemon/service/notifier.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

struct NotifyCommand {
    bool test = false;
    std::string feed;
};

Notice test_notice(const std::string& feed) {
    Notice notice;
    notice.topic = "test";
    notice.feed = feed;
    notice.at = unix_now();
    notice.subject = "[moisson] message d'essai";
    notice.text = "Ceci est un essai demandé par un opérateur : les messages de moisson vous parviennent.";
    return notice;
}

int notify_now(CommandContext& context, const NotifyCommand& command) {
    const auto& settings = context.app.notify;
    if (!command.test) throw CommandError(exit_code::usage, "say --test");
    if (settings.webhook.empty() && settings.smtp.empty())
        throw CommandError(exit_code::config, "[notify] of moisson.toml names neither webhook nor smtp");
    std::string contact;
    if (!command.feed.empty()) contact = require_feed(context, command.feed)->contact.email;
    Executors executors;
    Notifier notifier(executors.io().get_executor());
    notifier.configure({.app = context.app,
                        .secrets = default_secret_reader(context.config_file.parent_path()),
                        .network = make_network(context.app)});
    const auto deliveries = run_to_end(executors, notifier.deliver(test_notice(command.feed), contact));
    bool all = !deliveries.empty();
    for (const NoticeDelivery& one : deliveries) {
        all = all && one.failure.empty();
        if (context.json)
            context.out << nlohmann::ordered_json{{"receiver", one.receiver}, {"error", one.failure}}.dump()
                        << '\n';
        else
            context.out << one.receiver << ": " << (one.failure.empty() ? "taken" : one.failure) << '\n';
    }
    if (deliveries.empty())
        context.err << "moisson: [notify] operators names nobody; --feed FEED writes to its contact\n";
    return all ? exit_code::done : exit_code::unavailable;
}

} // namespace

void add_notify(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<NotifyCommand>();
    CLI::App* app = root.add_subcommand("notify", "try out who is told when something is wrong");
    app->add_flag("--test", command->test, "send a message to the webhook and the operators of [notify] now");
    app->add_option("--feed", command->feed, "also to the contact of this feed")->type_name("FEED");
    app->footer(examples({"moisson notify --test", "moisson notify --test --feed exemple-asso-ain"}) +
                "\nExit: 0 everybody was reached, 69 somebody was not, 78 nothing is configured.");
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return notify_now(context, *command); });
}

} // namespace moisson
