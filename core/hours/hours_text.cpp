#include "core/hours/hours_text.hpp"

#include "core/hours/hours_spans.hpp"
#include "core/text/ascii.hpp"
#include "core/text/fold.hpp"

#include <algorithm>
#include <bit>

namespace moisson {
namespace {

using enum HoursWord;

constexpr HoursSpan whole_day{0, 24 * 60};

bool is_lead(HoursWord word) { return word == from || word == filler || word == during; }

/// Reads one text: rules of days and hours (in this order all along), or hours and then their days.
class HoursSentence {
public:
    HoursSentence(std::string_view folded, const std::vector<HoursToken>& tokens, WeekHours& week)
        : reader_{folded, tokens}, week_(week),
          osm_(std::any_of(tokens.begin(), tokens.end(),
                           [](const HoursToken& token) { return token.text == osm_style; })) {}

    void read() {
        while (reader_.word() == presence || is_lead(reader_.word()) || reader_.word() == stop ||
               reader_.word() == colon || reader_.word() == dash)
            ++reader_.at;
        if (whole_text()) return;
        if (starts_hours(reader_))
            hours_then_days();
        else
            while (reader_.word() != end) rule();
        if (loose_comment_ && rules_ > 1)
            reader_.refuse(comment_at_, "on ne sait pas à quels jours cela s'applique");
    }

    /// The same without days.
    bool read_cell(DaySet days) {
        skip_leads();
        if (reader_.word() == end ||
            ((reader_.word() == dash || reader_.word() == slash) && reader_.tokens.size() == 2))
            return false;
        if (reader_.word() == HoursWord::days) {
            if (day_list() != days) reader_.refuse(0, "un autre jour est nommé ici");
            while (reader_.word() == colon || reader_.word() == comma) ++reader_.at;
        }
        finish_rule(days, reader_.at);
        while (reader_.word() == stop) ++reader_.at;
        if (reader_.word() != end) reader_.refuse(reader_.at, "cette suite n'est pas comprise");
        return true;
    }

private:
    void skip_leads() {
        while (is_lead(reader_.word())) ++reader_.at;
    }
    void skip_stops() {
        while (reader_.word() == stop || reader_.word() == comma || reader_.word() == also ||
               reader_.word() == dash || reader_.word() == slash || reader_.word() == filler)
            ++reader_.at;
    }
    bool ends_here() {
        HoursReader ahead = reader_;
        while (ahead.word() == stop || ahead.word() == comma) ++ahead.at;
        return ahead.word() == end;
    }

    /// "24h/24 7j/7", "fermé", "sur rendez-vous" and nothing else.
    bool whole_text() {
        const HoursWord first = reader_.word();
        HoursReader ahead = reader_;
        ++ahead.at;
        while (ahead.word() == comma || ahead.word() == also || ahead.word() == stop || ahead.word() == dash)
            ++ahead.at;
        if (first == around_week || first == around) {
            if (first == around && ahead.word() == every_day) ++ahead.at;
            while (ahead.word() == stop) ++ahead.at;
            if (ahead.word() != end) return false;
            week_.open(every_weekday, {whole_day}, reader_.quote(0));
        } else if (ahead.word() != end || (first != closed && first != comment)) {
            return false;
        } else if (first == closed) {
            week_.close(every_weekday);
        } else {
            week_.comment(every_weekday, reader_.token().text);
        }
        reader_ = ahead;
        return true;
    }

    void hours_then_days() {
        const std::size_t first = reader_.at;
        skip_leads();
        const auto spans = read_hours_spans(reader_);
        skip_leads();
        if (reader_.word() == comma) ++reader_.at;
        if (!starts_days()) reader_.refuse(first, "les jours ne sont pas dits");
        const DaySet days = day_list();
        week_.open(days, spans, reader_.quote(first));
        exceptions(days);
        ++rules_;
        trailing_comment(days);
        skip_stops();
        while (reader_.word() != end) {
            if (reader_.word() != closed && reader_.word() != except)
                reader_.refuse(reader_.at, "cette suite n'est pas comprise");
            rule();
        }
    }

    void rule() {
        const std::size_t first = reader_.at;
        skip_leads();
        if (reader_.word() == end) return;
        if (reader_.word() == comment && rules_ == 0 && !pending_comment_) {
            pending_comment_ = &reader_.token();
            ++reader_.at;
            skip_stops();
            return;
        }
        if (reader_.word() == except) {
            exceptions(week_.open_days());
            skip_stops();
            return;
        }
        if (reader_.take(closed)) {
            skip_leads();
            if (!starts_days()) reader_.refuse(first, "les jours de fermeture ne sont pas compris");
            week_.close(day_list());
            if (!ends_rule()) reader_.refuse(first, "cette fermeture n'est pas comprise");
        } else {
            if (!starts_days()) reader_.refuse(first, "on attend un jour");
            const DaySet days = day_list();
            const DaySet left = static_cast<DaySet>(days & ~exceptions(days));
            while (reader_.word() == colon || reader_.word() == comma || reader_.word() == stop ||
                   reader_.word() == dash || reader_.word() == filler)
                ++reader_.at;
            finish_rule(left, first);
            // A later rule replaces an earlier one in OpenStreetMap, and adds to it in French.
            if (osm_ && (seen_ & days)) reader_.refuse(first, "le même jour a deux règles");
            seen_ |= days;
            ++rules_;
        }
        skip_stops();
    }

    /// Behind the days: their hours, that they are closed, or a remark.
    void finish_rule(DaySet days, std::size_t first) {
        if (reader_.take(closed)) return week_.close(days);
        if (reader_.take(around))
            week_.open(days, {whole_day}, reader_.quote(first));
        else if (starts_hours(reader_)) {
            skip_leads();
            const auto spans = read_hours_spans(reader_);
            week_.open(days, spans, reader_.quote(first));
        } else if (reader_.word() == comment) {
            week_.comment(days, reader_.token().text);
            ++reader_.at;
            return;
        } else {
            reader_.refuse(first, "ces jours n'ont pas d'heures comprises");
        }
        if (pending_comment_) note(days, *pending_comment_, reader_.at);
        trailing_comment(days);
    }

    void trailing_comment(DaySet days) {
        HoursReader ahead = reader_;
        while (ahead.word() == comma || ahead.word() == stop || ahead.word() == dash) ++ahead.at;
        if (ahead.word() != comment) return;
        const bool in_parentheses = ahead.token().minutes != 0;
        if (in_parentheses)
            week_.comment(days, ahead.token().text);
        else
            note(days, ahead.token(), ahead.at);
        reader_ = ahead;
        ++reader_.at;
    }

    void note(DaySet days, const HoursToken& remark, std::size_t at) {
        week_.comment(days, remark.text);
        loose_comment_ = true;
        comment_at_ = at;
    }

    /// "sauf le mercredi", "hors jours fériés": closed then. Returns these days.
    DaySet exceptions(DaySet days) {
        HoursReader ahead = reader_;
        while (ahead.word() == comma || ahead.word() == stop) ++ahead.at;
        if (ahead.word() != except) return 0;
        reader_ = ahead;
        const std::size_t first = reader_.at++;
        skip_leads();
        if (!starts_days()) reader_.refuse(first, "cette exception n'est pas comprise");
        const DaySet excepted = day_list();
        const bool opened = (week_.open_days() & excepted & every_weekday) != 0;
        if (!ends_rule() && (opened || week_.open_days()))
            reader_.refuse(first, "cette exception n'est pas comprise");
        if ((excepted & every_weekday & ~days) != 0)
            reader_.refuse(first, "cette exception ne fait pas partie des jours nommés");
        week_.close(excepted);
        return excepted;
    }

    /// Nothing more about these days: what follows starts something new.
    bool ends_rule() const {
        const HoursWord next = reader_.word();
        return next == end || next == stop || next == closed || (next == comma && !hours_follow()) ||
               (next == also && !hours_follow());
    }
    bool hours_follow() const {
        HoursReader ahead = reader_;
        ++ahead.at;
        return starts_hours(ahead);
    }

    bool starts_days() const { return reader_.word() == HoursWord::days || reader_.word() == every_day; }

    DaySet one_day() {
        const DaySet days = reader_.word() == every_day ? every_weekday : reader_.token().days;
        ++reader_.at;
        return days;
    }

    /// "lundi, mardi et jeudi", "du lundi au vendredi", "mardi-jeudi-samedi" (three or more: a list).
    DaySet day_list() {
        const std::size_t first = reader_.at;
        DaySet all = 0;
        for (;;) {
            all |= day_chain();
            HoursReader ahead = reader_;
            bool joined = false;
            while (ahead.word() == comma || ahead.word() == also) {
                joined = true;
                ++ahead.at;
            }
            while (ahead.word() == from) ++ahead.at;
            if (!joined && ahead.word() == HoursWord::days)
                reader_.refuse(first, "ces jours ne sont reliés par rien");
            if (!joined || (ahead.word() != HoursWord::days && ahead.word() != every_day)) return all;
            reader_ = ahead;
        }
    }

    DaySet day_chain() {
        const std::size_t first = reader_.at;
        std::vector<DaySet> chain{one_day()};
        bool named_range = false, slashes = false;
        for (;;) {
            const HoursWord joint = reader_.word();
            if ((joint != dash && joint != through && joint != until && joint != slash) ||
                reader_.word(1) != HoursWord::days)
                break;
            named_range |= joint == through || joint == until;
            slashes |= joint == slash;
            ++reader_.at;
            chain.push_back(one_day());
        }
        if (chain.size() == 1) return chain[0];
        const bool single = std::all_of(chain.begin(), chain.end(), [](DaySet d) {
            return std::has_single_bit(d) && (d & every_weekday) != 0;
        });
        if (!single || (named_range && chain.size() > 2) || (slashes && named_range))
            reader_.refuse(first, "cette suite de jours n'est pas sûre");
        if (chain.size() > 2) {
            DaySet all = 0;
            for (const DaySet day : chain) all |= day;
            return all;
        }
        if (slashes && chain[1] != chain[0] << 1)
            reader_.refuse(first, "cette suite de jours n'est pas sûre");
        return day_span(chain[0], chain[1], first);
    }

    DaySet day_span(DaySet from_day, DaySet to_day, std::size_t first) {
        if (from_day == to_day) reader_.refuse(first, "cette suite de jours n'est pas sûre");
        DaySet all = from_day;
        for (DaySet day = from_day; day != to_day;) {
            day = day == day_bit(6) ? day_bit(0) : static_cast<DaySet>(day << 1);
            all |= day;
        }
        return all;
    }

    HoursReader reader_;
    WeekHours& week_;
    bool osm_;        ///< days are named as OpenStreetMap does
    DaySet seen_ = 0; ///< by rules
    int rules_ = 0;
    const HoursToken* pending_comment_ = nullptr;
    bool loose_comment_ = false;
    std::size_t comment_at_ = 0;
};

} // namespace

void read_hours_text(std::string_view text, WeekHours& week) {
    const std::string folded = fold(text);
    const auto tokens = hours_tokens(folded);
    HoursSentence(folded, tokens, week).read();
    if (week.empty()) throw HoursRefusal(folded, "il n'y a ni jour ni heure");
}

bool read_hours_cell(std::string_view text, DaySet days, WeekHours& week) {
    const std::string folded = fold(text);
    const auto tokens = hours_tokens(folded);
    return HoursSentence(folded, tokens, week).read_cell(days);
}

DaySet read_day_name(std::string_view text) {
    std::string folded = fold(text);
    if (const std::size_t slash = folded.rfind('/'); slash != folded.npos) folded.erase(0, slash + 1);
    if (folded == "publicholidays" || folded == "ph") return day_bit(public_holidays);
    if (folded == "we") return day_bit(2);
    try {
        const auto tokens = hours_tokens(folded);
        return tokens.size() == 2 && tokens[0].word == days ? tokens[0].days : DaySet{0};
    } catch (const HoursRefusal&) {
        return 0;
    }
}

int read_clock_time(std::string_view text) {
    const std::string folded = fold(text);
    if (all_digits(folded) && (folded.size() == 3 || folded.size() == 4 || folded == "0")) {
        const unsigned number = to_unsigned(folded);
        const bool valid = number % 100 < 60 && number <= 2400;
        return valid ? static_cast<int>(number / 100 * 60 + number % 100) : -1;
    }
    try {
        const auto tokens = hours_tokens(folded);
        return tokens.size() == 2 && tokens[0].word == time ? tokens[0].minutes : -1;
    } catch (const HoursRefusal&) {
        return -1;
    }
}

} // namespace moisson
