// Normal forms for linking: what is normal stays as it is, is ASCII words, and is not longer than its text
// allows.
#include "core/linkage/normal/address.hpp"
#include "core/linkage/normal/codes.hpp"
#include "core/linkage/normal/contact.hpp"
#include "core/linkage/normal/distance.hpp"
#include "core/linkage/normal/names.hpp"
#include "core/text/ascii.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <algorithm>
#include <cstring>

using namespace moisson;

namespace {

void check_words(std::string_view text, std::string_view normal) {
    char before = ' ';
    for (const char c : normal) {
        fuzz::require(is_lower(c) || is_digit(c) || (c == ' ' && before != ' '), "ASCII words", text, normal);
        before = c;
    }
    fuzz::require(normal.empty() || before != ' ', "no blank at the end", text, normal);
    // One letter may be a word ("&", an initial), and a compatibility character up to 18 letters of three
    // bytes.
    fuzz::require(normal.size() <= 18 * text.size() + 16, "not longer than its text allows", text, normal);
}

void check_stable(std::string (*normalise)(std::string_view), std::string_view text) {
    const std::string once = normalise(text), twice = normalise(once);
    fuzz::require(once == twice, "what is normal stays as it is", once, twice);
}

void check_normal_address(std::string_view text) {
    const NormalAddress once = normal_address(text);
    const std::string address = once.number + ' ' + once.street;
    const NormalAddress twice = normal_address(address);
    fuzz::require(once.number == twice.number && once.street == twice.street,
                  "a normal address stays as it is", address, twice.number + " | " + twice.street);
    for (const std::string& part : {once.number, once.street, once.rest}) check_words(text, part);
}

void check_cells(std::string_view text) {
    double position[4];
    if (text.size() < sizeof position) return;
    std::memcpy(position, text.data(), sizeof position);
    const auto around = cell_neighbourhood(position[0], position[1]);
    fuzz::require(around[0] == cell_key(position[0], position[1]), "a cell is its own neighbour", text);
    const std::uint64_t other = cell_key(position[2], position[3]);
    if (around[0] == 0 || other == 0) return;
    if (distance_in_metres(position[0], position[1], position[2], position[3]) < cell_metres * 0.999)
        fuzz::require(std::find(around.begin(), around.end(), other) != around.end(),
                      "the near are neighbours", text);
}

} // namespace

FUZZ_TARGET(input) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view first = input.substr(0, end), rest = input.substr(std::min(end + 1, input.size()));
    for (const std::string_view text : {first, rest}) {
        for (auto* normalise :
             {normal_name, normal_title, normal_person, normal_authors, normal_municipality}) {
            check_words(text, normalise(text));
            check_stable(normalise, text);
        }
        for (auto* normalise : {normal_postcode, normal_insee, normal_phone, normal_email})
            check_stable(normalise, text);
        check_normal_address(text);
        website_key(text);
        email_domain(text);
    }
    fuzz::require(names_contradict(first, rest) == names_contradict(rest, first), "contradiction has no side",
                  first, rest);
    check_cells(input);
}
