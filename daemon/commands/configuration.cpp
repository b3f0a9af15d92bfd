// Finding and loading moisson.toml, the schemas and the feed files for a command.
#include "daemon/commands/configuration.hpp"
#include "daemon/commands/command.hpp"

#include <algorithm>
#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace moisson {

namespace fs = std::filesystem;

namespace {

const char* const default_config_file = "/etc/moisson/moisson.toml";

fs::path rebased(const fs::path& path, const fs::path& from, const fs::path& to) {
    if (path.empty()) return path;
    fs::path relative = path.lexically_relative(from);
    if (relative.empty() || *relative.begin() == "..") return path;
    return relative == "." ? to : to / relative;
}

/// Folders beside or above the program: <prefix>/share when installed, the source tree during development.
std::vector<fs::path> schema_candidates() {
    std::vector<fs::path> found;
    std::error_code error;
    fs::path program = fs::read_symlink("/proc/self/exe", error);
    fs::path folder = program.parent_path();
    found.push_back(folder.parent_path() / "share/moisson/schemas");
    for (; folder.has_relative_path(); folder = folder.parent_path())
        found.push_back(folder / "config/schemas");
    found.emplace_back(MOISSON_DATADIR "/schemas");
    return found;
}

std::string known_ids(const std::vector<LoadedFeed>& feeds) {
    std::string list;
    for (const LoadedFeed& feed : feeds) {
        if (list.size() > 200) return list + ", …";
        list += (list.empty() ? "" : ", ") + feed.id;
    }
    return list;
}

} // namespace

void move_state_dir(AppConfig& app, const fs::path& to) {
    const fs::path from = app.state_dir;
    app.store_path = rebased(app.store_path, from, to);
    app.backup_dir = rebased(app.backup_dir, from, to);
    app.control.socket = rebased(app.control.socket, from, to);
    for (TargetConfig& target : app.targets) target.path = rebased(target.path, from, to);
    app.state_dir = to;
}

LoadedApp load_configuration(const GlobalOptions& options, fs::path& config_file) {
    config_file = options.config.empty() ? fs::path(default_config_file) : fs::absolute(options.config);
    LoadedApp loaded = load_app(config_file, !options.config.empty());
    if (!options.feeds.empty()) loaded.config.feeds_dir = fs::absolute(options.feeds);
    if (!options.state.empty()) move_state_dir(loaded.config, fs::absolute(options.state).lexically_normal());
    return loaded;
}

std::vector<fs::path> schema_directories(const AppConfig& app) {
    if (!app.schema_dirs.empty()) return app.schema_dirs;
    for (const fs::path& candidate : schema_candidates())
        if (std::error_code error; fs::is_directory(candidate, error)) return {candidate};
    throw CommandError(exit_code::config, "no schema found: looked in " MOISSON_DATADIR "/schemas; "
                                          "name a directory with [schemas] dirs in moisson.toml");
}

std::shared_ptr<const Schema> load_schema(const AppConfig& app) {
    auto directories = schema_directories(app);
    try {
        return Schema::load(directories);
    } catch (const std::exception& error) {
        throw CommandError(exit_code::config, error.what());
    }
}

std::vector<FeedPtr> load_valid_feeds(const CommandContext& context) {
    std::vector<FeedPtr> valid;
    for (const LoadedFeed& feed : load_feeds(context.app.feeds_dir, *context.schema)) {
        if (feed.config)
            valid.push_back(feed.config);
        else if (!context.quiet)
            context.err << "moisson: " << feed.file.string()
                        << " is wrong and left out; see: moisson check\n";
    }
    return valid;
}

FeedPtr require_feed(const CommandContext& context, const std::string& id) {
    auto feeds = load_feeds(context.app.feeds_dir, *context.schema);
    auto named =
        std::find_if(feeds.begin(), feeds.end(), [&](const LoadedFeed& feed) { return feed.id == id; });
    if (named == feeds.end())
        throw CommandError(exit_code::unknown,
                           "no feed \"" + id + "\" in " + context.app.feeds_dir.string() +
                               (feeds.empty() ? " (no feed file there)" : "; feeds: " + known_ids(feeds)));
    if (named->config) return named->config;
    std::string text = named->file.string() + " is wrong:";
    for (const Diagnostic& diagnostic : named->diagnostics) text += "\n" + render(diagnostic, context.color);
    throw CommandError(exit_code::config, text);
}

std::string operator_name() {
    if (const char* sudo = std::getenv("SUDO_USER"); sudo && *sudo) return sudo;
    if (const passwd* account = ::getpwuid(::getuid())) return account->pw_name;
    return "uid " + std::to_string(::getuid());
}

} // namespace moisson
