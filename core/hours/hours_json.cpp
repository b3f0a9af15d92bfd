#include "core/hours/hours_json.hpp"

#include "core/hours/hours_text.hpp"
#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace moisson {
namespace {

using nlohmann::json;

constexpr std::size_t longest_json = 64 << 10;
constexpr int deepest_json = 12;

std::string short_dump(const json& value) {
    std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    if (text.size() > 60) text = std::string(text.begin(), text.begin() + 57) + "...";
    return text;
}

/// "heure_debut_1" → "heuredebut": without accents, signs and numbers.
std::string plain_key(std::string_view key) {
    std::string out;
    for (const char c : fold(key))
        if (c >= 'a' && c <= 'z') out += c;
    return out;
}

bool is_one_of(std::string_view key, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), key) != names.end();
}

bool says_nothing(const json& value) {
    return value.is_null() || (value.is_string() && fold(value.get_ref<const std::string&>()).empty()) ||
           ((value.is_array() || value.is_object()) && value.empty());
}

bool is_start(std::string_view key) {
    return is_one_of(key,
                     {"open", "opens", "start", "from", "de", "debut", "heuredebut", "ouverture", "opening",
                      "starttime", "begin", "opentime", "openat", "valeurheuredebut", "heureouverture"});
}
bool is_finish(std::string_view key) {
    return is_one_of(key, {"close", "closes", "end", "to", "a", "fin", "heurefin", "fermeture", "closing",
                           "endtime", "closetime", "closeat", "valeurheurefin", "heurefermeture"});
}
bool is_nested(std::string_view key) {
    return is_one_of(key, {"hours", "heures", "timeslot", "timeslots", "slots", "slot", "periods", "plageh",
                           "creneaux", "times", "intervals", "plages", "horaires"});
}
bool is_day_key(std::string_view key) {
    return is_one_of(key, {"day", "days", "dayofweek", "weekday", "jour", "jours", "nomjour"});
}
bool is_closing_flag(std::string_view key) { return is_one_of(key, {"closed", "isclosed", "ferme"}); }
bool is_opening_flag(std::string_view key) { return is_one_of(key, {"open", "isopen", "ouvert", "opened"}); }
bool is_idle_key(std::string_view key) { return is_one_of(key, {"type", "context", "id", "order", "ordre"}); }

DaySet day_of_text(const std::string& text) {
    if (text.size() == 1 && text[0] >= '1' && text[0] <= '7') return day_bit(text[0] - '1');
    if (text == "0") throw HoursRefusal("0", "le jour 0 est lundi pour les uns, dimanche pour les autres");
    return read_day_name(text);
}

DaySet days_of(const json& value) {
    DaySet found = 0;
    if (value.is_number_integer()) found = day_of_text(value.dump());
    if (value.is_string()) found = day_of_text(value.get_ref<const std::string&>());
    if (value.is_array())
        for (const json& item : value) found |= days_of(item);
    if (!found) throw HoursRefusal(short_dump(value), "ce jour n'est pas compris");
    return found;
}

int clock_of(const json& value) {
    const bool text = value.is_string(), number = value.is_number_unsigned();
    const int minutes = text     ? read_clock_time(value.get_ref<const std::string&>())
                        : number ? read_clock_time(value.dump())
                                 : -1;
    if (minutes < 0) throw HoursRefusal(short_dump(value), "cette heure n'est pas comprise");
    return minutes;
}

bool is_day_text(const json& value) {
    return value.is_string() && read_day_name(value.get_ref<const std::string&>()) != 0;
}

class HoursJsonReader {
public:
    explicit HoursJsonReader(WeekHours& week) : week_(week) {}

    void read(const json& value) {
        if (value.is_string()) return read_hours_text(value.get_ref<const std::string&>(), week_);
        if (value.is_array()) {
            for (const json& item : value)
                if (!says_nothing(item)) read(item);
            return;
        }
        if (!value.is_object()) throw HoursRefusal(short_dump(value), "ce ne sont pas des horaires");
        if (names_days(value)) return entry(value, 0);
        if (const json* inside = only_member(value)) return read(*inside);
        for (const auto& [key, content] : value.items()) member_of_week(key, content);
    }

    /// Spans are applied in the order of the day, whatever the order of the entries.
    void finish() {
        std::stable_sort(opened_.begin(), opened_.end(),
                         [](const auto& a, const auto& b) { return a.second.from < b.second.from; });
        for (const auto& [days, span] : opened_)
            if (days & closed_) throw HoursRefusal("", "un jour est à la fois ouvert et fermé");
        for (const auto& [days, span] : opened_) week_.open(days, {span}, "");
        week_.close(closed_);
    }

private:
    static bool names_days(const json& object) {
        for (const auto& [key, content] : object.items()) {
            const std::string name = plain_key(key);
            if (is_day_key(name) || is_one_of(name, {"du", "nomjourdebut", "jourdebut"})) return true;
            if (is_start(name) && is_day_text(content)) return true;
        }
        return false;
    }

    /// { "PlageJ": […] }: a wrapper around the hours.
    static const json* only_member(const json& object) {
        const json* found = nullptr;
        for (const auto& [key, content] : object.items()) {
            if (is_idle_key(plain_key(key)) || says_nothing(content)) continue;
            if (found || !content.is_structured() || read_day_name(key)) return nullptr;
            found = &content;
        }
        return found;
    }

    void member_of_week(const std::string& key, const json& content) {
        if (says_nothing(content) || is_idle_key(plain_key(key))) return;
        const DaySet day = read_day_name(key);
        if (day) return named_day(day, key, content);
        if (plain_key(key) == "closedholidays" && content.is_string()) {
            const std::string state = fold(content.get_ref<const std::string&>());
            if (state == "closed") closed_ |= day_bit(public_holidays);
            if (state == "closed" || state == "unknown") return;
        }
        throw HoursRefusal(key + " : " + short_dump(content), "ce membre n'est pas compris");
    }

    void named_day(DaySet day, const std::string& key, const json& content) {
        try {
            day_value(day, content);
        } catch (const HoursRefusal& refusal) {
            throw HoursRefusal(key + " : " + refusal.fragment, refusal.what());
        }
    }

    /// Closed in the morning and open in the afternoon is open.
    static bool is_closed_half(const json& item, const json& all) {
        const auto closed = [](const json& cell) {
            WeekHours week;
            return cell.is_string() && read_hours_cell(cell.get_ref<const std::string&>(), 1, week) &&
                   week.open_days() == 0 && week.write() == "Mo off";
        };
        return closed(item) && std::any_of(all.begin(), all.end(), [&](const json& other) {
                   return !says_nothing(other) && !closed(other);
               });
    }

    void day_value(DaySet days, const json& value) {
        if (value.is_string()) {
            read_hours_cell(value.get_ref<const std::string&>(), days, week_);
        } else if (value.is_boolean() && !value.get<bool>()) {
            closed_ |= days;
        } else if (value.is_array()) {
            for (const json& item : value)
                if (!says_nothing(item) && !is_closed_half(item, value)) day_value(days, item);
        } else if (value.is_object()) {
            entry(value, days);
        } else {
            throw HoursRefusal(short_dump(value), "ces horaires ne sont pas compris");
        }
    }

    struct Entry {
        DaySet days = 0, first_day = 0, last_day = 0;
        std::vector<int> starts, finishes;
        std::vector<const json*> nested;
        bool open = false, closed = false;
    };

    void entry(const json& object, DaySet days) {
        Entry found;
        found.days = days;
        for (const auto& [key, content] : object.items())
            if (!says_nothing(content)) entry_member(plain_key(key), key, content, found);
        if (found.first_day) found.days |= day_range(found);
        if (!found.days) throw HoursRefusal(short_dump(object), "le jour manque");
        if (found.starts.size() != found.finishes.size())
            throw HoursRefusal(short_dump(object), "il manque une heure de début ou de fin");
        const bool any = !found.starts.empty() || !found.nested.empty();
        if (any == found.closed || (found.open && !any))
            throw HoursRefusal(short_dump(object), "ouvert sans horaires, ou fermé avec des horaires");
        if (found.closed) closed_ |= found.days;
        for (std::size_t i = 0; i < found.starts.size(); ++i)
            open(found.days, found.starts[i], found.finishes[i], object);
        for (const json* nested : found.nested) day_value(found.days, *nested);
    }

    void entry_member(const std::string& name, const std::string& key, const json& content, Entry& found) {
        if (is_idle_key(name)) return;
        if (is_day_key(name)) {
            found.days |= days_of(content);
        } else if (is_one_of(name, {"du", "nomjourdebut", "jourdebut"}) ||
                   (is_start(name) && is_day_text(content))) {
            found.first_day = days_of(content);
        } else if (is_one_of(name, {"au", "nomjourfin", "jourfin"}) ||
                   (is_finish(name) && is_day_text(content))) {
            found.last_day = days_of(content);
        } else if (content.is_boolean() && (is_opening_flag(name) || is_closing_flag(name))) {
            const bool open_now = content.get<bool>() == is_opening_flag(name);
            (open_now ? found.open : found.closed) = true;
        } else if (is_start(name)) {
            found.starts.push_back(clock_of(content));
        } else if (is_finish(name)) {
            found.finishes.push_back(clock_of(content));
        } else if (is_nested(name)) {
            found.nested.push_back(&content);
        } else {
            throw HoursRefusal(key + " : " + short_dump(content), "ce membre n'est pas compris");
        }
    }

    static DaySet day_range(const Entry& found) {
        const DaySet last = found.last_day ? found.last_day : found.first_day;
        DaySet all = found.first_day;
        for (DaySet day = all; day != last && (day & every_weekday);) {
            day = day == day_bit(6) ? day_bit(0) : static_cast<DaySet>(day << 1);
            all |= day;
        }
        return all;
    }

    void open(DaySet days, int from, int to, const json& object) {
        if (to < from && to <= 6 * 60) to += 24 * 60;
        if (to <= from) throw HoursRefusal(short_dump(object), "la fin précède le début");
        opened_.emplace_back(days, HoursSpan{from, to});
    }

    WeekHours& week_;
    std::vector<std::pair<DaySet, HoursSpan>> opened_;
    DaySet closed_ = 0;
};

} // namespace

void read_hours_json(std::string_view text, WeekHours& week) {
    if (text.size() > longest_json)
        throw HoursRefusal(code_point_prefix(text, 40), "le texte est trop long pour des horaires");
    const json value = json::parse(
        text,
        [](int depth, json::parse_event_t, json&) {
            if (depth > deepest_json) throw HoursRefusal("", "trop de niveaux d'imbrication");
            return true;
        },
        false);
    if (value.is_discarded()) throw HoursRefusal(code_point_prefix(text, 40), "ce n'est pas du JSON lisible");
    HoursJsonReader reader(week);
    reader.read(value);
    reader.finish();
    if (week.empty()) throw HoursRefusal(code_point_prefix(text, 40), "il n'y a ni jour ni heure");
}

} // namespace moisson
