// What single keys cannot say: identity, schedule and mappings as a whole.
#include "core/config/check_times.hpp"
#include "core/config/feed_reader.hpp"
#include "core/config/keys.hpp"
#include "core/config/read_value.hpp"

#include <algorithm>

namespace moisson {
namespace {

bool is_slug(std::string_view id) {
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return id.size() >= 2 && id.size() <= 64 && id.front() != '-' && id.back() != '-' &&
           std::all_of(id.begin(), id.end(), good);
}

std::string slug_of(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (letter)
            out += c;
        else if (c >= 'A' && c <= 'Z')
            out += static_cast<char>(c - 'A' + 'a');
        else if (!out.empty() && out.back() != '-' && (c == ' ' || c == '_' || c == '.' || c == '-'))
            out += '-';
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return is_slug(out) ? out : std::string();
}

/// Luhn's check digit; La Poste's own establishments add up to a multiple of 5 instead.
bool is_siret(std::string_view text) {
    if (text.size() != 14 || text.find_first_not_of("0123456789") != std::string_view::npos) return false;
    int luhn = 0, plain = 0;
    for (std::size_t i = 0; i < 14; ++i) {
        const int digit = text[i] - '0';
        const int doubled = i % 2 == 0 ? 2 * digit : digit;
        luhn += doubled > 9 ? doubled - 9 : doubled;
        plain += digit;
    }
    return luhn % 10 == 0 || (text.starts_with("356000000") && plain % 5 == 0);
}

std::string digits_of(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

/// Fields named outside of the mappings: [trust] fields, [personal_data] fields.
void check_named_fields(FeedReader& reader, std::initializer_list<std::string_view> path) {
    const Member* table = reader.find(path);
    if (!table || !table->value.is_table()) return;
    std::vector<std::string_view> names;
    for (const KindMapping& mapping : reader.feed.mappings)
        for (const Field& field :
             reader.schema.kind(static_cast<std::size_t>(reader.schema.find(mapping.kind))).fields)
            names.push_back(field.name);
    if (names.empty()) return;
    for (const Member& member : table->value.members)
        if (std::find(names.begin(), names.end(), member.key) == names.end())
            reader.report.error("feed.unknown-field", member.mark,
                                in_quotes(member.key) + " is not a field of a kind that this feed maps",
                                did_you_mean(member.key, names));
}

/// Every normed value that reaches a closed list must be in it.
void check_normed(FeedReader& reader, const std::string& name, const ValueTable& table, const Field& field) {
    std::vector<std::string_view> known;
    for (const EnumValue& value : field.values) known.push_back(value.value);
    const Member* section = reader.find({"values", name});
    const Member* map = section ? section->value.find("map") : nullptr;
    const Member* file = section ? section->value.find("file") : nullptr;
    std::size_t told = 0;
    for (const auto& [seen, normed] : table.map)
        for (std::size_t i = 0; i < normed.size() && told < 20; ++i) {
            if (field.value_index.contains(normed[i])) continue;
            const Member* row = map ? map->value.find(seen) : nullptr;
            const Node* at = !row ? nullptr
                             : row->value.is_list()
                                 ? &row->value.items[std::min(i, row->value.items.size() - 1)]
                                 : &row->value;
            const Mark mark = at ? at->mark : file ? file->value.mark : section ? section->mark : Mark{};
            reader.report.error("feed.not-in-the-list", mark,
                                (at ? "" : "in the file, " + in_quotes(seen) + " → ") + in_quotes(normed[i]) +
                                    " is not a value of " + field.name,
                                did_you_mean(normed[i], known),
                                known.size() <= 20 ? "allowed: " + join_names(known, 20)
                                                   : "`moisson schema` prints the " +
                                                         std::to_string(known.size()) + " values");
            ++told;
        }
}

void check_values_of(FeedReader& reader, const KindMapping& kind, const FieldMapping& mapping,
                     const Field& field, std::vector<std::string_view>& used) {
    if (mapping.otherwise) check_values_of(reader, kind, *mapping.otherwise, field, used);
    if (mapping.values.empty()) return;
    used.push_back(mapping.values);
    const auto table = reader.feed.values.find(mapping.values);
    if (table != reader.feed.values.end()) {
        if (!field.values.empty()) check_normed(reader, mapping.values, table->second, field);
        return;
    }
    std::vector<std::string_view> names;
    for (const auto& [name, unused] : reader.feed.values) names.push_back(name);
    const Member* at = reader.find({kind.kind, mapping.field, "values"});
    reader.report.error(
        "feed.unknown-values", at ? at->value.mark : Mark{},
        "there is no table [values." + mapping.values + "]", did_you_mean(mapping.values, names),
        names.empty() ? "add [values." + mapping.values + "] with map = { \"seen\" = \"normed\" }"
                      : "tables: " + join_names(names));
}

} // namespace

const Member* FeedReader::find(std::initializer_list<std::string_view> path) const {
    const Node* at = root;
    const Member* found = nullptr;
    for (const std::string_view name : path) {
        found = at ? at->find(name) : nullptr;
        if (!found) return nullptr;
        at = &found->value;
    }
    return found;
}

void check_identity(FeedReader& reader) {
    const std::string stem = reader.feed.file.stem().string();
    if (const Member* id = reader.find({"id"}); id && !reader.feed.id.empty()) {
        if (!is_slug(reader.feed.id)) {
            const std::string slug = slug_of(reader.feed.id);
            reader.report.error("feed.bad-id", id->value.mark,
                                in_quotes(reader.feed.id) + " is not a usable id",
                                slug.empty() ? "" : "write " + in_quotes(slug),
                                "2 to 64 lower-case letters, digits and dashes");
        } else if (stem != reader.feed.id && reader.feed.file.has_extension()) {
            reader.report.error("feed.id-not-file-name", id->value.mark, "the id is not the name of the file",
                                "rename the file to " + reader.feed.id + ".toml",
                                "or write id = " + in_quotes(stem) + ", if the feed was never harvested");
        }
    }
    if (const Member* siret = reader.find({"producer", "siret"});
        siret && !reader.feed.producer.siret.empty() && !is_siret(reader.feed.producer.siret)) {
        const std::string digits = digits_of(reader.feed.producer.siret);
        reader.report.error("feed.bad-siret", siret->value.mark,
                            in_quotes(reader.feed.producer.siret) + " is not a SIRET",
                            is_siret(digits)      ? "write " + in_quotes(digits)
                            : digits.size() == 14 ? "the check digit is wrong"
                                                  : "14 digits, this has " + std::to_string(digits.size()));
    }
    if (const Member* email = reader.find({"contact", "email"});
        email && !reader.feed.contact.email.empty()) {
        const std::string& address = reader.feed.contact.email;
        const std::size_t at = address.find('@');
        if (at == 0 || at == std::string::npos || address.find('.', at) == std::string::npos ||
            address.find(' ') != std::string::npos)
            reader.report.error("config.bad-value", email->value.mark,
                                in_quotes(address) + " is not an e-mail address");
    }
}

void check_schedule(FeedReader& reader) {
    const ScheduleConfig& schedule = reader.feed.schedule;
    if (const Member* window = reader.find({"schedule", "window"}))
        check_window(reader.report, "feed.bad-window", window->value.mark, schedule.window);
    if (const Member* zone = reader.find({"schedule", "timezone"}); zone && zone->value.is_text())
        check_timezone(reader.report, "feed.bad-timezone", zone->value.mark, schedule.timezone);
    if (const Member* day = reader.find({"schedule", "day"});
        day && !schedule.day.empty() && schedule.every < std::chrono::hours(24 * 7))
        reader.report.warning("feed.not-for-this-type", day->mark,
                              "the day counts only for every = \"7d\" or longer",
                              "remove it, or write every = \"7d\"");
}

void check_mappings(FeedReader& reader) {
    std::vector<std::string_view> used;
    for (const KindMapping& kind : reader.feed.mappings) {
        const Kind& spec = reader.schema.kind(static_cast<std::size_t>(reader.schema.find(kind.kind)));
        for (const FieldMapping& mapping : kind.fields)
            check_values_of(reader, kind, mapping,
                            spec.fields[static_cast<std::size_t>(spec.find(mapping.field))], used);
    }
    for (const auto& [name, table] : reader.feed.values)
        if (std::find(used.begin(), used.end(), name) == used.end())
            if (const Member* section = reader.find({"values", name}))
                reader.report.warning("feed.unused-values", section->mark,
                                      "no mapping refers to [values." + name + "]",
                                      "values = " + in_quotes(name));
    check_named_fields(reader, {"trust", "fields"});
    check_named_fields(reader, {"personal_data", "fields"});
    if (reader.feed.mappings.empty() && !reader.report.has_errors()) {
        std::vector<std::string_view> kinds;
        for (const Kind& kind : reader.schema.kinds()) kinds.push_back(kind.name);
        reader.report.error("feed.no-mapping", Mark{}, "the feed maps no kind: nothing would be harvested",
                            {}, "add a table: " + join_names(kinds));
    }
}

} // namespace moisson
