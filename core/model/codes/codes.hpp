// Every code that a diagnostic, an issue, a guard or a failed run may carry, with what `moisson explain CODE`
// says. One file per area in this folder: a new code is a new row there, in alphabetical order.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Codes are stable: `area.kebab-case`. A retired code keeps its row.
struct CodeText {
    std::string_view code;
    std::string_view what;   ///< what happened, one or two sentences
    std::string_view remedy; ///< what to do next
};

std::span<const CodeText> configuration_codes(); ///< feed.* app.* toml.*
std::span<const CodeText> fetch_codes();         ///< http.* url.* tls.* … : the source could not be read
std::span<const CodeText> format_codes();        ///< format.*: the snapshot could not be decoded
std::span<const CodeText> record_codes();        ///< record.*: one record is wrong or doubtful
std::span<const CodeText> run_codes();           ///< guard.* run.* snapshot.* change.*: the run as a whole
std::span<const CodeText> service_codes();       ///< store.* publish.* daemon.*

/// All areas, sorted by code.
const std::vector<CodeText>& all_codes();
const CodeText* find_code(std::string_view code); ///< null when there is no such code

/// The paragraph of `moisson explain CODE`; nothing for an unknown code.
std::optional<std::string> explain_code(std::string_view code);
/// All codes by area: config/reference/codes.md.
std::string codes_reference_markdown();

} // namespace moisson
