#include "core/linkage/normal/house_number.hpp"

#include "core/linkage/normal/words.hpp"
#include "core/text/ascii.hpp"

namespace moisson {
namespace {

std::size_t leading_digits(std::string_view word) {
    std::size_t digits = 0;
    while (digits < word.size() && is_digit(word[digits])) ++digits;
    return digits;
}

} // namespace

std::string_view repetition(std::string_view word) {
    struct Repetition {
        std::string_view word, letter;
    };
    static constexpr Repetition known[] = {
        {"bis", "b"}, {"ter", "t"}, {"quater", "q"}, {"quinquies", "c"}, {"sexies", "s"}};
    if (word.size() < 3) return {};
    for (const Repetition& one : known)
        if (word == one.word) return one.letter;
    return {};
}

bool is_house_number(std::string_view word) {
    const std::size_t digits = leading_digits(word);
    if (digits == 0 || (digits > 4 && without_leading_zeros(word).size() > 4)) return false;
    const std::string_view ending = word.substr(digits);
    return ending.size() <= 1 || !repetition(ending).empty();
}

std::string folded_number(std::string_view word) {
    const std::size_t digits = leading_digits(word);
    std::string number(without_leading_zeros(word.substr(0, digits)));
    const std::string_view ending = word.substr(digits), letter = repetition(ending);
    number += letter.empty() ? ending : letter;
    return number;
}

bool is_postal_code(std::string_view word) {
    return word.size() == 5 && all_digits(word) && !word.starts_with("00");
}

} // namespace moisson
