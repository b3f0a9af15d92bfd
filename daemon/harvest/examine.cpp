#include "daemon/harvest/examine.hpp"

#include "connectors/formats/read_ahead.hpp"
#include "daemon/harvest/forgetting.hpp"

namespace moisson {

namespace {

constexpr std::uint64_t records_between_looks = 4096; ///< at progress.stop
constexpr std::uint64_t worth_a_thread = 1'000'000;   ///< bytes of a snapshot

DifferOptions differ_options(const ExamineRequest& request) {
    DifferOptions options;
    options.staged_file = request.staged_file;
    options.schema = request.schema;
    options.feed = request.feed;
    options.memory = request.memory;
    options.force_map = request.force_map;
    options.today = request.today;
    options.aliases = request.aliases;
    return options;
}

/// False when the run was asked to stop.
bool feed_records(Decoder& decoder, Differ& differ, RunProgress& progress) {
    RawRecord raw;
    for (std::uint64_t count = 1; decoder.next(raw); ++count) {
        differ.add(raw);
        if (count % records_between_looks == 0) {
            progress.records = count;
            if (progress.stop) return false;
        }
    }
    progress.records = differ.progress().read;
    return true;
}

std::string one_line(const Issue& issue) { return issue.code + ": " + issue.message; }

/// Pages of a list that moves while it is read repeat some records and lose others. When as many distinct
/// ones came as the producer counts, none was lost.
std::string shifted_pages(const Snapshot& snapshot, const Differ& differ) {
    const std::uint64_t repeated = differ.repeated();
    if (snapshot.pages < 2 || repeated == 0) return {};
    if (snapshot.total && differ.progress().read - repeated >= *snapshot.total) return {};
    return "http.shifting-pages: " + std::to_string(repeated) +
           " records came twice: the list moved while its pages were read, and may have lost others. Nothing "
           "is "
           "withdrawn; ask the source for a stable order (query = { ordering = \"id\" })";
}

std::string where(const FormatError& error) {
    if (error.line() == 0) return "";
    return " (line " + std::to_string(error.line()) +
           (error.column() ? ", column " + std::to_string(error.column()) : "") + ")";
}

} // namespace

Examination examine(ExamineRequest request) {
    Examination result;
    const OppositionList opposed = request.opposed;
    auto mapping = with_care(Mapping::compile(request.feed, request.schema, request.today), request.feed,
                             request.schema, std::move(request.opposed), result.opposed);
    const std::vector<std::string> selectors = mapping->selectors();
    Differ differ(differ_options(request), std::move(request.index), std::move(mapping));
    request.progress->phase = RunProgress::Phase::reading;
    try {
        auto decoder =
            open_decoder(request.feed->source, request.snapshot.parts, selectors, request.snapshot.charset);
        if (request.snapshot.bytes >= worth_a_thread) decoder = read_ahead(std::move(decoder));
        result.stopped = !feed_records(*decoder, differ, *request.progress);
        if (result.stopped) return result;
        Completeness completeness = request.snapshot.completeness;
        if (completeness == Completeness::full)
            result.incomplete_reason = shifted_pages(request.snapshot, differ);
        if (!result.incomplete_reason.empty()) completeness = Completeness::incomplete;
        result.difference = differ.finish(completeness, decoder->report().selector_seen);
        result.warnings = snapshot_warnings(result.difference);
        if (differ.aliased())
            result.warnings.push_back("change.aliased: " + std::to_string(differ.aliased()) +
                                      " records came under another of their identifiers and kept their "
                                      "public ids (moisson aliases)");
        for (const Issue& warning : decoder->report().warnings) result.warnings.push_back(one_line(warning));
    } catch (const FormatError& error) {
        result.error = RunError{error.code(), error.what() + where(error), false};
        result.difference.counts = differ.progress();
    }
    result.may_keep = opposed.empty() || (result.opposed.fields == 0 && result.opposed.records == 0 &&
                                          !snapshot_holds(opposed, request.snapshot.parts));
    if (!result.may_keep)
        result.warnings.push_back(
            "run.snapshot-not-kept: the snapshot holds what the opposition list names, or "
            "cannot be looked into; it is not kept for `moisson replay`");
    result.issues = differ.issues();
    result.issue_counts = differ.issue_counts();
    return result;
}

} // namespace moisson
