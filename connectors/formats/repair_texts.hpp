// What a decoder hands out and says is always UTF-8: the id of a refused record, the name of an entry of an
// archive are shown and stored.
#pragma once
#include "core/text/utf8.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Each byte that is not of UTF-8 is U+FFFD.
inline std::string repaired(std::string_view text) {
    std::string copy;
    for (std::size_t at = 0; at < text.size();) append_utf8(copy, next_code_point(text, at));
    return copy;
}

/// Texts with bad bytes become views of `copies`, where each such byte is U+FFFD.
inline void repair_texts(std::vector<std::string_view>& texts, std::vector<std::string>& copies) {
    copies.clear();
    copies.reserve(texts.size()); // the views stay valid
    for (auto& text : texts) {
        if (is_valid_utf8(text)) continue;
        text = copies.emplace_back(repaired(text));
    }
}

} // namespace moisson
