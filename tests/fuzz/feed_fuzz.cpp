// Feed files: any text gives diagnostics; a feed without an error can be compiled, tested and applied.
#include "core/config/load.hpp"
#include "core/mapping/mapping.hpp"
#include "core/mapping/mapping_tests.hpp"
#include "core/text/utf8.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/raw_record.hpp"

#include <algorithm>

using namespace moisson;

namespace {

const std::shared_ptr<const Schema>& schema() {
    static const auto loaded = Schema::load({test::source_dir() / "config/schemas"});
    return loaded;
}

void check_diagnostics(const LoadedFeed& feed, std::string_view input) {
    const auto lines = 1 + static_cast<std::size_t>(std::count(input.begin(), input.end(), '\n'));
    bool any_error = false;
    for (const Diagnostic& diagnostic : feed.diagnostics) {
        any_error |= diagnostic.severity == Severity::error;
        fuzz::require(!diagnostic.code.empty() && !diagnostic.message.empty(), "a diagnostic says something");
        fuzz::require(diagnostic.where.line <= lines, "a diagnostic stands in the file", diagnostic.message,
                      std::to_string(diagnostic.where.line));
        const std::string text = render(diagnostic);
        fuzz::require(is_valid_utf8(text), "what is shown is UTF-8", text);
    }
    fuzz::require(any_error == !feed.config, "a feed is loaded unless it has an error");
}

/// The input's own lines as values of the columns.
test::MadeRecord record_of(const Mapping& mapping, std::string_view input) {
    std::map<std::string, std::vector<std::string>> columns;
    for (const std::string& selector : mapping.selectors()) {
        const std::size_t end = std::min(input.find('\n'), input.size());
        columns[selector] = {std::string(input.substr(0, end))};
        input.remove_prefix(std::min(end + 1, input.size()));
    }
    return {mapping.selectors(), columns};
}

void apply(const Mapping& mapping, const Schema& schema, const RawRecord& raw) {
    MappedRecord once, again;
    for (std::size_t kind = 0; kind < mapping.kinds().size(); ++kind)
        mapping.for_each_part(kind, raw, [&](const RawRecord& part) {
            mapping.map(kind, part, once);
            mapping.map(kind, part, again);
            const Kind& known = schema.kind(mapping.kinds()[kind]);
            std::string body, repeated, back;
            write_body(known, once.record, body);
            write_body(known, again.record, repeated);
            fuzz::require(body == repeated, "the same record, the same result", body, repeated);
            write_body(known, read_body(schema, mapping.kinds()[kind], once.record.id, body), back);
            fuzz::require(body == back, "a stored record is read as it was", body, back);
            for (const Issue& issue : once.issues)
                fuzz::require(is_valid_utf8(issue.message) && is_valid_utf8(issue.value), "issues are UTF-8",
                              issue.message, issue.value);
        });
}

} // namespace

FUZZ_TARGET(input) {
    const LoadedFeed feed = load_feed_text(input, "feeds.d/asso-ain.toml", *schema());
    check_diagnostics(feed, input);
    if (!feed.config) return;
    const Today today{2026, 11, 21};
    const auto mapping = Mapping::compile(feed.config, schema(), today);
    for (const Diagnostic& diagnostic : run_mapping_tests(*feed.config, schema(), today))
        fuzz::require(is_valid_utf8(render(diagnostic)), "what is shown is UTF-8", diagnostic.message);
    if (!is_valid_utf8(input)) return; // a decoder hands out nothing else
    apply(*mapping, *schema(), record_of(*mapping, input).raw());
}
