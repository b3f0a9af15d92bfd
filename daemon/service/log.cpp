#include "daemon/service/log.hpp"
#include "daemon/service/log_limit.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <vector>

namespace moisson::log {

namespace {

struct Settings {
    std::atomic<Level> level{Level::info};
    std::atomic<Output> output{Output::logfmt};
};
Settings settings;
thread_local RateLimit limit;

/// Our line is complete; spdlog adds the time and keeps lines of several threads apart.
spdlog::logger& stderr_logger() {
    static spdlog::logger logger = [] {
        spdlog::logger made("moisson", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made.set_pattern("%Y-%m-%dT%H:%M:%SZ %v", spdlog::pattern_time_type::utc);
        made.set_level(spdlog::level::trace);
        made.flush_on(spdlog::level::trace);
        return made;
    }();
    return logger;
}

int priority(Level level) {
    switch (level) {
    case Level::error:
        return 3;
    case Level::warn:
        return 4;
    case Level::info:
        return 6;
    case Level::debug:
        break;
    }
    return 7;
}

std::string journal_name(std::string_view key) {
    std::string name = "MOISSON_";
    for (char c : key) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
}

void send_to_journal(Level level, std::string_view name, Fields fields, const std::string& line) {
    std::vector<std::string> entries{"MESSAGE=" + line.substr(line.find(' ') + 1),
                                     "PRIORITY=" + std::to_string(priority(level)),
                                     "MOISSON_EVENT=" + std::string(name)};
    for (const Field& field : fields)
        entries.push_back(journal_name(field.key) + "=" + safe_value(field.value));
    std::vector<iovec> vectors;
    for (std::string& entry : entries) vectors.push_back({entry.data(), entry.size()});
    ::sd_journal_sendv(vectors.data(), static_cast<int>(vectors.size()));
}

void write(Level level, std::string_view name, Fields fields) {
    const std::string line = render(level, name, fields);
    if (settings.output == Output::journald)
        send_to_journal(level, name, fields, line);
    else
        stderr_logger().log(spdlog::level::info,
                            spdlog::string_view_t(line)); // no format string: the text is data
}

std::string_view feed_of(Fields fields) {
    for (const Field& field : fields)
        if (field.key == "feed") return field.value;
    return {};
}

void say_suppressed(const std::string& event, const std::string& feed, std::uint64_t count) {
    write(Level::info, "log.suppressed", {{"event", event}, {"feed", feed}, {"count", count}});
}

/// systemd sets JOURNAL_STREAM=device:inode of the stream it gave us; a redirected stderr is another one.
bool stderr_is_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat status {};
    if (!stream || ::fstat(STDERR_FILENO, &status) != 0) return false;
    return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) == stream;
}

} // namespace

Output choose_output(std::string_view format) {
    if (format == "journald") return Output::journald;
    return format == "auto" && stderr_is_journal() ? Output::journald : Output::logfmt;
}

void configure(Level level, Output output) {
    settings.level = level;
    settings.output = output;
}

Level level_of(std::string_view name) {
    for (Level level : {Level::error, Level::warn, Level::debug})
        if (name == to_string(level)) return level;
    return Level::info;
}

void event(Level level, std::string_view name, Fields fields) {
    if (level > settings.level.load()) return;
    if (level != Level::error) {
        const auto verdict = limit.ask(name, feed_of(fields), RateLimit::Clock::now());
        if (!verdict.pass) return;
        if (verdict.suppressed)
            say_suppressed(std::string(name), std::string(feed_of(fields)), verdict.suppressed);
    }
    write(level, name, fields);
}

void flush_suppressed() { limit.flush(RateLimit::Clock::now(), say_suppressed); }

std::string failure_text(std::exception_ptr error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& caught) {
        return caught.what();
    } catch (...) {
        return "unknown failure";
    }
}

} // namespace moisson::log
