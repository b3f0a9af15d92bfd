// The one parser of templates: "{Présentation}\n\nPermanences : {Permanences}".
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// A piece of a template: literal text (braces undone), or the name of a column or path.
struct TemplatePart {
    bool is_column = false;
    std::string text;
};

/// Cuts a template into its parts; two literals never follow each other. `{{` and `}}` are real braces.
/// Returns what is wrong, in words for the person who wrote it, or nothing; `out` is cleared first.
std::string read_template(std::string_view text, std::vector<TemplatePart>& out);

} // namespace moisson
