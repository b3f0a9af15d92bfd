// What every command is given, and how it joins the command line. A command is one file,
// daemon/commands/<name>.cpp, with one function add_<name>(), and one line in all_commands.def.
#pragma once
#include "core/config/app.hpp"
#include "core/config/load.hpp"
#include "core/model/schema.hpp"
#include "daemon/exit_codes.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace moisson {

/// The options that every command takes, before or after its name.
struct GlobalOptions {
    std::string config, feeds, state; ///< empty = not given
    bool json = false;
    bool quiet = false;
    int verbosity = 0;
};

struct CommandContext {
    std::ostream& out; ///< data
    std::ostream& err; ///< messages
    GlobalOptions options;
    std::filesystem::path config_file{};    ///< the one that was read, or would have been
    AppConfig app{};                        ///< with --feeds and --state applied (Needs::config and up)
    std::shared_ptr<const Schema> schema{}; ///< Needs::schema only
    bool json = false, quiet = false;
    int verbosity = 0;
    bool color = false;    ///< `err` is a terminal and NO_COLOR is not set
    bool progress = false; ///< `err` is a terminal, and neither --quiet nor --json was given
};

/// How much is loaded before the command runs; a wrong moisson.toml or schema then ends it with 78.
enum class Needs { nothing, config, schema };

/// Ends a command with this exit code and this message (no stack trace, no prefix but "moisson: ").
class CommandError : public std::runtime_error {
public:
    CommandError(int exit_code, const std::string& message)
        : std::runtime_error(message), exit_code_(exit_code) {}
    int exit_code() const { return exit_code_; }

private:
    int exit_code_;
};

using CommandFunction = std::function<int(CommandContext&)>; ///< returns the exit code

/// Which function belongs to which subcommand.
class CommandRegistry {
public:
    struct Entry {
        CLI::App* app;
        Needs needs;
        CommandFunction function;
    };
    void add(CLI::App* app, Needs needs, CommandFunction function) {
        entries_.push_back({app, needs, std::move(function)});
    }
    const std::vector<Entry>& entries() const { return entries_; }

private:
    std::vector<Entry> entries_;
};

/// Every command's add_ function, in the order of `moisson --help`.
#define MOISSON_COMMAND(name) void add_##name(CLI::App& root, CommandRegistry& registry);
#include "daemon/commands/all_commands.def"
#undef MOISSON_COMMAND

/// Examples below the options of `--help`; one per line, indented here.
std::string examples(std::initializer_list<const char*> lines);

/// moisson.toml with --feeds and --state applied. `diagnostics` may hold warnings when it is right. Throws
/// nothing.
LoadedApp load_configuration(const GlobalOptions& options, std::filesystem::path& config_file);
/// [schemas] dirs, else the installed ones, else those of the source tree. Throws CommandError 78 when there
/// are none.
std::vector<std::filesystem::path> schema_directories(const AppConfig& app);
/// Schema::load with its errors as CommandError 78.
std::shared_ptr<const Schema> load_schema(const AppConfig& app);

/// The valid feeds of feeds.d; the wrong ones are named on `err` (their diagnostics are `moisson check`'s
/// business).
std::vector<FeedPtr> load_valid_feeds(const CommandContext& context);
/// One feed by id. Throws CommandError 66 (unknown, with the nearest ids) or 78 (its file is wrong, with the
/// diagnostics).
FeedPtr require_feed(const CommandContext& context, const std::string& id);

/// "NAME" of the person who runs the command, for the audit: SUDO_USER, else the account's name, else "uid
/// 1000".
std::string operator_name();

} // namespace moisson
