#include "core/linkage/normal/names.hpp"
#include "core/linkage/normal/words.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace moisson {
namespace {

bool is_civility(std::string_view word) {
    static const WordRow row[] = {
        {"m",
         "mr mme mlle monsieur madame mademoiselle mrs ms miss dr docteur me maitre pr prof professeur sir"}};
    static const WordIndex index(row);
    return index.find(word) >= 0;
}

/// "DUPONT, Jean": the first comma parts surname and given names, unless what follows is a title ("1st baron
/// …") or the rest of a long list.
void given_name_first(Words& words) {
    std::size_t comma = 0, commas = 0;
    for (std::size_t i = 1; i < words.size(); ++i)
        if (words[i].after_break && ++commas == 1) comma = i;
    if (commas != 1 || words.size() - comma > 3 || is_digit(words.text(comma)[0])) return;
    const auto first = &words[0];
    std::rotate(first, first + comma, first + words.size());
}

void join_prefixes(Words& words) {
    for (std::size_t at = words.size(); at-- > 0;) { // from the end: "mc d eourg" becomes one word at once
        const std::string_view word = words.text(at), next = words.text(at + 1);
        if (next.size() < 3) continue;
        const bool elided = (word == "d" || word == "o") && begins_with_vowel(next);
        if (elided || word == "mc") words.join(at, 2);
    }
}

} // namespace

std::string normal_person(std::string_view text) {
    Words words(text, WordStyle::person);
    given_name_first(words);
    while (words.size() > 1 && is_civility(words.text(0))) words.erase(0);
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (words.text(at) == "st") words[at].text = "saint";
        if (words.text(at) == "ste") words[at].text = "sainte";
    }
    join_prefixes(words);
    return words.str();
}

} // namespace moisson
