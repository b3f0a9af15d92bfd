// Templates and patterns: line 1 is a template and a pattern, the rest the text they meet.
#include "core/config/template_text.hpp"
#include "core/mapping/forms_text.hpp"
#include "core/mapping/template.hpp"
#include "core/mapping/value_map.hpp"
#include "core/text/pattern.hpp"
#include "core/text/utf8.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"
#include "tests/support/raw_record.hpp"

#include <re2/re2.h>

using namespace moisson;

namespace {

std::string doubled(std::string_view text) {
    std::string out;
    for (const char c : text) out.append(c == '{' || c == '}' ? 2 : 1, c);
    return out;
}

void check_template(std::string_view text, std::string_view value) {
    std::vector<TemplatePart> parts, again;
    SelectorList columns;
    if (!read_template(text, parts).empty()) return;
    std::string written;
    for (const TemplatePart& part : parts)
        written += part.is_column ? "{" + part.text + "}" : doubled(part.text);
    const std::string problem = read_template(written, again);
    fuzz::require(problem.empty() && again.size() == parts.size(), "a template written again is the same",
                  text, written);
    const TextTemplate compiled(text, columns);
    std::map<std::string, std::vector<std::string>> values;
    for (const std::string& name : columns.names()) values[name] = {std::string(value)};
    const test::MadeRecord record(columns.names(), values);
    std::string out;
    compiled.render(record.raw(), out);
    if (is_valid_utf8(text) && is_valid_utf8(value))
        fuzz::require(is_valid_utf8(out), "a filled template is UTF-8", out);
}

/// Simple patterns are matched without the engine, and as it does.
void check_pattern(std::string_view pattern, std::string_view text) {
    const auto compiled =
        std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), re2::RE2::Quiet);
    if (!compiled->ok()) return;
    const bool ours = TextPattern(pattern, compiled).matches(text);
    const bool engine = re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *compiled);
    fuzz::require(ours == engine, "a simple pattern is matched as the engine does", pattern, text);
}

void check_wildcard(std::string_view pattern, std::string_view text) {
    std::string expression = "(?s)";
    for (const char c : pattern) expression += c == '*' ? ".*" : re2::RE2::QuoteMeta(std::string(1, c));
    re2::RE2::Options bytes(re2::RE2::Latin1);
    bytes.set_log_errors(false);
    const re2::RE2 engine(expression, bytes);
    if (!engine.ok()) return;
    fuzz::require(matches_wildcard(pattern, text) ==
                      re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), engine),
                  "a wildcard matches as .* does", pattern, text);
}

} // namespace

FUZZ_TARGET(input) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view first = input.substr(0, end), rest = input.substr(std::min(end + 1, input.size()));
    check_template(input, first);
    check_template(first, rest);
    check_pattern(first, rest);
    if (first.size() < 100) check_wildcard(first, rest);
    if (!is_valid_utf8(rest)) return;
    std::string cut(rest);
    truncate_with_ellipsis(cut, 1 + first.size() % 20);
    fuzz::require(is_valid_utf8(cut) && code_point_count(cut) <= 1 + first.size() % 20,
                  "a shortened text is UTF-8 and short", cut);
}
