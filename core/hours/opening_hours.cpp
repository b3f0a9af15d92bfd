#include "core/hours/opening_hours.hpp"

#include "core/hours/hours_cursor.hpp"

#include <array>
#include <utility>

namespace moisson {
namespace {

constexpr std::size_t longest_value = 4096;
constexpr std::array<std::string_view, 7> weekday_names = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
constexpr std::array<std::string_view, 12> month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<unsigned, 12> month_lengths = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
constexpr std::string_view four_digits = "une heure s'écrit avec quatre chiffres : 09:00";
constexpr std::array<std::string_view, 4> events = {"sunrise", "sunset", "dawn", "dusk"};

/// One function per symbol of the specification. Each consumes its symbol or throws the fault.
class HoursGrammar : private HoursCursor {
public:
    explicit HoursGrammar(std::string_view text) : HoursCursor(text) {}

    void time_domain() {
        blanks();
        do {
            rule();
            blanks();
        } while (separator());
        if (!ended()) fail(digits() > 0 ? four_digits : std::string_view("ce mot n'a pas de sens ici"));
    }

private:
    bool separator() {
        const bool found = take("||") || take(";") || take(",");
        blanks();
        if (found && ended()) fail("il manque une règle après le séparateur");
        return found;
    }

    void rule() {
        if (take("24/7")) {
            blanks();
            modifier();
            return;
        }
        bool any = false;
        if (peek() == '"') {
            comment();
            blanks();
            if (!take(":")) return; // a comment alone is a rule
            any = true;
        }
        any |= wide_range();
        any |= weekdays();
        blanks();
        any |= times();
        blanks();
        any |= modifier();
        if (!any) fail("on attend un jour, une heure ou « 24/7 »");
    }

    bool modifier() {
        const bool word =
            take_word("open") || take_word("closed") || take_word("off") || take_word("unknown");
        blanks();
        if (peek() != '"') return word;
        comment();
        return true;
    }

    void comment() {
        take("\"");
        while (!ended() && peek() != '"') skip();
        if (!take("\"")) fail("il manque le guillemet \" qui ferme le commentaire");
    }

    // Years, dates and weeks.

    bool wide_range() {
        bool any = false;
        while (starts_date() || (any && starts_day_number())) {
            if (starts_date())
                date_range();
            else
                day_number(31); // "Jan 05,07"
            any = true;
            if (!take_comma_before([&] { return starts_date() || starts_day_number(); })) break;
        }
        blanks();
        if (take_word("week")) {
            weeks();
            any = true;
        }
        if (any) take(":");
        blanks();
        return any;
    }

    bool starts_year() { return digits() == 4 && peek(4) != ':'; }
    bool starts_day_number() { return (digits() == 1 || digits() == 2) && peek(digits()) != ':'; }
    bool starts_date() { return starts_year() || find_word(month_names) >= 0 || sees_word("easter"); }

    void date_range() {
        if (starts_year() && !year_before_date()) return year_range();
        const bool exact = date();
        offset();
        if (take("+")) return;
        if (!take_dash()) return;
        if (exact && starts_day_number()) return void(day_number(31));
        if (starts_year()) year();
        blanks();
        if (!date() && exact) fail("la date de fin doit avoir un jour");
        offset();
    }

    /// "2026 Jan": the year belongs to the date. Leaves the cursor behind it.
    bool year_before_date() {
        const std::size_t start = place();
        year();
        const bool spaced = peek() == ' ';
        blanks();
        if (spaced && (find_word(month_names) >= 0 || sees_word("easter"))) return true;
        go_to(start);
        return false;
    }

    void year_range() {
        const unsigned from = year();
        if (take("+")) return;
        if (!take_dash()) return;
        if (!starts_year()) fail("on attend une année");
        if (year() < from) fail("l'année de fin précède celle du début");
        period();
    }

    unsigned year() {
        const unsigned number = take_number(4);
        if (number < 1900) fail("une année a quatre chiffres, à partir de 1900");
        return number;
    }

    /// A month, with or without its day; true with a day (also for easter).
    bool date() {
        if (take_word("easter")) return true;
        const int month = find_word(month_names);
        if (month < 0) fail("on attend un mois : Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec");
        take(month_names[static_cast<std::size_t>(month)]);
        const std::size_t behind = place();
        blanks();
        if (starts_day_number()) {
            day_number(month_lengths[static_cast<std::size_t>(month)]);
            return true;
        }
        go_to(behind);
        return false;
    }

    void day_number(unsigned last) {
        const std::size_t start = place();
        const unsigned number = take_number(2);
        if (number >= 1 && number <= last) return;
        go_to(start);
        fail("ce jour n'existe pas dans le mois");
    }

    /// "+Su", "-2 days"; only when it is one, so that a dash before a date stays.
    void offset() {
        const std::size_t start = place();
        blanks();
        if (peek() == '+' || peek() == '-') {
            skip();
            if (const int day = find_word(weekday_names); day >= 0)
                return void(take(weekday_names[static_cast<std::size_t>(day)]));
            const bool number = digits() >= 1 && digits() <= 3;
            if (number) {
                take_number(3);
                blanks();
                if (take_word("days") || take_word("day")) return;
            }
        }
        go_to(start);
    }

    void weeks() {
        blanks();
        do {
            const unsigned from = week();
            if (!take_dash()) continue;
            if (week() < from) fail("la semaine de fin précède celle du début");
            period();
        } while (take_comma_before([&] { return starts_day_number(); }));
    }

    unsigned week() {
        const std::size_t start = place();
        const unsigned number = digits() == 1 || digits() == 2 ? take_number(2) : 0;
        if (number >= 1 && number <= 53) return number;
        go_to(start);
        fail("on attend un numéro de semaine de 01 à 53");
    }

    void period() {
        if (!take("/")) return;
        if (digits() < 1 || digits() > 3 || take_number(3) == 0) fail("on attend un nombre après « / »");
    }

    // Weekdays and holidays.

    bool starts_day() { return find_word(weekday_names) >= 0 || sees_word("PH") || sees_word("SH"); }

    bool weekdays() {
        bool any = false;
        while (starts_day()) {
            const bool holiday = sees_word("PH") || sees_word("SH");
            day_range();
            any = true;
            if (take_comma_before([&] { return starts_day(); })) continue;
            const std::size_t behind = place();
            blanks();
            if (holiday && starts_day()) continue; // "SH Mo-Fr"
            go_to(behind);
            break;
        }
        return any;
    }

    void day_range() {
        if (take_word("PH")) return offset();
        if (take_word("SH")) return;
        weekday();
        if (peek() == '[') {
            nth_entries();
            return offset();
        }
        if (take_dash()) weekday();
    }

    void weekday() {
        const int day = find_word(weekday_names);
        if (day < 0) fail("on attend un jour : Mo, Tu, We, Th, Fr, Sa ou Su");
        take(weekday_names[static_cast<std::size_t>(day)]);
    }

    void nth_entries() {
        take("[");
        do {
            const bool from_end = take("-");
            const unsigned from = nth();
            if (from_end || !take("-")) continue;
            if (nth() < from) fail("le rang de fin précède celui du début");
        } while (take(","));
        if (!take("]")) fail("il manque le crochet ]");
    }

    unsigned nth() {
        if (digits() == 1 && peek() >= '1' && peek() <= '5') return take_number(1);
        fail("on attend un rang de 1 à 5");
    }

    // Hours.

    bool starts_time() {
        if (peek() == '(') return true;
        for (const std::string_view event : events)
            if (sees_word(event)) return true;
        return digits() > 0 && digits() <= 2 && peek(digits()) == ':';
    }

    bool times() {
        bool any = false;
        while (starts_time()) {
            time_span();
            any = true;
            if (!take_comma_before([&] { return starts_time(); })) break;
        }
        return any;
    }

    void time_span() {
        const std::size_t start = place();
        const int from = time(24 * 60);
        if (take("+")) return;
        if (!take_dash()) {
            go_to(start);
            fail("il manque l'heure de fin : 09:00-12:00");
        }
        const std::size_t end = place();
        const int to = time(48 * 60);
        if (from >= 0 && from == to) {
            go_to(end);
            fail("la plage est vide : début et fin sont la même heure");
        }
        if (take("+")) return;
        if (!take("/")) return;
        if (digits() <= 2 && peek(digits()) == ':')
            time(24 * 60);
        else if (digits() < 1 || digits() > 3 || take_number(3) == 0)
            fail("on attend une durée après « / »");
    }

    /// Minutes since midnight, -1 for sunrise and the like.
    int time(int latest) {
        if (take("(")) {
            event();
            if (!take("+") && !take("-")) fail("on attend + ou - : (sunset+01:00)");
            time(24 * 60);
            if (!take(")")) fail("il manque la parenthèse )");
            return -1;
        }
        if (digits() == 0) {
            event();
            return -1;
        }
        const std::size_t start = place();
        const bool shaped = digits() == 2 && peek(2) == ':';
        const int hours = shaped ? static_cast<int>(take_number(2)) : 0;
        const bool complete = shaped && take(":") && digits() == 2;
        const int minutes = complete ? static_cast<int>(take_number(2)) : 0;
        if (complete && minutes < 60 && hours * 60 + minutes <= latest) return hours * 60 + minutes;
        go_to(start);
        fail(complete ? std::string_view("cette heure n'existe pas") : four_digits);
    }

    void event() {
        for (const std::string_view name : events)
            if (take_word(name)) return;
        fail("on attend une heure : 09:00");
    }
};

} // namespace

std::optional<HoursFault> find_hours_fault(std::string_view text) {
    if (text.size() > longest_value)
        return HoursFault{longest_value, "", "le texte est trop long pour des horaires"};
    try {
        HoursGrammar(text).time_domain();
        return std::nullopt;
    } catch (HoursFault& fault) {
        return std::move(fault);
    }
}

} // namespace moisson
