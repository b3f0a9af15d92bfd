// Folding: the form in which two spellings of the same words are equal.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

/// Lower case, without accents, ligatures spelled out (œ → oe), every run of spaces (also no-break) one
/// space, every apostrophe ('), every dash (-); spaces at both ends dropped. Bytes that are not UTF-8 are
/// kept as they are.
std::string fold(std::string_view text);
/// The same into a buffer that is reused; `out` is cleared first.
void fold_into(std::string_view text, std::string& out);

} // namespace moisson
