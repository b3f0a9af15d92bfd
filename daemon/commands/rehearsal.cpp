#include "daemon/commands/rehearsal.hpp"

#include "connectors/formats/decoder.hpp"
#include "core/text/suggest.hpp"
#include "daemon/harvest/make_workshop.hpp"
#include "daemon/harvest/renames.hpp"

#include <algorithm>
#include <map>
#include <unistd.h>

namespace moisson {

namespace {

/// A directory of the rehearsal's own; gone with it.
class Scratch {
public:
    Scratch()
        : path_(std::filesystem::temp_directory_path() / ("moisson-try-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

Snapshot snapshot_of_file(const std::string& file) {
    std::error_code error;
    Snapshot snapshot;
    snapshot.parts = {file};
    snapshot.bytes = std::filesystem::file_size(file, error);
    if (error) throw CommandError(exit_code::unknown, "cannot read " + file + ": " + error.message());
    return snapshot;
}

FetchOutcome fetch_once(const CommandContext& context, const FeedPtr& feed,
                        const std::filesystem::path& spool) {
    Executors executors;
    FetchRequest request;
    request.feed = feed;
    request.app = context.app;
    request.secrets = default_secret_reader(context.config_file.parent_path());
    request.cpu = executors.cpu();
    request.spool_dir = spool;
    return run_to_end(executors, fetch(std::move(request), make_network(context.app)));
}

std::string joined(std::span<const std::string_view> texts) {
    std::string text;
    for (const std::string_view value : texts) {
        if (!text.empty()) text += " | ";
        text += value;
    }
    return text;
}

RehearsedRecord show(const Mapping& mapping, const Schema& schema, const RawRecord& raw) {
    RehearsedRecord shown;
    shown.position = raw.position;
    if (raw.defect) shown.issues.push_back(*raw.defect);
    if (raw.defect) return shown;
    for (std::size_t slot = 0; slot < mapping.selectors().size(); ++slot)
        shown.before.emplace_back(mapping.selectors()[slot], joined(raw.values(slot)));
    MappedRecord mapped;
    for (std::size_t position = 0; position < mapping.kinds().size(); ++position) {
        const Kind& kind = schema.kind(mapping.kinds()[position]);
        mapping.for_each_part(position, raw, [&](const RawRecord& part) {
            mapping.map(position, part, mapped);
            if (mapped.skipped) return;
            std::string body;
            write_body(kind, mapped.record, body);
            shown.after.emplace_back(kind.name, std::move(body));
            shown.issues.insert(shown.issues.end(), mapped.issues.begin(), mapped.issues.end());
        });
    }
    return shown;
}

std::vector<RehearsedRecord> take_sample(const ExamineRequest& request, std::size_t size) {
    std::vector<RehearsedRecord> sample;
    TakenOut none;
    const auto mapping = with_care(Mapping::compile(request.feed, request.schema, request.today),
                                   request.feed, request.schema, {}, none);
    try {
        auto decoder = open_decoder(request.feed->source, request.snapshot.parts, mapping->selectors(),
                                    request.snapshot.charset);
        for (RawRecord raw; sample.size() < size && decoder->next(raw);)
            if (raw.defect || mapping->keeps(raw)) sample.push_back(show(*mapping, *request.schema, raw));
    } catch (const FormatError&) {
        // the examination of the whole snapshot reports it
    }
    return sample;
}

std::string nearest_allowed(const Schema& schema, const FeedConfig& feed, const std::string& field,
                            const std::string& value) {
    std::vector<std::string> allowed;
    for (const KindMapping& mapping : feed.mappings) {
        const Kind& kind = schema.kind(static_cast<std::size_t>(schema.find(mapping.kind)));
        const int index = kind.find(field);
        if (index < 0) continue;
        for (const EnumValue& one : kind.fields[static_cast<std::size_t>(index)].values)
            allowed.push_back(one.value);
    }
    return suggest(value, allowed).value_or("");
}

std::vector<UnknownValue> unknown_values(const Examination& examination, const Schema& schema,
                                         const FeedConfig& feed) {
    std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
    for (const RecordIssue& issue : examination.issues)
        if (issue.issue.code == "record.unknown-value") ++counts[{issue.issue.field, issue.issue.value}];
    std::vector<UnknownValue> unknown;
    for (const auto& [key, count] : counts)
        unknown.push_back(
            {key.first, key.second, count, nearest_allowed(schema, feed, key.first, key.second)});
    std::stable_sort(unknown.begin(), unknown.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    return unknown;
}

/// What the store of this machine knows of the feed, read only; false when there is none.
bool read_known(const CommandContext& context, ExamineRequest& request) {
    if (!std::filesystem::exists(context.app.store_path)) return false;
    auto reader = StoreReader::open(context.app.store_path, context.schema);
    const FeedState state = reader->feed(request.feed->id);
    if (!state.known) return false;
    request.memory = state.memory;
    request.index = reader->known_records(request.feed->id);
    request.aliases = aliases_in_force(*request.feed, reader->aliases(request.feed->id));
    return true;
}

} // namespace

Rehearsal rehearse(const CommandContext& context, FeedPtr feed, const std::string& from_file,
                   std::size_t sample_size) {
    Scratch scratch;
    ExamineRequest request;
    request.feed = feed;
    request.schema = context.schema;
    request.staged_file = scratch.path() / "staged";
    request.today = today_of(unix_now());
    request.progress = std::make_shared<RunProgress>();
    Rehearsal rehearsal;
    FetchOutcome outcome =
        from_file.empty() ? fetch_once(context, feed, scratch.path()) : snapshot_of_file(from_file);
    if (auto* failure = std::get_if<FetchFailure>(&outcome)) {
        rehearsal.error = failure->error;
        return rehearsal;
    }
    request.snapshot = std::get<Snapshot>(outcome);
    rehearsal.compared = read_known(context, request);
    request.force_map = true;
    const FeedMemory memory = request.memory;
    rehearsal.sample = take_sample(request, sample_size);
    rehearsal.counts = preview_counts(request);
    rehearsal.examination = examine(std::move(request));
    rehearsal.error = rehearsal.examination.error;
    if (!rehearsal.error) rehearsal.error = refuse(feed->guards, memory, rehearsal.examination.difference);
    if (!rehearsal.error)
        rehearsal.guard =
            evaluate_guards(feed->guards, *context.schema, memory, rehearsal.examination.difference);
    rehearsal.unknown_values = unknown_values(rehearsal.examination, *context.schema, *feed);
    return rehearsal;
}

} // namespace moisson
