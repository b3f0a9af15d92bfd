// moisson.toml and the small languages in it: durations, sizes, shares, addresses, value tables.
#include "core/config/load.hpp"
#include "core/config/network.hpp"
#include "core/config/units.hpp"
#include "core/config/value_file.hpp"
#include "core/text/utf8.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <algorithm>

using namespace moisson;

namespace {

void check_units(std::string_view text) {
    if (const auto duration = parse_duration(text)) {
        fuzz::require(duration->count() >= 0, "durations are positive", text);
        const auto again = parse_duration(format_duration(*duration));
        fuzz::require(again == duration, "a duration written again is the same", text,
                      format_duration(*duration));
    }
    if (const std::string repaired = repair_duration(text); !repaired.empty())
        fuzz::require(parse_duration(repaired).has_value(), "what is proposed is accepted", text, repaired);
    if (const auto share = parse_percent(text)) fuzz::require(*share >= 0 && *share <= 1, "0 to 100 %", text);
    parse_size(text);
    is_listen_address(text);
    is_network(text);
}

} // namespace

FUZZ_TARGET(input) {
    const fuzz::MemoryFile file(input);
    const LoadedApp app = load_app(file.path(), true);
    const bool any_error =
        std::any_of(app.diagnostics.begin(), app.diagnostics.end(),
                    [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
    fuzz::require(app.ok == !any_error, "a configuration is good unless it has an error");
    for (const Diagnostic& diagnostic : app.diagnostics)
        fuzz::require(is_valid_utf8(render(diagnostic)), "what is shown is UTF-8", diagnostic.message);
    try {
        parse_value_rows(input);
    } catch (const std::runtime_error&) {
    }
    check_units(input.substr(0, std::min(input.find('\n'), std::size_t{40})));
}
