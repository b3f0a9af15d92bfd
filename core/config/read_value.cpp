#include "core/config/read_value.hpp"

#include "core/config/units.hpp"
#include "core/text/fold.hpp"
#include "core/text/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace moisson {
namespace {

std::string readable(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", number);
    return text;
}

/// Why a value was refused: what to write instead, beside the caret.
std::nullopt_t refuse(const Key& key, const Node& value, Report& report, const std::string& wanted,
                      std::string hint) {
    std::string note;
    if (!key.example.empty()) note = std::string(key.name) + " = " + std::string(key.example);
    report.error("config.wrong-type", value.mark,
                 std::string(key.name) + " must be " + wanted + ", not " + std::string(to_string(value.type)),
                 std::move(hint), std::move(note));
    return std::nullopt;
}

std::nullopt_t refuse_value(std::string_view code, const Node& value, Report& report, std::string message,
                            std::string hint, std::string note = {}) {
    report.error(code, value.mark, std::move(message), std::move(hint), std::move(note));
    return std::nullopt;
}

std::string shown(const Node& value) { return value.is_text() ? in_quotes(value.text) : value.text; }

bool in_range(const Key& key, double number, const Node& value, Report& report, const std::string& low,
              const std::string& high) {
    if (number >= key.minimum && number <= key.maximum) return true;
    const bool too_small = number < key.minimum;
    report.error("config.out-of-range", value.mark,
                 std::string(key.name) + " = " + shown(value) + " is too " + (too_small ? "small" : "large"),
                 too_small ? "at least " + low : "at most " + high);
    return false;
}

bool is_allowed(const Key& key, const std::string& text, const Node& at, Report& report) {
    if (key.allowed.empty()) return true;
    const auto allowed = words(key.allowed);
    if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return true;
    std::string hint;
    for (const std::string_view candidate : allowed)
        if (fold(candidate) == fold(text)) hint = "write " + in_quotes(candidate);
    report.error("config.bad-value", at.mark, in_quotes(text) + " is not a value of " + std::string(key.name),
                 hint.empty() ? did_you_mean(text, allowed) : hint, "allowed: " + join_names(allowed, 30));
    return false;
}

std::optional<Parsed> read_text(const Key& key, const Node& value, Report& report, Parsed out) {
    if (!value.is_text()) {
        const bool scalar = !value.is_list() && !value.is_table();
        return refuse(key, value, report, "a text", scalar ? "write " + in_quotes(value.text) : "");
    }
    if (key.required && value.text.empty())
        return refuse_value("config.bad-value", value, report, std::string(key.name) + " is empty",
                            "write its value between the quotes");
    if (!is_allowed(key, value.text, value, report)) return std::nullopt;
    out.text = value.text;
    return out;
}

std::optional<Parsed> read_count(const Key& key, const Node& value, Report& report, Parsed out) {
    if (value.type != Node::Type::integer) {
        const bool digits = value.is_text() && !value.text.empty() &&
                            value.text.find_first_not_of("0123456789") == std::string::npos;
        return refuse(key, value, report, "a whole number",
                      digits ? "write " + value.text + " without quotes" : "");
    }
    if (!key.allowed.empty() && !is_allowed(key, value.text, value, report)) return std::nullopt;
    if (!in_range(key, value.number, value, report, readable(key.minimum), readable(key.maximum)))
        return std::nullopt;
    out.count = static_cast<std::uint64_t>(value.integer);
    return out;
}

std::optional<Parsed> read_number(const Key& key, const Node& value, Report& report, Parsed out) {
    if (value.type != Node::Type::integer && value.type != Node::Type::number)
        return refuse(key, value, report, "a number",
                      value.is_text() ? "write it without quotes, with a point: 0.5" : "");
    if (!in_range(key, value.number, value, report, readable(key.minimum), readable(key.maximum)))
        return std::nullopt;
    out.number = value.number;
    return out;
}

std::optional<Parsed> read_boolean(const Key& key, const Node& value, Report& report, Parsed out) {
    if (value.type != Node::Type::boolean) {
        const std::string word = fold(value.text);
        const bool yes = word == "true" || word == "oui" || word == "yes" || word == "1" || word == "vrai";
        const bool no = word == "false" || word == "non" || word == "no" || word == "0" || word == "faux";
        return refuse(key, value, report, "true or false", yes ? "write true" : no ? "write false" : "");
    }
    out.boolean = value.boolean;
    return out;
}

std::optional<Parsed> read_duration(const Key& key, const Node& value, Report& report, Parsed out) {
    if (!value.is_text()) {
        const bool number = value.type == Node::Type::integer;
        return refuse(key, value, report, "a duration with its unit",
                      number ? "write " + in_quotes(value.text + "s") + " for seconds" : "");
    }
    const auto duration = parse_duration(value.text);
    if (!duration) {
        const std::string repaired = repair_duration(value.text);
        return refuse_value("config.bad-value", value, report, in_quotes(value.text) + " is not a duration",
                            repaired.empty() ? "" : "write " + in_quotes(repaired),
                            "a number and ms, s, min, h, d or w: \"30s\", \"30min\", \"1h\", \"7d\"");
    }
    const auto bound = [](double seconds) {
        return format_duration(
            std::chrono::milliseconds(static_cast<std::int64_t>(std::min(seconds, 3e10) * 1000)));
    };
    const double seconds = static_cast<double>(duration->count()) / 1000;
    if (!in_range(key, seconds, value, report, bound(key.minimum), bound(key.maximum))) return std::nullopt;
    out.duration = *duration;
    return out;
}

std::optional<Parsed> read_size(const Key& key, const Node& value, Report& report, Parsed out) {
    if (!value.is_text())
        return refuse(key, value, report, "a size with its unit",
                      value.type == Node::Type::integer ? "write " + in_quotes(value.text + " B") : "");
    const auto size = parse_size(value.text);
    if (!size)
        return refuse_value("config.bad-value", value, report, in_quotes(value.text) + " is not a size", "",
                            "a number and B, kB, MB, GB, KiB, MiB or GiB: \"500 MB\"");
    if (!in_range(key, static_cast<double>(*size), value, report, readable(key.minimum) + " B",
                  readable(key.maximum) + " B"))
        return std::nullopt;
    out.count = *size;
    return out;
}

std::optional<Parsed> read_percent(const Key& key, const Node& value, Report& report, Parsed out) {
    if (!value.is_text()) {
        const bool ratio = value.type == Node::Type::number && value.number <= 1;
        return refuse(key, value, report, "a share",
                      "write " + in_quotes(readable(ratio ? value.number * 100 : value.number) + " %"));
    }
    const auto ratio = parse_percent(value.text);
    if (!ratio)
        return refuse_value("config.bad-value", value, report, in_quotes(value.text) + " is not a share", "",
                            "between \"0 %\" and \"100 %\"");
    out.number = *ratio;
    out.is_percent = true;
    return out;
}

std::optional<Parsed> read_list(const Key& key, const Node& value, Report& report, Parsed out) {
    if (!value.is_list())
        return refuse(key, value, report, "a list",
                      value.is_text() ? "write [" + in_quotes(value.text) + "]" : "");
    bool good = true;
    for (const Node& item : value.items) {
        if (!item.is_text()) {
            report.error("config.wrong-type", item.mark,
                         "each value of " + std::string(key.name) + " must be a text",
                         item.is_table() || item.is_list() ? "" : "write " + in_quotes(item.text));
            good = false;
        } else if (is_allowed(key, item.text, item, report)) {
            out.list.push_back(item.text);
        } else {
            good = false;
        }
    }
    return good ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<Parsed> read_map(const Key& key, const Node& value, Report& report, Parsed out) {
    if (!value.is_table()) return refuse(key, value, report, "a table { name = … }", "");
    bool good = true;
    for (const Member& member : value.members) {
        const bool number =
            member.value.type == Node::Type::integer || member.value.type == Node::Type::number;
        if (key.type == KeyType::level_map && !number) {
            report.error("config.wrong-type", member.value.mark,
                         "the level of " + in_quotes(member.key) + " must be a number from 0 to 1");
            good = false;
        } else if (key.type == KeyType::level_map) {
            good = in_range(key, member.value.number, member.value, report, readable(key.minimum),
                            readable(key.maximum)) &&
                   good;
        } else if (member.value.is_table() || member.value.is_list()) {
            report.error("config.wrong-type", member.value.mark,
                         in_quotes(member.key) + " must be a text or a number");
            good = false;
        } else {
            good = is_allowed(key, member.value.text, member.value, report) && good;
        }
        out.pairs.emplace_back(member.key, member.value.text);
    }
    return good ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<Parsed> read_pairs(const Key& key, const Node& value, Report& report, Parsed out) {
    bool good = value.is_list();
    for (const Node& pair : value.items) {
        const bool two =
            pair.is_list() && pair.items.size() == 2 && pair.items[0].is_text() && pair.items[1].is_text();
        if (two) out.pairs.emplace_back(pair.items[0].text, pair.items[1].text);
        good = good && two;
    }
    if (good) return out;
    return refuse_value("config.wrong-type", value, report,
                        std::string(key.name) + " must be a list of pairs of texts", "",
                        std::string(key.name) + " = " + std::string(key.example));
}

} // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    const auto near = suggest(word, candidates);
    return near ? "did you mean " + in_quotes(*near) + "?" : std::string();
}

std::optional<Parsed> read_value(const Key& key, const Node& value, Report& report) {
    Parsed out;
    out.type = key.type;
    switch (key.type) {
    case KeyType::text:
        return read_text(key, value, report, std::move(out));
    case KeyType::count:
        return read_count(key, value, report, std::move(out));
    case KeyType::number:
        return read_number(key, value, report, std::move(out));
    case KeyType::boolean:
        return read_boolean(key, value, report, std::move(out));
    case KeyType::duration:
        return read_duration(key, value, report, std::move(out));
    case KeyType::size:
        return read_size(key, value, report, std::move(out));
    case KeyType::percent:
        return read_percent(key, value, report, std::move(out));
    case KeyType::percent_or_count:
        return value.type == Node::Type::integer ? read_count(key, value, report, std::move(out))
                                                 : read_percent(key, value, report, std::move(out));
    case KeyType::text_list:
        return read_list(key, value, report, std::move(out));
    case KeyType::text_map:
    case KeyType::level_map:
        return read_map(key, value, report, std::move(out));
    case KeyType::text_pairs:
        return read_pairs(key, value, report, std::move(out));
    case KeyType::special:
        break;
    }
    return std::nullopt;
}

} // namespace moisson
