// moisson backup, moisson restore, moisson verify: the store as a file that must survive.
#include "core/store/store.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/harvest/session.hpp"
#include "daemon/service/backups.hpp"
#include "daemon/service/control_client.hpp"

#include <CLI/CLI.hpp>

namespace moisson {

namespace fs = std::filesystem;

namespace {

void require_store(const CommandContext& context) {
    if (!fs::exists(context.app.store_path))
        throw CommandError(exit_code::io, "there is no store at " + context.app.store_path.string() +
                                              "; --state or --config name another place");
}

int backup(CommandContext& context, const std::string& file) {
    require_store(context);
    const fs::path to = fs::absolute(file);
    if (fs::exists(to)) throw CommandError(exit_code::io, to.string() + " exists; choose another name");
    const BackupInfo info = backup_store(context.app.store_path, to, unix_now());
    if (context.json)
        context.out << backup_json(info);
    else if (!context.quiet)
        context.err << info.file.string() << ": " << info.records << " records, " << info.bytes
                    << " bytes, checked\n";
    return exit_code::done;
}

int restore(CommandContext& context, const std::string& file) {
    if (!fs::exists(file)) throw CommandError(exit_code::io, file + " does not exist");
    if (ControlClient::connect(context.app))
        throw CommandError(exit_code::try_again,
                           "the daemon is running; stop it first: systemctl stop moisson");
    fs::create_directories(context.app.store_path.parent_path()); // a new machine has none yet
    restore_store(fs::absolute(file), context.app.store_path, unix_now());
    if (!context.quiet)
        context.err << context.app.store_path.string() << " is the backup " << file
                    << "; the one before was moved aside. The next runs read everything again, and "
                       "publications are verified. The opposition list beside the store is applied to it "
                       "again when it "
                       "is opened.\n";
    return exit_code::done;
}

int verify(CommandContext& context) {
    require_store(context);
    const std::vector<std::string> faults = verify_store(context.app.store_path, *context.schema);
    for (const std::string& fault : faults) context.out << fault << '\n';
    if (!faults.empty())
        throw CommandError(
            exit_code::rejected,
            std::to_string(faults.size()) +
                " faults in the store; restore a backup: moisson restore FILE (backups are in " +
                context.app.backup_dir.string() + ")");
    if (!context.quiet) context.err << context.app.store_path.string() << " is whole\n";
    return exit_code::done;
}

} // namespace

void add_backup(CLI::App& root, CommandRegistry& registry) {
    auto file = std::make_shared<std::string>();
    CLI::App* app =
        root.add_subcommand("backup", "write a checked copy of the store, also while the daemon runs");
    app->add_option("FILE", *file, "where to; must not exist")->required();
    app->footer(examples({"moisson backup /var/backups/moisson.db"}));
    registry.add(app, Needs::schema, [file](CommandContext& context) { return backup(context, *file); });
}

void add_restore(CLI::App& root, CommandRegistry& registry) {
    auto file = std::make_shared<std::string>();
    CLI::App* app =
        root.add_subcommand("restore", "put a backup in the place of the store; the daemon must be stopped");
    app->add_option("FILE", *file, "a file written by moisson backup")->required();
    app->footer(examples(
        {"systemctl stop moisson && moisson restore /var/backups/moisson.db && systemctl start moisson"}));
    registry.add(app, Needs::schema, [file](CommandContext& context) { return restore(context, *file); });
}

void add_verify(CLI::App& root, CommandRegistry& registry) {
    CLI::App* app =
        root.add_subcommand("verify", "check the whole store: pages, keys, every record against its digest");
    app->footer(examples({"moisson verify"}) + "\nExit: 0 whole, 65 damaged.");
    registry.add(app, Needs::schema, verify);
}

} // namespace moisson
