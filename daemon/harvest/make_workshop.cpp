#include "daemon/harvest/make_workshop.hpp"

#include <chrono>
#include <random>

namespace moisson {

UnixTime unix_now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Today today_of(UnixTime now) {
    const std::chrono::year_month_day date{
        std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(now)))};
    return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day())};
}

Workshop make_workshop(const AppConfig& app, std::shared_ptr<const Schema> schema, Executors& executors,
                       Store& store, const std::filesystem::path& config_file,
                       std::function<std::vector<FeedPtr>()> feeds) {
    auto engine = std::make_shared<std::random_device>();
    return Workshop{
        .app = app,
        .schema = std::move(schema),
        .executors = executors,
        .store = store,
        .secrets = default_secret_reader(config_file.parent_path()),
        .network = make_network(app),
        .now = unix_now,
        .random = [engine] { return (std::uint64_t{(*engine)()} << 32) | (*engine)(); },
        .feeds = std::move(feeds),
    };
}

} // namespace moisson
