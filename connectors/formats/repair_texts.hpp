// What a decoder hands out is always UTF-8, also of a record that is refused: its id is shown and stored.
#pragma once
#include "core/text/utf8.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Texts with bad bytes become views of `copies`, where each such byte is U+FFFD.
inline void repair_texts(std::vector<std::string_view>& texts, std::vector<std::string>& copies) {
    copies.clear();
    copies.reserve(texts.size()); // the views stay valid
    for (auto& text : texts) {
        if (is_valid_utf8(text)) continue;
        std::string& copy = copies.emplace_back();
        for (std::size_t at = 0; at < text.size();) append_utf8(copy, next_code_point(text, at));
        text = copy;
    }
}

} // namespace moisson
