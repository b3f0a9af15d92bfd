#include "core/linkage/normal/address.hpp"

#include "core/linkage/normal/address_tables.hpp"
#include "core/linkage/normal/house_number.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace moisson {
namespace {

constexpr auto nowhere = static_cast<std::size_t>(-1);

/// Street articles: what two spellings of one street differ in.
bool is_street_particle(std::string_view word) {
    return word == "de" || word == "du" || word == "des" || word == "d" || word == "la" || word == "le" ||
           word == "les" || word == "l";
}

/// What follows an English street and tells where on it.
bool is_english_relation(std::string_view word) {
    return word == "between" || word == "near" || word == "at" || word == "off" || word == "suite" ||
           word == "unit";
}

constexpr std::string_view post_boxes[] = {"bp", "cs", "tsa", "cidex", "bpn", "tsano"};

/// Words that go, or make others go, when these come to stand beside them.
bool is_dropped_with_others(std::string_view word) {
    static const WordRow row[] = {
        {"bp", "cs tsa cidex bpn tsano n no numero etage rez rdc lieu lieux lieudit ld"}};
    static const WordIndex index(row);
    return word.size() <= 7 && index.find(word) >= 0;
}

/// Takes the words of one address apart.
class AddressReader {
public:
    explicit AddressReader(std::string_view text) : words_(text, WordStyle::address) {}

    /// Again until nothing changes: what is dropped may bring together what belongs together.
    NormalAddress read() {
        std::string before;
        for (int round = 0; round < most_rounds; ++round) {
            read_once();
            found_.street = words_.str();
            std::string now = found_.number + ' ' + found_.street;
            if ((round > 0 && before == now) || is_settled()) break;
            before = std::move(now);
            words_.clear_breaks();
            if (!found_.number.empty()) words_.put_first(found_.number);
        }
        return std::move(found_);
    }

private:
    static constexpr int most_rounds = 8;

    struct Start {
        std::size_t number = nowhere, street = 0;
    };

    /// True when another look would surely see the same: the usual street, of whose words none says more.
    bool is_settled() const {
        const std::string_view first = words_.text(0);
        if (words_.size() == 0) return !is_postal_code(found_.number);
        if (english_ || first.size() < 2 || !repetition(first).empty() || full_street_type(first) != first ||
            is_postal_code(found_.number))
            return false;
        const bool clearly_french = street_type(first) == StreetType::strong;
        for (std::size_t at = 0; at < words_.size(); ++at) {
            const std::string_view word = words_.text(at);
            if (is_digit(word[0]) || is_dropped_with_others(word)) return false;
            if (at > 0 && street_type(word) != StreetType::none) return false;
            if (!clearly_french && !english_street_type(word).empty()) return false;
        }
        return true;
    }

    void read_once() {
        drop_all();
        bring_number_first();
        const Start start = find_start();
        number_ = start.number == nowhere ? std::string() : number_at(start.number, start.street);
        const std::size_t from = start.street, to = end_of_street(from);
        set_aside(0, std::min(start.number, from));
        set_aside(to, words_.size());
        words_.erase(to, words_.size() - to);
        words_.erase(0, from);
        found_.number = number_;
        write_in_full();
    }

    /// "Rue de la Paix, 12", as in Belgium and Luxembourg.
    void bring_number_first() {
        if (!is_street(0)) return;
        for (std::size_t at = 2; at < words_.size(); ++at) {
            const bool last =
                at + 1 == words_.size() || is_postal_code(words_.text(at + 1)) || words_[at + 1].after_break;
            if (!words_[at].after_break || !last || !is_house_number(words_.text(at))) continue;
            const auto first = &words_[0];
            std::rotate(first, first + at, first + at + 1);
            if (at + 1 < words_.size()) words_[at + 1].after_break = true;
            return;
        }
    }

    // What is not part of an address.

    void drop_all() {
        for (std::size_t at = 0; at < words_.size();) {
            const std::size_t here = length_to_drop(at);
            if (here > 0) {
                words_.erase(at, here);
                at = at > 3 ? at - 3 : 0;
            } else if (words_.text(at) == "cedex") {
                drop_cedex(at);
            } else {
                ++at;
            }
        }
        drop_hamlet_prefix();
    }

    /// Looks at the first letter first: nearly every word is none of these.
    std::size_t length_to_drop(std::size_t at) const {
        switch (const char c = words_.text(at)[0]) {
        case 'b':
        case 'c':
        case 't':
            return box_length(at);
        case 'n':
            return number_sign_length(at);
        default:
            return is_digit(c) || c == 'r' || c == 'e' ? floor_length(at) : 0;
        }
    }

    bool is_number(std::size_t at) const { return all_digits(words_.text(at)); }

    /// "BP 12", "CS 40 055", "TSA n° 30719", "BP12".
    std::size_t box_length(std::size_t at) const {
        const std::string_view word = words_.text(at);
        for (std::string_view box : post_boxes) {
            if (!word.starts_with(box)) continue;
            if (word.size() > box.size()) {
                if (all_digits(word.substr(box.size()))) return 1;
                continue;
            }
            std::size_t end = at + 1;
            while (words_.text(end) == "n" || words_.text(end) == "no" || words_.text(end) == "numero") ++end;
            const std::string_view glued = words_.text(end);
            if (glued.starts_with("no") && all_digits(glued.substr(2))) return end + 1 - at;
            if (!is_number(end)) return end == words_.size() && words_.size() > 1 ? end - at : 0;
            const bool in_groups = words_.text(end).size() <= 3 && words_.text(end + 1).size() == 3 &&
                                   is_number(end + 1) && !is_street(end + 2);
            return end + (in_groups ? 2 : 1) - at;
        }
        return 0;
    }

    /// "8e étage", "étage 3", "rdc".
    std::size_t floor_length(std::size_t at) const {
        const std::string_view word = words_.text(at);
        if (word == "rdc") return 1;
        if (word == "rez" && words_.text(at + 1) == "de" && words_.text(at + 2) == "chaussee") return 3;
        const bool ordinal = without_ordinal(word).size() <= 2 && all_digits(without_ordinal(word));
        if (ordinal && words_.text(at + 1) == "etage") return 2;
        if (word == "etage" && is_number(at + 1) && words_.text(at + 1).size() <= 2 && !is_street(at + 2))
            return 2;
        return 0;
    }

    std::size_t number_sign_length(std::size_t at) const {
        const std::string_view word = words_.text(at);
        return (word == "n" || word == "no" || word == "numero") && is_house_number(words_.text(at + 1)) ? 1
                                                                                                         : 0;
    }

    /// The postal code of a CEDEX is not that of the municipality: its département is left.
    void drop_cedex(std::size_t at) {
        const bool numbered = is_number(at + 1) && words_.text(at + 1).size() <= 2;
        words_.erase(at, numbered ? 2 : 1);
        cedex_ = true;
    }

    /// "Lieu-dit Les Chênes" is "Les Chênes"; in "rue du lieu-dit" it is the name.
    void drop_hamlet_prefix() {
        std::size_t at = 0;
        if (is_house_number(words_.text(0))) at = 1;
        while (is_street_particle(words_.text(at))) ++at;
        const std::string_view word = words_.text(at), next = words_.text(at + 1);
        const bool two = (word == "lieu" || word == "lieux") && (next == "dit" || next == "dits");
        const bool one = word == "lieudit" || word == "ld";
        const std::size_t length = two ? 2 : one ? 1 : 0;
        if (length > 0 && words_.size() > at + length) words_.erase(at, length);
    }

    // Where number and street are.

    bool is_street(std::size_t at) const {
        const std::string_view word = words_.text(at);
        if (street_type(word) != StreetType::none) return true;
        return !street_adjective(word).empty() && street_type(words_.text(at + 1)) == StreetType::strong;
    }
    bool is_strong_street(std::size_t at) const {
        if (!is_street(at)) return false;
        return street_type(words_.text(at)) != StreetType::weak;
    }

    /// Where the street begins that belongs to the number at `at`; nowhere when none follows.
    std::size_t street_behind(std::size_t at) const {
        std::size_t end = at + 1;
        for (;;) {
            if (!repetition(words_.text(end)).empty() && end + 1 < words_.size()) {
                ++end;
            } else if (words_.text(end).size() == 1 && is_lower(words_.text(end)[0]) && is_street(end + 1) &&
                       !(is_street(end) && !is_strong_street(end + 1))) {
                ++end;
            } else if ((words_.text(end) == "a" || words_.text(end) == "et") &&
                       is_house_number(words_.text(end + 1))) {
                end += 2;
            } else if (is_house_number(words_.text(end))) {
                ++end;
            } else {
                break;
            }
        }
        return is_street(end) ? end : nowhere;
    }

    Start find_start() const {
        if (!is_strong_street(0))
            for (std::size_t at = 0; at < words_.size(); ++at) {
                if (!is_house_number(words_.text(at)) || (at > 0 && is_part_of_building(words_.text(at - 1))))
                    continue;
                const std::size_t street = street_behind(at);
                if (street != nowhere) return {at, street};
            }
        if (const std::size_t at = bare_number(); at != nowhere) return {at, behind_repetitions(at)};
        return {nowhere, bare_street()};
    }

    std::size_t behind_repetitions(std::size_t at) const {
        ++at;
        while (!repetition(words_.text(at)).empty()) ++at;
        return at;
    }

    /// A number that no type of street follows: "12 Grande Ferme", "44 Forbes Street".
    std::size_t bare_number() const {
        if (is_house_number(words_.text(0)) || is_english_number(0)) return 0;
        if (is_strong_street(0)) return nowhere;
        for (std::size_t at = 1; at + 1 < words_.size(); ++at)
            if (words_[at].after_break && is_house_number(words_.text(at)) && !is_number(at + 1) &&
                !is_part_of_building(words_.text(at - 1)))
                return at;
        return nowhere;
    }

    /// "12224 Ventura Blvd": five digits are a number when an English street follows.
    bool is_english_number(std::size_t at) const {
        return is_postal_code(words_.text(at)) && english_end(at + 1, words_.size()) > 0;
    }

    std::size_t bare_street() const {
        for (std::size_t at = 0; at < words_.size(); ++at)
            if (is_strong_street(at) && (at == 0 || !is_particle(words_.text(at - 1)))) return at;
        for (std::size_t at = 1; at < words_.size(); ++at)
            if (is_street(at) && words_[at].after_break) return at;
        return 0;
    }

    // Where it ends.

    std::size_t end_of_street(std::size_t from) const {
        std::size_t end = from;
        const std::size_t name = from + (is_street(from) ? 2 : 1);
        for (; end < words_.size(); ++end) {
            if (is_postal_code(words_.text(end))) break;
            if (end < name) continue;
            if (words_[end].after_break) break;
            const std::string_view word = full_street_word(words_.text(end));
            if (word == "batiment" || word == "appartement") break;
        }
        if (const std::size_t english = english_end(from, end)) return english;
        return end;
    }

    /// End of an English street in [from, to), 0 when it is none. "st" counts at the end only: elsewhere it
    /// is a saint.
    std::size_t english_end(std::size_t from, std::size_t to) const {
        if (is_strong_street(from)) return 0;
        for (std::size_t at = from + 1; at < to; ++at) {
            if (english_street_type(words_.text(at)).empty()) continue;
            const bool direction = at + 1 < to && !english_direction(words_.text(at + 1)).empty();
            const std::size_t end = at + (direction ? 2 : 1);
            const bool clear = words_.text(at).size() > 2 || is_english_relation(words_.text(end));
            if (end == to || (clear && !is_street(from))) return end;
        }
        return 0;
    }

    // How it is written.

    std::string number_at(std::size_t at, std::size_t street) {
        std::string number =
            is_postal_code(words_.text(at)) ? std::string(words_.text(at)) : folded_number(words_.text(at));
        if (at + 1 < street && all_digits(number) && !is_postal_code(number)) {
            const std::string_view next = words_.text(at + 1), letter = repetition(next);
            if (!letter.empty())
                number += letter;
            else if (next.size() == 1 && is_lower(next[0]) &&
                     !(next == "a" && is_house_number(words_.text(at + 2))))
                number += next;
        }
        return number;
    }

    void set_aside(std::size_t from, std::size_t to) {
        for (std::size_t at = from; at < to; ++at) {
            if (!found_.rest.empty()) found_.rest += ' ';
            const std::string_view word = full_street_word(words_.text(at));
            found_.rest += cedex_ && is_postal_code(word) ? word.substr(0, 2) : word;
        }
    }

    void write_in_full() {
        if (const std::size_t end = english_end(0, words_.size())) {
            english_ = true;
            return write_english(end);
        }
        if (!street_adjective(words_.text(0)).empty() && is_street(1)) {
            words_[0].text = street_adjective(words_.text(0));
            words_[1].text = full_street_type(words_.text(1));
        } else if (is_street(0)) {
            words_[0].text = full_street_type(words_.text(0));
        }
        for (std::size_t at = is_street(0) ? 1 : 0; at < words_.size(); ++at)
            words_[at].text = full_street_word(words_.text(at));
        drop_particles();
        for (std::size_t at = 0; at + 1 < words_.size(); ++at)
            if (words_.text(at) == "notre" && words_.text(at + 1) == "dame") words_.join(at, 2);
    }

    /// "n la cienega blvd" → "north la cienega boulevard". `end`: behind type and direction.
    void write_english(std::size_t end) {
        const bool direction = english_street_type(words_.text(end - 1)).empty();
        const std::size_t type = direction ? end - 2 : end - 1;
        for (std::size_t at = 0; at < type; ++at) words_[at].text = english_street_word(words_.text(at));
        if (type > 1 && !english_direction(words_.text(0)).empty())
            words_[0].text = english_direction(words_.text(0));
        words_[type].text = english_street_type(words_.text(type));
        if (direction) words_[end - 1].text = english_direction(words_.text(end - 1));
    }

    /// Those stay that keep a word from being taken for something else: "le 8 mai", "sous la rue".
    void drop_particles() {
        for (std::size_t at = 0; at < words_.size();) {
            const std::string_view next = words_.text(at + 1);
            const bool needed =
                next.empty() || (at > 0 && is_strong_street(at + 1)) || (at == 0 && is_digit(next[0]));
            if (is_street_particle(words_.text(at)) && !needed)
                words_.erase(at);
            else
                ++at;
        }
    }

    Words words_;
    NormalAddress found_;
    std::string number_;
    bool cedex_ = false, english_ = false;
};

} // namespace

NormalAddress normal_address(std::string_view text) { return AddressReader(text).read(); }

bool is_street_type(std::string_view word) { return street_type(word) != StreetType::none; }

} // namespace moisson
