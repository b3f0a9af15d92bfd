// moisson doctor: the environment that the program needs, each point with what to do.
#include "core/store/store.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/service/control_client.hpp"
#include "daemon/service/timetable.hpp"
#include "daemon/version.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <ctime>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace moisson {

namespace fs = std::filesystem;

namespace {

struct Finding {
    enum class Grade { good, doubtful, bad } grade = Grade::good;
    std::string topic, observed, remedy{};
};
using Grade = Finding::Grade;

Finding check_state_dir(const AppConfig& app) {
    const std::string dir = app.state_dir.string();
    if (!fs::is_directory(app.state_dir))
        return {Grade::doubtful, "state directory", dir + " does not exist",
                "it is made by the first run, or name another with --state"};
    if (::access(dir.c_str(), W_OK) != 0)
        return {Grade::bad, "state directory", dir + " is not writable for this account",
                "run as the service's account: sudo -u moisson moisson doctor"};
    return {Grade::good, "state directory", dir};
}

/// Locks and shared memory of SQLite are not dependable over a network file system.
Finding check_file_system(const AppConfig& app) {
    struct statfs info {};
    constexpr long nfs = 0x6969, smb = 0x517B, cifs = 0xFF534D42, smb2 = 0xFE534D42, fuse = 0x65735546;
    if (::statfs(app.state_dir.c_str(), &info) != 0) return {Grade::doubtful, "file system", "unknown"};
    for (long network : {nfs, smb, cifs, smb2, fuse})
        if (info.f_type == network)
            return {Grade::bad, "file system",
                    "the state directory is on a network or user-space file system",
                    "put it on a local disk"};
    return {Grade::good, "file system", "local"};
}

Finding check_disk(const AppConfig& app) {
    struct statvfs disk {};
    if (::statvfs(app.state_dir.c_str(), &disk) != 0) return {Grade::doubtful, "disk", "unknown"};
    std::error_code error;
    const std::uint64_t store = fs::exists(app.store_path, error) ? fs::file_size(app.store_path, error) : 0;
    const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize, needed = disk_needed(store);
    const std::string observed =
        std::to_string(free >> 20) + " MiB free, " + std::to_string(needed >> 20) + " needed";
    return free < needed ? Finding{Grade::bad, "disk", observed, "nothing is fetched below that; make room"}
                         : Finding{Grade::good, "disk", observed};
}

Finding check_store(const CommandContext& context) {
    if (!fs::exists(context.app.store_path)) return {Grade::good, "store", "none yet"};
    try {
        auto reader = StoreReader::open(context.app.store_path, context.schema);
        return {Grade::good, "store",
                std::to_string(reader->database_bytes() >> 20) + " MiB, revision " +
                    std::to_string(reader->revision())};
    } catch (const std::exception& error) {
        return {Grade::bad, "store", error.what(),
                "moisson verify says more; moisson restore FILE puts a backup in its place"};
    }
}

Finding check_daemon(const CommandContext& context) {
    try {
        const auto daemon = ControlClient::connect(context.app);
        if (!daemon) return {Grade::doubtful, "daemon", "not running", "systemctl start moisson"};
        const auto health = daemon->get("/healthz");
        const auto body = nlohmann::json::parse(health.body, nullptr, false);
        const std::string word = body.is_object() ? body.value("status", "?") : "?";
        return word == "pass"
                   ? Finding{Grade::good, "daemon", "running, healthy"}
                   : Finding{Grade::doubtful, "daemon", "running, health: " + word, "moisson status"};
    } catch (const CommandError& error) {
        return {Grade::bad, "daemon", error.what(), ""};
    }
}

Finding check_certificates() {
    for (const char* file : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"})
        if (std::error_code error; fs::exists(file, error) && fs::file_size(file, error) > 1000)
            return {Grade::good, "certificates", file};
    return {Grade::bad, "certificates", "no authority is trusted: every https feed would fail",
            "apt install ca-certificates"};
}

Finding check_clock() {
    constexpr std::time_t year_2025 = 1735689600;
    return std::time(nullptr) < year_2025
               ? Finding{Grade::bad, "clock", "before 2025", "set the time, enable NTP"}
               : Finding{Grade::good, "clock", "plausible"};
}

Finding check_feeds(const CommandContext& context) {
    std::size_t wrong = 0;
    const auto feeds = load_feeds(context.app.feeds_dir, *context.schema);
    for (const LoadedFeed& feed : feeds) wrong += feed.config == nullptr;
    const std::string observed = std::to_string(feeds.size()) + " in " + context.app.feeds_dir.string();
    if (wrong)
        return {Grade::bad, "feeds", observed + ", " + std::to_string(wrong) + " wrong", "moisson check"};
    return feeds.empty()
               ? Finding{Grade::doubtful, "feeds", observed, "moisson schema feed; see the reference"}
               : Finding{Grade::good, "feeds", observed};
}

const char* word(Grade grade) {
    switch (grade) {
    case Grade::good:
        return "ok";
    case Grade::doubtful:
        return "note";
    case Grade::bad:
        break;
    }
    return "BAD";
}

void print(CommandContext& context, const Finding& finding) {
    if (context.json) {
        context.out << nlohmann::ordered_json{{"topic", finding.topic},
                                              {"grade", word(finding.grade)},
                                              {"observed", finding.observed},
                                              {"remedy", finding.remedy}}
                           .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                    << '\n';
        return;
    }
    if (context.quiet && finding.grade != Grade::bad) return;
    context.out << word(finding.grade) << "\t" << finding.topic << ": " << finding.observed
                << (finding.remedy.empty() ? "" : "\n\t-> " + finding.remedy) << '\n';
}

int doctor(CommandContext& context) {
    bool bad = false;
    const std::vector<Finding> findings{{Grade::good, "version", version()},
                                        check_clock(),
                                        check_certificates(),
                                        check_state_dir(context.app),
                                        check_file_system(context.app),
                                        check_disk(context.app),
                                        check_store(context),
                                        check_feeds(context),
                                        check_daemon(context)};
    for (const Finding& finding : findings) {
        print(context, finding);
        bad |= finding.grade == Grade::bad;
    }
    return bad ? exit_code::attention : exit_code::done;
}

} // namespace

void add_doctor(CLI::App& root, CommandRegistry& registry) {
    CLI::App* app = root.add_subcommand(
        "doctor", "look at the environment: directories, disk, clock, certificates, daemon");
    app->footer(examples({"moisson doctor", "sudo -u moisson moisson doctor --json"}) +
                "\nExit: 0 fine, 1 something is bad.");
    registry.add(app, Needs::schema, doctor);
}

} // namespace moisson
