// HTML → plain text, for descriptions that producers write in web editors.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// Tags away (paragraphs, breaks, items become lines; items get "- "), scripts and styles away with their
/// contents, entities decoded, spaces collapsed. Text without tags and entities keeps its line breaks. Never
/// fails.
std::string html_to_text(std::string_view html);

} // namespace moisson
