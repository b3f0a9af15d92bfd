#include "tests/core/store_support.hpp"

#include <algorithm>
#include <sqlite3.h>

namespace moisson::test {

namespace {

std::string unique_row(const Cells& cells) {
    std::string text;
    for (const std::string& cell : cells) text += cell + '\x1f';
    return text;
}

void add_rows(Differ& differ, const std::vector<Cells>& rows, std::size_t width) {
    RawRecord raw;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<std::string_view> texts(rows[i].begin(), rows[i].end());
        texts.resize(std::max(width, texts.size()));
        std::vector<RawRecord::Slot> slots;
        for (std::uint32_t column = 0; column < texts.size(); ++column) slots.push_back({column, 1});
        raw.texts = texts;
        raw.slots = slots;
        raw.digest = digest128(unique_row(rows[i]));
        raw.position.line = i + 2;
        differ.add(raw);
    }
}

} // namespace

StoreBench::StoreBench(Opener opener, std::shared_ptr<const Schema> of)
    : schema(std::move(of)), opener_(std::move(opener)) {
    config.source.url = "file:///essai.csv";
    config.source.complete = true;
    config.source.withdraw_after = 1;
    config.mapping_version = 1;
    reopen();
}

void StoreBench::reopen() {
    store_.reset();
    store_ = opener_({file(), schema, true, true}, now);
}

ApplyContext StoreBench::context_of(const std::string& feed, RunId run) {
    ApplyContext context;
    FeedConfig with_id = config;
    with_id.id = feed;
    context.feed = std::make_shared<FeedConfig>(with_id);
    context.run = run;
    context.now = now;
    context.validators.etag = "\"" + std::to_string(run) + "\"";
    context.actor = "test";
    context.random_seed = static_cast<std::uint64_t>(run) * 7919;
    return context;
}

RunRow StoreBench::run(const std::string& feed, const std::vector<Cells>& rows, Completeness completeness) {
    now += 60;
    ApplyContext context = context_of(feed, store().begin_run(feed, now));
    context.completeness = completeness;
    DifferOptions options;
    options.staged_file = dir_ / ("staged-" + std::to_string(context.run));
    options.schema = schema;
    options.feed = context.feed;
    options.memory = store().feed_state(feed).memory;
    options.aliases = config.aliases;
    for (const Alias& alias : store().aliases(feed))
        if (alias.state == "accepted") options.aliases.emplace_back(alias.old_id, alias.new_id);
    const FeedMemory memory = options.memory;
    std::size_t width = 0;
    for (const KindColumns& kind : columns)
        for (const auto& [field, column] : kind.columns) width = std::max(width, column + 1);
    Differ differ(std::move(options), store().known_records(feed),
                  std::make_unique<TinyMapping>(schema, columns));
    add_rows(differ, rows, width);
    const Difference difference = differ.finish(completeness, std::vector<bool>(width, true));
    last_difference = difference;
    context.issues = differ.issues();
    context.issue_counts = differ.issue_counts();
    if (adjust) adjust(context);
    if (const auto refusal = refuse(config.guards, memory, difference))
        return store().fail_run(context.run, *refusal, context);
    if (const auto trip = evaluate_guards(config.guards, *schema, memory, difference))
        return store().hold_run(context, difference, *trip);
    if (difference.nothing_to_write()) return store().finish_unchanged(context, difference.counts);
    return store().apply(context, difference);
}

RunRow StoreBench::approve(const std::string& feed, RunId run, bool rekey) {
    now += 60;
    ApplyContext context = context_of(feed, run);
    context.actor = "anne: verified with the producer";
    context.rekey = rekey;
    return store().approve(feed, run, context);
}

std::map<std::string, std::string> StoreBench::golden(UnixTime as_of) const {
    std::map<std::string, std::string> bodies;
    reader()->for_each_golden(1, as_of, [&](const GoldenRecord& golden) {
        std::string body;
        write_body(schema->kind(1), golden.record, body);
        bodies[golden.sources.at(0).feed + "/" + golden.sources.at(0).id] = body;
        return true;
    });
    return bodies;
}

std::vector<std::string> StoreBench::verify() const { return verify_store(file(), *schema); }

void sql(const std::filesystem::path& file, const std::string& statements) {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
    CHECK(sqlite3_exec(handle, statements.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(handle);
}

} // namespace moisson::test
