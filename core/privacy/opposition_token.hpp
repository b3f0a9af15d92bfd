#pragma once
#include <string>
#include <vector>

namespace moisson {

/// What a name is digested as: its folded words in alphabetical order, so that "Claire Durand" and "DURAND
/// Claire" are one.
std::string token_of_words(std::vector<std::string> words);

} // namespace moisson
