// HTML → plain text, for descriptions that producers write in web editors; and text → HTML or XML.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// Tags away (paragraphs, breaks, items become lines; items get "- "), scripts and styles away with their
/// contents, entities decoded, spaces collapsed. Text without tags and entities keeps its line breaks. Never
/// fails.
std::string html_to_text(std::string_view html);

/// Text as content or as a quoted attribute of HTML and XML. What is not UTF-8 and what XML 1.0 cannot say
/// become U+FFFD.
std::string escape_html(std::string_view text);

} // namespace moisson
