#include "core/hours/hours_words.hpp"

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <optional>

namespace moisson {
namespace {

using enum HoursWord;

constexpr std::size_t longest_text = 2000;
constexpr DaySet weekend = day_bit(5) | day_bit(6);

/// Which language an abbreviation of a day belongs to.
enum class DayStyle : std::uint8_t { any, french, osm };

struct HoursPhrase {
    std::string_view text;
    HoursWord word = filler;
    DaySet days = 0;
    std::string_view published = {};
    DayStyle style = DayStyle::any;
};

constexpr std::string_view by_appointment = "sur rendez-vous",
                           appointment_only = "uniquement sur rendez-vous", walk_in = "sans rendez-vous",
                           either_way = "avec ou sans rendez-vous";

/// A longer phrase stands before the shorter one it begins with.
constexpr HoursPhrase phrases[] = {
    {"tous les jours", every_day},
    {"7 jours sur 7", every_day},
    {"7 jours/7", every_day},
    {"7j/7", every_day},
    {"7j sur 7", every_day},
    {"7/7", every_day},
    {"24h/24", around},
    {"24 h/24", around},
    {"24 heures sur 24", around},
    {"24h sur 24", around},
    {"24/24", around},
    {"24h-24h", around},
    {"24-24", around},
    {"24/7", around_week},
    {"les jours feries", days, day_bit(public_holidays)},
    {"jours feries", days, day_bit(public_holidays)},
    {"jour ferie", days, day_bit(public_holidays)},
    {"feries", days, day_bit(public_holidays)},
    {"vacances scolaires", days, day_bit(school_holidays)},
    {"week-ends", days, weekend},
    {"week-end", days, weekend},
    {"week end", days, weekend},
    {"weekend", days, weekend},
    {"sur rendez-vous uniquement", comment, 0, appointment_only},
    {"sur rendez-vous seulement", comment, 0, appointment_only},
    {"sur rdv uniquement", comment, 0, appointment_only},
    {"uniquement sur rendez-vous", comment, 0, appointment_only},
    {"uniquement sur rdv", comment, 0, appointment_only},
    {"sur rendez-vous", comment, 0, by_appointment},
    {"sur rendez vous", comment, 0, by_appointment},
    {"sur rdv", comment, 0, by_appointment},
    {"avec ou sans rendez-vous", comment, 0, either_way},
    {"avec ou sans rdv", comment, 0, either_way},
    {"sans rendez-vous", comment, 0, walk_in},
    {"sans rdv", comment, 0, walk_in},
    {"horaires d'ouverture", filler},
    {"heures d'ouverture", filler},
    {"jours et horaires", filler},
    {"accueil du public", filler},
    {"ouvert au public", filler},
    {"sans interruption", filler},
    {"en continu", filler},
    {"non-stop", filler},
    {"non stop", filler},
    {"horaires", filler},
    {"horaire", filler},
    {"ouverture", filler},
    {"ouvertes", filler},
    {"ouverts", filler},
    {"ouverte", filler},
    {"ouvert", filler},
    {"open", filler},
    {"accueil", filler},
    {"permanences", presence},
    {"permanence", presence},
    {"fermetures", closed},
    {"fermeture", closed},
    {"fermees", closed},
    {"fermee", closed},
    {"fermes", closed},
    {"ferme", closed},
    {"closed", closed},
    {"off", closed},
    {"excepte", except},
    {"sauf", except},
    {"hors", except},
    {"pendant les", during},
    {"pendant", during},
    {"durant les", during},
    {"durant", during},
    {"matins", morning},
    {"matin", morning},
    {"apres-midis", afternoon},
    {"apres-midi", afternoon},
    {"apres midi", afternoon},
    {"jusqu'au", through},
    {"jusqu'a", until},
    {"aux", through},
    {"au", through},
    {"a", until},
    {"ainsi que", also},
    {"puis", also},
    {"et", also},
    {"des", from},
    {"de", from},
    {"du", from},
    {"les", from},
    {"le", from},
    {"l'", from},
};

constexpr std::string_view english_days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                             "friday", "saturday", "sunday"};
constexpr std::string_view french_days[] = {"lundi",    "mardi",  "mercredi", "jeudi",
                                            "vendredi", "samedi", "dimanche"};
constexpr std::string_view osm_days_folded[] = {"mo", "tu", "we", "th", "fr", "sa", "su"};

std::optional<HoursPhrase> day_of_word(std::string_view word) {
    for (int day = 0; day < 7; ++day) {
        const DaySet bit = day_bit(day);
        const std::string_view french = french_days[day], english = english_days[day];
        const bool plural = word.size() == french.size() + 1 && word.ends_with('s');
        if (word == french || (plural && word.starts_with(french)))
            return HoursPhrase{word, days, bit, {}, DayStyle::french};
        if (word == english || word == english.substr(0, 3))
            return HoursPhrase{word, days, bit, {}, DayStyle::osm};
        if (day == 5 && word == "sa") return HoursPhrase{word, days, bit, {}, DayStyle::any};
        if (word == osm_days_folded[day]) return HoursPhrase{word, days, bit, {}, DayStyle::osm};
        if (word == french.substr(0, 3) || word == french.substr(0, 2))
            return HoursPhrase{word, days, bit, {}, DayStyle::french};
    }
    return std::nullopt;
}

class HoursLexer {
public:
    explicit HoursLexer(std::string_view text) : text_(text) {}

    std::vector<HoursToken> read() {
        if (text_.size() > longest_text)
            throw HoursRefusal(code_point_prefix(text_, 40), "le texte est trop long pour des horaires");
        while (at_ < text_.size()) step();
        if (lone_we_) throw HoursRefusal("we", "mercredi ou week-end ?");
        tokens_.push_back({end, at_, 0});
        return std::move(tokens_);
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    bool is_word_byte(std::size_t at) const {
        return at < text_.size() && (is_letter(text_[at]) || static_cast<unsigned char>(text_[at]) >= 0x80);
    }

    void add(HoursWord word, std::size_t size, DaySet days = 0, int minutes = 0, std::string_view text = {}) {
        tokens_.push_back({word, at_, size, days, minutes, text});
        at_ += size;
    }

    void step() {
        if (peek() == ' ') return void(++at_);
        if (phrase()) return;
        if (is_digit(peek())) return number();
        if (is_word_byte(at_)) return day();
        sign();
    }

    bool phrase() {
        for (const HoursPhrase& candidate : phrases) {
            const std::size_t size = candidate.text.size();
            if (!text_.substr(at_).starts_with(candidate.text)) continue;
            const bool open_end = !candidate.text.ends_with('\'');
            const bool digits = is_digit(candidate.text.back());
            if (open_end && (digits ? is_digit(peek(size)) || peek(size) == ':' : is_word_byte(at_ + size)))
                continue;
            // "24h/24h", "7j/7j": the letter is repeated by some.
            const char unit = peek(size);
            const bool repeated =
                (candidate.word == around && unit == 'h') || (candidate.word == every_day && unit == 'j');
            if (digits && is_word_byte(at_ + size) && !repeated) continue;
            add(candidate.word, size + (digits && repeated), candidate.days, 0, candidate.published);
            return true;
        }
        return false;
    }

    void day() {
        std::size_t size = 0;
        while (is_word_byte(at_ + size)) ++size;
        const std::string_view word = text_.substr(at_, size);
        if (word == "midi") return add(time, size, 0, 12 * 60);
        if (word == "minuit") return add(time, size, 0, 24 * 60);
        const auto day = day_of_word(word);
        if (!day) throw HoursRefusal(word, "ce mot n'est pas compris");
        if (day->style != DayStyle::any) {
            if (style_ != DayStyle::any && style_ != day->style)
                throw HoursRefusal(word, "des abréviations françaises et anglaises de jours se mêlent");
            lone_we_ = word == "we" && (lone_we_ || style_ == DayStyle::any);
            style_ = day->style;
        }
        add(days, size, day->days, 0, style_ == DayStyle::osm ? osm_style : "");
        if (peek() == '.') ++at_; // "lun."
    }

    void sign() {
        switch (peek()) {
        case '-':
            return add(dash, 1);
        case '/':
            return add(slash, 1);
        case ',':
            return add(comma, 1);
        case '&':
            return add(also, 1);
        case ';':
        case '.':
        case '|':
        case '*':
            return add(stop, 1);
        case ':':
            return add(colon, 1);
        case '"':
            return void(++at_);
        case '(':
            return parenthesis();
        default:
            throw HoursRefusal(text_.substr(at_, 1), "ce signe n'est pas compris");
        }
    }

    /// Only "(sur rendez-vous)" has a sure meaning.
    void parenthesis() {
        const std::size_t close = text_.find(')', at_);
        const std::string_view whole = text_.substr(at_, close == text_.npos ? close : close + 1 - at_);
        for (const HoursPhrase& candidate : phrases)
            if (candidate.word == comment && whole.size() == candidate.text.size() + 2 &&
                whole.substr(1).starts_with(candidate.text))
                return add(comment, whole.size(), 0, 1, candidate.published);
        throw HoursRefusal(whole, "cette parenthèse n'est pas comprise");
    }

    std::size_t digits_at(std::size_t at) const {
        std::size_t count = 0;
        while (at + count < text_.size() && is_digit(text_[at + count])) ++count;
        return count;
    }

    [[noreturn]] void refuse_number() const {
        std::size_t size = 0;
        while (peek(size) != '\0' && peek(size) != ' ') ++size;
        throw HoursRefusal(text_.substr(at_, size), "ce nombre n'est pas une heure");
    }

    void number() {
        const std::size_t count = digits_at(at_);
        if (count > 2) refuse_number();
        const int hours = static_cast<int>(to_unsigned(text_.substr(at_, count)));
        std::size_t size = count;
        int minutes = 0;
        bool exact = with_sign(size, minutes);
        if (!exact) exact = with_letter(size, minutes);
        if (hours > 24 || minutes > 59 || hours * 60 + minutes > 24 * 60) refuse_number();
        const bool glued = is_word_byte(at_ + size) && !exact;
        if (glued || is_digit(peek(size))) refuse_number();
        add(exact ? time : HoursWord::number, size, 0, hours * 60 + minutes);
    }

    /// "9:30", "09:30:00", "9.30".
    bool with_sign(std::size_t& size, int& minutes) const {
        if (peek(size) != ':' && peek(size) != '.') return false;
        const char mark = peek(size);
        const std::size_t count = digits_at(at_ + size + 1);
        if (count == 0 && mark == '.') return false; // the end of a sentence
        if (count != 2) refuse_number();
        minutes = static_cast<int>(to_unsigned(text_.substr(at_ + size + 1, 2)));
        size += 3;
        if (mark == ':' && text_.substr(at_ + size).starts_with(":00") && !is_digit(peek(size + 3)))
            size += 3;
        if ((peek(size) == '.' || peek(size) == ':') && is_digit(peek(size + 1))) refuse_number();
        if (peek(size) == 'h' && !is_word_byte(at_ + size + 1)) ++size; // "9:30h"
        return true;
    }

    /// "9h", "9 h 30", "9h30", "9 heures". What is glued to it ("17h30le") is the next word.
    bool with_letter(std::size_t& size, int& minutes) const {
        std::size_t at = size + (peek(size) == ' ');
        if (peek(at) != 'h') return false;
        const std::string_view rest = text_.substr(at_ + at);
        std::size_t letters = 1;
        for (const std::string_view word : {"heures", "heure"})
            if (rest.starts_with(word)) letters = std::max(letters, word.size());
        if (at > size && is_word_byte(at_ + at + letters)) return false; // "9 horaires"
        size = at + letters;
        const bool apart = peek(size) == ' ';
        const std::size_t place = size + apart;
        const std::size_t count = digits_at(at_ + place);
        if (!apart && count == 0) return true;
        if (!apart && count != 2) refuse_number();
        if (count != 2 || peek(place + 2) == ':') return true;
        const char next = peek(place + 2) == ' ' ? peek(place + 3) : peek(place + 2);
        if (next == 'h' && !text_.substr(at_ + place + 2).starts_with(" hor")) {
            if (!apart) refuse_number(); // "9h12h"
            return true;
        }
        const int found = static_cast<int>(to_unsigned(text_.substr(at_ + place, 2)));
        if (apart && found % 15 != 0) return true; // "9h 12": two hours
        minutes = found;
        size = place + 2;
        for (const std::string_view unit : {"min", "mn"})
            if (text_.substr(at_ + size).starts_with(unit)) size += unit.size();
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    DayStyle style_ = DayStyle::any;
    bool lone_we_ = false; ///< "we" is the only word that names a day
    std::vector<HoursToken> tokens_;
};

} // namespace

std::vector<HoursToken> hours_tokens(std::string_view folded) { return HoursLexer(folded).read(); }

} // namespace moisson
