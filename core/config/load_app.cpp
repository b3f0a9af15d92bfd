#include "core/config/check_times.hpp"
#include "core/config/keys.hpp"
#include "core/config/load.hpp"
#include "core/config/network.hpp"
#include "core/config/read_section.hpp"
#include "core/config/text_file.hpp"
#include "core/export/licences.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace moisson {
namespace {

/// "2024-01-31"
bool is_full_date(std::string_view text) {
    if (text.size() != 10) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
    return true;
}

/// What a platform needs before anything can be sent to it.
void check_platform(const TargetConfig& target, const Node& item, Report& report) {
    const auto mark_of = [&](std::string_view key) {
        const Member* member = item.find(key);
        return member ? member->value.mark : item.mark;
    };
    if (target.type == "directory") return;
    if (!target.url.starts_with("https://") && !target.url.starts_with("http://"))
        report.error("app.bad-target", mark_of("url"),
                     "a target of type " + target.type + " needs the address of its platform",
                     "write url = \"https://www.data.gouv.fr\"", "https://demo.data.gouv.fr is there to try");
    if (target.type == "harvested") {
        if (target.organization.empty())
            report.error("app.bad-target", mark_of("organization"),
                         "which data sets on the platform are ours, is not said",
                         "write organization = \"…\"",
                         "the id of the organisation for which the platform harvests our catalogue");
        return;
    }
    if (target.api_key.empty())
        report.error("app.bad-target", mark_of("api_key"),
                     "a target of type udata needs a key of the platform",
                     "write api_key = \"{secret:datagouv}\"",
                     "put the key in secrets.d/datagouv (mode 0600) or a systemd credential");
    else if (!target.api_key.starts_with("{secret:"))
        report.error("config.secret-literal", mark_of("api_key"), "a key is written in the file",
                     "write \"{secret:NAME}\"",
                     "put it in secrets.d/NAME (mode 0600) or a systemd credential");
    if (!target.license.empty() && !find_licence(target.license))
        report.error("app.bad-target", mark_of("license"),
                     "the platform knows no licence " + in_quotes(target.license), "write \"lov2\"",
                     "it would silently publish without a licence");
    const std::size_t slash = target.period.find('/');
    const std::string start = target.period.substr(0, slash),
                      end = slash == std::string::npos ? "" : target.period.substr(slash + 1);
    if (!target.period.empty() && (!is_full_date(start) || (!end.empty() && !is_full_date(end))))
        report.error("app.bad-target", mark_of("period"), in_quotes(target.period) + " is not a period",
                     "write \"2024-01-01/2026-12-31\"",
                     "full dates: the platform completes others with today's month and day");
}

void check_turns(const TargetConfig& target, const Node& item, Report& report) {
    if (const Member* window = item.find("window"))
        check_window(report, "app.bad-target", window->value.mark, target.window);
    if (const Member* zone = item.find("timezone"))
        check_timezone(report, "app.bad-target", zone->value.mark, target.timezone);
    if (const Member* every = item.find("every");
        every && target.every.count() > 0 && target.every < std::chrono::minutes(1))
        report.error("app.bad-target", every->value.mark, "changes are gathered for a minute at least",
                     "write every = \"1min\" or longer, or \"0s\" for each at once");
}

void read_targets(const Member& section, AppConfig& app, Report& report) {
    if (!section.value.is_list()) {
        report.error("config.wrong-type", section.mark, "target is a list of tables", "write [[target]]");
        return;
    }
    for (const Node& item : section.value.items) {
        if (!item.is_table()) continue;
        TargetConfig target;
        read_section(app_keys(), "target", item, item.mark, &target, report);
        const auto same = [&](const TargetConfig& other) {
            return other.name == target.name && !target.name.empty();
        };
        if (std::any_of(app.targets.begin(), app.targets.end(), same))
            report.error("app.duplicate-target", item.find("name")->value.mark,
                         "two targets are named " + in_quotes(target.name), "give each its own name");
        check_platform(target, item, report);
        check_turns(target, item, report);
        app.targets.push_back(std::move(target));
    }
}

void check_secret(const Node& item, Report& report) {
    if (item.is_text() && !item.text.starts_with("{secret:"))
        report.error("config.secret-literal", item.mark, "a token is written in the file",
                     "write \"{secret:NAME}\"",
                     "put it in secrets.d/NAME (mode 0600) or a systemd credential");
}

void read_consumers(const Member& section, AppConfig& app, Report& report) {
    if (!section.value.is_list()) {
        report.error("config.wrong-type", section.mark, "consumer is a list of tables", "write [[consumer]]");
        return;
    }
    std::vector<ConsumerConfig>& consumers = app.public_api.consumers;
    for (const Node& item : section.value.items) {
        if (!item.is_table()) continue;
        ConsumerConfig consumer;
        read_section(app_keys(), "consumer", item, item.mark, &consumer, report);
        const auto same = [&](const ConsumerConfig& other) {
            return (!consumer.name.empty() && other.name == consumer.name) ||
                   (!consumer.token.empty() && other.token == consumer.token);
        };
        if (std::any_of(consumers.begin(), consumers.end(), same))
            report.error("app.duplicate-consumer", item.mark,
                         "two consumers have the same name or the same token",
                         "give each its own: what one sees follows from its token");
        if (const Member* token = item.find("token")) check_secret(token->value, report);
        consumers.push_back(std::move(consumer));
    }
}

void check_address(const Node& root, std::string_view table, Report& report) {
    const Member* section = root.find(table);
    const Member* listen = section ? section->value.find("listen") : nullptr;
    if (listen && listen->value.is_text() && !is_listen_address(listen->value.text))
        report.error("app.bad-address", listen->value.mark,
                     in_quotes(listen->value.text) + " is not an address to listen on",
                     "write \"127.0.0.1:8642\"", "host:port; an IPv6 address in brackets: \"[::1]:8642\"");
}

const Member* client_key(const Node& root, std::string_view name) {
    const Member* http = root.find("http");
    const Member* client = http ? http->value.find("client") : nullptr;
    return client ? client->value.find(name) : nullptr;
}

void check_proxy(const Node& root, Report& report) {
    const Member* proxy = client_key(root, "proxy");
    if (proxy && proxy->value.is_text() && !proxy->value.text.empty() &&
        !proxy->value.text.starts_with("http://"))
        report.error("app.bad-address", proxy->value.mark,
                     in_quotes(proxy->value.text) + " is not the address of an HTTP proxy",
                     "write \"http://proxy.example.fr:3128\"",
                     "https sources stay encrypted on their way through it");
    if (proxy && proxy->value.is_text() && proxy->value.text.find('@') != std::string::npos)
        report.error("config.secret-literal", proxy->value.mark, "the address holds a user name or password",
                     "write proxy_username and proxy_password = \"{secret:NAME}\"");
    const Member* password = client_key(root, "proxy_password");
    if (password && password->value.is_text() && !password->value.text.starts_with("{secret:"))
        report.error("config.secret-literal", password->value.mark, "a password is written in the file",
                     "write \"{secret:NAME}\"",
                     "put it in secrets.d/NAME (mode 0600) or a systemd credential");
}

void check_networks(const Node& root, Report& report) {
    const Member* networks = client_key(root, "allow_private");
    if (!networks) return;
    for (const Node& item : networks->value.items)
        if (item.is_text() && !is_network(item.text))
            report.error("app.bad-network", item.mark, in_quotes(item.text) + " is not a network", "",
                         "an address, or a block such as \"10.1.0.0/16\" or \"fd00::/8\"");
}

void check_tokens(const Node& root, Report& report) {
    const Member* section = root.find("public");
    const Member* tokens = section ? section->value.find("tokens") : nullptr;
    if (!tokens) return;
    for (const Node& item : tokens->value.items) check_secret(item, report);
}

void resolve(std::filesystem::path& path, const std::filesystem::path& directory) {
    if (!path.empty() && path.is_relative()) path = (directory / path).lexically_normal();
}

/// Relative paths start at the directory of the file, wherever the command was called from.
void resolve_paths(AppConfig& app) {
    std::error_code ignored;
    const std::filesystem::path directory = std::filesystem::absolute(app.file, ignored).parent_path();
    for (std::filesystem::path* path :
         {&app.state_dir, &app.store_path, &app.backup_dir, &app.feeds_dir, &app.control.socket})
        resolve(*path, directory);
    for (std::filesystem::path& path : app.schema_dirs) resolve(path, directory);
    for (TargetConfig& target : app.targets) resolve(target.path, directory);
}

void read_app(const Node& root, AppConfig& app, Report& report) {
    read_section(app_keys(), "", root, Mark{}, &app, report, [&](const Member& member) {
        if (member.key == "target")
            read_targets(member, app, report);
        else if (member.key == "consumer")
            read_consumers(member, app, report);
        else
            return false;
        return true;
    });
    check_address(root, "status", report);
    check_address(root, "public", report);
    check_networks(root, report);
    check_proxy(root, report);
    check_tokens(root, report);
    if (app.link.same && app.link.review && *app.link.review > *app.link.same)
        report.error("config.out-of-range", root.find("link")->value.find("review")->value.mark,
                     "review is above same", "write a smaller weight");
}

} // namespace

LoadedApp load_app(const std::filesystem::path& file, bool explicitly_named) {
    LoadedApp out;
    std::string text;
    std::error_code absent;
    const bool defaults = !explicitly_named && !std::filesystem::exists(file, absent) && !absent;
    Report unreadable(file, "");
    if (!defaults) {
        out.config.file = file;
        try {
            text = read_text_file(file);
        } catch (const std::runtime_error& problem) {
            unreadable.error("config.unreadable", Mark{},
                             std::string("the file cannot be read: ") + problem.what(), {},
                             explicitly_named ? "--config named it" : "");
            out.diagnostics = unreadable.take();
            return out;
        }
    }
    Report report(file, text);
    if (const auto root = parse_document(text, report)) {
        read_app(*root, out.config, report);
        if (!defaults) resolve_paths(out.config);
        finish_app(out.config);
    }
    out.ok = !report.has_errors();
    out.diagnostics = report.take();
    return out;
}

const TargetConfig* served_target(const AppConfig& app) {
    for (const TargetConfig& target : app.targets) {
        const bool named = app.public_api.target.empty() || app.public_api.target == target.name;
        if (target.type == "directory" && named) return &target;
    }
    return nullptr;
}

void finish_app(AppConfig& app) {
    if (app.store_path.empty()) app.store_path = app.state_dir / "moisson.db";
    if (app.backup_dir.empty()) app.backup_dir = app.state_dir / "backups";
    if (app.control.socket.empty()) {
        const char* runtime = std::getenv("RUNTIME_DIRECTORY"); // set by systemd for its service only
        app.control.socket =
            (runtime && *runtime ? std::filesystem::path(runtime) : app.state_dir) / "control.sock";
    }
    if (app.public_api.listen.empty()) app.public_api.listen = "127.0.0.1:8643";
    const auto is_place = [](const TargetConfig& target) { return target.type != "harvested"; };
    const auto places = std::count_if(app.targets.begin(), app.targets.end(), is_place);
    if (places == 0) app.targets.emplace(app.targets.begin())->name = "public";
    // The files of this directory are served there, so that is where the catalogue's links lead.
    for (TargetConfig& target : app.targets)
        if (&target == served_target(app) && target.base_url.empty() && app.public_api.enabled)
            target.base_url = app.public_api.url;
    for (TargetConfig& target : app.targets)
        if (target.path.empty())
            target.path = target.type == "udata" ? app.state_dir / "udata" / target.name
                          : places <= 1          ? app.state_dir / "public"
                                                 : app.state_dir / "public" / target.name;
}

} // namespace moisson
