// Speed of change detection and of the store, by hand: cmake --build --preset release --target store_bench
//     build/release/tests/store_bench [DIRECTORY] [RECORDS]
#include "core/change/record_date.hpp"
#include "core/store/store.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <string>
#include <unistd.h>

using namespace moisson;

namespace {

using Clock = std::chrono::steady_clock;

double timed(const char* what, std::uint64_t units, const std::function<void()>& work) {
    const auto start = Clock::now();
    const std::clock_t cpu_start = std::clock();
    work();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const double cpu = double(std::clock() - cpu_start) / CLOCKS_PER_SEC;
    std::printf("%-34s %7.3f s  cpu %7.3f s  %7.3f µs cpu each\n", what, seconds, cpu,
                units ? cpu * 1e6 / double(units) : 0.0);
    std::fflush(stdout);
    return seconds;
}

void print_memory(const char* when) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM") || line.starts_with("RssAnon"))
            std::printf("  %s %s\n", when, line.c_str());
}

Field field(const std::string& name, Role role) {
    Field result;
    result.name = name;
    result.role = role;
    return result;
}

std::shared_ptr<const Schema> schema() {
    Kind kind;
    kind.name = "structure";
    kind.plural = "structures";
    kind.fields = {field("id", Role::identifier), field("nom", Role::organisation_name),
                   field("description", Role::description), field("date_maj", Role::update_date)};
    return Schema::from_kinds({kind});
}

/// Rows of three cells: id, text of about 200 bytes, date.
class CopyMapping : public Mapping {
public:
    const std::vector<std::string>& selectors() const override { return names_; }
    const std::vector<std::uint16_t>& kinds() const override { return kinds_; }
    std::vector<std::size_t> identifier_slots(std::size_t) const override { return {0}; }
    bool keeps(const RawRecord&) const override { return true; }
    void source_id(std::size_t, const RawRecord& raw, std::string& id) const override { id = raw.first(0); }
    Digest128 slots_digest(std::size_t, const RawRecord& raw) const override { return raw.digest; }
    void map(std::size_t, const RawRecord& raw, MappedRecord& out) const override {
        out.issues.clear();
        out.skipped = false;
        out.record.kind = 0;
        out.record.id = raw.first(0);
        out.record.values = {std::string(raw.first(0)), std::string(raw.first(1)), Value(),
                             std::string(raw.first(2))};
    }

private:
    std::vector<std::string> names_ = {"id", "text", "date"};
    std::vector<std::uint16_t> kinds_ = {0};
};

struct Harvest {
    std::filesystem::path directory;
    std::shared_ptr<const Schema> schema = ::schema();
    FeedPtr feed;
    std::unique_ptr<Store> store;
    UnixTime now = 1'700'000'000;
    std::uint64_t records = 0, changed_every = 0;
    bool force = false;

    Difference compare(RunId run) {
        KnownIndex index;
        timed("known_records", records, [&] { index = store->known_records(feed->id); });
        DifferOptions options;
        options.staged_file = directory / "staged";
        options.schema = schema;
        options.feed = feed;
        options.memory = store->feed_state(feed->id).memory;
        options.force_map = force;
        Differ differ(std::move(options), std::move(index), std::make_unique<CopyMapping>());
        Difference difference;
        std::string id, text;
        const RawRecord::Slot slots[] = {{0, 1}, {1, 1}, {2, 1}};
        std::string_view texts[3];
        RawRecord raw;
        raw.slots = slots;
        raw.texts = texts;
        timed("differ (rows made up included)", records, [&] {
            for (std::uint64_t i = 0; i < records; ++i) {
                const bool changed = changed_every && i % changed_every == 0;
                id = "structure-" + std::to_string(i * 2654435761u % 4294967296u);
                text.assign(200, static_cast<char>('a' + i % 26));
                texts[0] = id;
                texts[1] = text;
                texts[2] = changed ? "2024-02-02" : "2024-01-01";
                if (changed) text[0] = '#';
                raw.digest = {digest64(id, static_cast<std::uint64_t>(run) * changed), i};
                differ.add(raw);
            }
            difference = differ.finish(Completeness::full, {true, true, true});
        });
        print_memory("differ");
        return difference;
    }

    void run(const char* name) {
        std::printf("-- %s\n", name);
        ApplyContext context;
        context.feed = feed;
        context.run = store->begin_run(feed->id, now);
        context.now = now += 60;
        context.random_seed = 42;
        const Difference difference = compare(context.run);
        timed(difference.nothing_to_write() ? "finish_unchanged" : "apply", difference.staged, [&] {
            if (difference.nothing_to_write())
                store->finish_unchanged(context, difference.counts);
            else
                store->apply(context, difference);
        });
        print_memory("apply ");
    }
};

} // namespace

int main(int argc, char** argv) {
    Harvest harvest;
    harvest.directory =
        std::filesystem::path(argc > 1 ? argv[1] : "/tmp") / ("store-bench-" + std::to_string(getpid()));
    harvest.records = argc > 2 ? std::stoull(argv[2]) : 1'000'000;
    std::filesystem::create_directories(harvest.directory);
    FeedConfig config;
    config.id = "bench";
    config.source.url = "file:///x";
    harvest.feed = std::make_shared<FeedConfig>(config);
    const auto file = harvest.directory / "store.db";
    harvest.store = Store::open({file, harvest.schema, true, false}, harvest.now);
    harvest.run("first harvest");
    harvest.run("the same again");
    harvest.changed_every = harvest.records / 57822 + (harvest.records < 57822);
    harvest.run("57,822 changes");
    timed("checkpoint", 0, [&] { harvest.store->checkpoint(); });
    const auto reader = StoreReader::open(file, harvest.schema);
    std::printf("store %.0f MB\n", double(reader->database_bytes()) / 1e6);
    std::uint64_t seen = 0;
    timed("for_each_golden", harvest.records,
          [&] { reader->for_each_golden(0, 0, [&](const GoldenRecord&) { return ++seen > 0; }); });
    timed("close", 0, [&] { harvest.store.reset(); });
    std::filesystem::remove_all(harvest.directory);
}
