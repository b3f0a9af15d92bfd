// Speed and memory of linking through the store, by hand:
//     [AGAIN=1] [VERIFY=1] link_store_bench DIRECTORY v1.csv v2.csv [WORKERS]
// The files are those of gen_orgs: v1 is harvested and linked as a whole, v2 is harvested and its changes are
// linked. Memory is the highest since the step before.
#include "core/store/store.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <malloc.h>
#include <string>
#include <unistd.h>

using namespace moisson;

namespace {

using BenchClock = std::chrono::steady_clock;

void reset_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

std::string peak_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM")) return line.substr(6);
    return "?";
}

void step(const char* what, const std::function<void()>& work) {
    reset_peak();
    const auto start = BenchClock::now();
    const std::clock_t cpu_start = std::clock();
    work();
    std::printf("%-28s %7.2f s  cpu %7.2f s  peak %s\n", what,
                std::chrono::duration<double>(BenchClock::now() - start).count(),
                double(std::clock() - cpu_start) / CLOCKS_PER_SEC, peak_memory().c_str());
    std::fflush(stdout);
}

struct BenchColumn {
    const char* name;
    Role role;
    FieldType type = FieldType::string;
};

constexpr BenchColumn bench_columns[] = {{"id", Role::identifier},
                                         {"source", Role::none},
                                         {"nom", Role::organisation_name},
                                         {"siret", Role::siret},
                                         {"adresse", Role::street_address},
                                         {"complement_adresse", Role::address_complement},
                                         {"code_postal", Role::postcode},
                                         {"code_insee", Role::insee_code},
                                         {"commune", Role::municipality},
                                         {"telephone", Role::phone},
                                         {"courriel", Role::email},
                                         {"latitude", Role::latitude, FieldType::number},
                                         {"longitude", Role::longitude, FieldType::number},
                                         {"date_maj", Role::update_date}};
constexpr std::size_t column_count = std::size(bench_columns);

std::shared_ptr<const Schema> bench_schema() {
    Kind kind;
    kind.name = "structure";
    kind.plural = "structures";
    for (const BenchColumn& column : bench_columns) {
        Field field;
        field.name = column.name;
        field.role = column.role;
        field.type = column.type;
        kind.fields.push_back(field);
    }
    return Schema::from_kinds({kind});
}

class ColumnMapping : public Mapping {
public:
    ColumnMapping() {
        for (const BenchColumn& column : bench_columns) names_.push_back(column.name);
    }
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
        out.record.values.assign(column_count, Value());
        for (std::size_t i = 1; i < column_count; ++i) {
            const std::string text(raw.first(i));
            if (text.empty()) continue;
            if (bench_columns[i].type == FieldType::number)
                out.record.values[i] = std::strtod(text.c_str(), nullptr);
            else
                out.record.values[i] = text;
        }
    }

private:
    std::vector<std::string> names_;
    std::vector<std::uint16_t> kinds_ = {0};
};

void split_row(const std::string& line, std::vector<std::string>& cells) {
    cells.assign(1, {});
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
            cells.back() += line[++i];
        else if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells.emplace_back();
        else if (c != '\r')
            cells.back() += c;
    }
}

struct BenchHarvest {
    std::filesystem::path directory;
    std::shared_ptr<const Schema> schema = bench_schema();
    FeedPtr feed;
    std::unique_ptr<Store> store;
    UnixTime now = 1'700'000'000;

    Difference compare(const std::string& file) {
        DifferOptions options;
        options.staged_file = directory / "staged";
        options.schema = schema;
        options.feed = feed;
        options.memory = store->feed_state(feed->id).memory;
        Differ differ(std::move(options), store->known_records(feed->id), std::make_unique<ColumnMapping>());
        std::ifstream stream(file);
        std::string line;
        std::getline(stream, line);
        std::vector<std::string> cells;
        RawRecord::Slot slots[column_count];
        std::string_view texts[column_count];
        RawRecord raw;
        for (std::uint32_t i = 0; i < column_count; ++i) slots[i] = {i, 1};
        raw.slots = slots;
        raw.texts = texts;
        while (std::getline(stream, line)) {
            split_row(line, cells);
            cells.resize(column_count);
            for (std::size_t i = 0; i < column_count; ++i) texts[i] = cells[i];
            raw.digest = digest128(line);
            differ.add(raw);
        }
        return differ.finish(Completeness::full, std::vector<bool>(column_count, true));
    }

    void harvest(const std::string& file) {
        ApplyContext context;
        context.feed = feed;
        context.now = now += 60;
        context.run = store->begin_run(feed->id, now);
        context.random_seed = 42;
        context.link_follows = true;
        Difference difference;
        step("  compare", [&] { difference = compare(file); });
        step("  apply", [&] { store->apply(context, difference); });
        std::printf("  %llu created, %llu updated, %llu withdrawn\n",
                    static_cast<unsigned long long>(difference.counts.created),
                    static_cast<unsigned long long>(difference.counts.updated),
                    static_cast<unsigned long long>(difference.counts.withdrawn));
    }

    void link(const char* what, unsigned workers, bool full = false) {
        LinkContext context;
        context.full = full;
        context.now = now += 60;
        context.random_seed = 7;
        context.workers = workers;
        LinkSummary summary;
        step(what, [&] { summary = store->link(context); });
        const auto text = [](std::uint64_t number) { return std::to_string(number); };
        std::printf("  %s\n", (text(summary.pending) + " pending, " + text(summary.changed) + " changed, " +
                               text(summary.looked_at) + " looked at, " + text(summary.pairs) + " pairs, " +
                               text(summary.edges) + " edges, " + text(summary.joined) + " joined, " +
                               text(summary.left) + " left, " + text(summary.merged) + " merged, " +
                               text(summary.split) + " split, " + text(summary.goldens) + " golden bodies")
                                  .c_str());
    }
};

} // namespace

int main(int argc, char** argv) {
    ::mallopt(M_MMAP_THRESHOLD, 256 << 10); // as the program does
    ::mallopt(M_ARENA_MAX, 2);
    if (argc < 4) {
        std::fprintf(stderr, "usage: link_store_bench DIRECTORY v1.csv v2.csv [WORKERS]\n");
        return 64;
    }
    const unsigned workers = argc > 4 ? static_cast<unsigned>(std::stoul(argv[4])) : 2;
    BenchHarvest harvest;
    harvest.directory = std::filesystem::path(argv[1]) / ("link-store-bench-" + std::to_string(getpid()));
    std::filesystem::create_directories(harvest.directory);
    FeedConfig config;
    config.id = "bench";
    config.source.url = "file:///x";
    config.source.withdraw_after = 1;
    harvest.feed = std::make_shared<FeedConfig>(config);
    const auto file = harvest.directory / "store.db";
    const auto open = [&] {
        harvest.store = Store::open({file, harvest.schema, true, false, {}}, harvest.now);
    };
    open();
    std::printf("-- %s\n", argv[2]);
    harvest.harvest(argv[2]);
    harvest.link("link as a whole", workers);
    if (std::getenv("AGAIN")) harvest.link("the same without a fit", workers, true);
    step("checkpoint", [&] { harvest.store->checkpoint(); });
    harvest.store.reset();
    open(); // what was used for the whole is given back
    std::printf("-- %s\n", argv[3]);
    harvest.harvest(argv[3]);
    harvest.link("link the changes", workers);
    step("link again: nothing", [&] { harvest.link("  link", workers); });
    const auto reader = StoreReader::open(file, harvest.schema);
    std::uint64_t seen = 0;
    step("for_each_golden",
         [&] { reader->for_each_golden(0, 0, [&](const GoldenRecord&) { return ++seen > 0; }); });
    std::printf("  %llu golden records, store %.0f MB\n", static_cast<unsigned long long>(seen),
                double(reader->database_bytes()) / 1e6);
    if (std::getenv("VERIFY"))
        for (const std::string& problem : verify_store(file, *harvest.schema))
            std::printf("%s\n", problem.c_str());
    harvest.store.reset();
    std::filesystem::remove_all(harvest.directory);
}
