#include "core/config/read_section.hpp"

#include "core/config/read_value.hpp"
#include "core/text/fold.hpp"

#include <algorithm>

namespace moisson {
namespace {

std::string below(std::string_view section, std::string_view name) {
    return section.empty() ? std::string(name) : std::string(section) + '.' + std::string(name);
}

std::vector<std::string_view> names_of(const KeyTable& keys, std::string_view section) {
    std::vector<std::string_view> names;
    for (const Key& key : keys.keys_of(section)) names.push_back(key.name);
    for (const std::string_view name : keys.sections_below(section))
        if (!is_readers_choice(name)) names.push_back(name);
    return names;
}

/// The word people write in place of the key's name, in French for example.
std::string_view known_synonym(const KeyTable& keys, std::string_view section, std::string_view word) {
    const std::string folded = fold(word);
    for (const Key& key : keys.keys_of(section))
        for (const std::string_view other : words(key.also))
            if (other == folded) return key.name;
    return {};
}

/// The only other section with a key of that name: it was written under the wrong header.
std::string right_section(const KeyTable& keys, std::string_view section, std::string_view word) {
    std::string found;
    for (const Key& key : keys.keys()) {
        if (key.name != word || key.section == section || key.section.starts_with("KIND") ||
            key.section == "filter.CONDITION")
            continue;
        if (!found.empty()) return {};
        found = shown_section(key.section);
    }
    return found;
}

void unknown_key(const KeyTable& keys, std::string_view section, const Member& member,
                 const std::vector<std::string_view>& more_names, Report& report) {
    auto names = names_of(keys, section);
    names.insert(names.end(), more_names.begin(), more_names.end());
    std::string hint;
    if (const auto synonym = known_synonym(keys, section, member.key); !synonym.empty()) {
        hint = "did you mean " + in_quotes(synonym) + "?";
    } else {
        hint = did_you_mean(member.key, names);
        if (const std::string other = hint.empty() ? right_section(keys, section, member.key) : "";
            !other.empty())
            hint = "it belongs to " + other;
    }
    const std::string_view what = member.value.is_table() && section.empty() ? "table" : "key";
    report.error(keys.unknown_key_code(), member.mark,
                 section.empty() && what == "table"
                     ? "unknown table [" + member.key + "]"
                     : "unknown key " + in_quotes(member.key) + " in " + shown_section(section),
                 hint, (section.empty() ? "tables and keys here: " : "keys here: ") + join_names(names, 30));
}

void read_key(const Key& key, const Member& member, void* config, Report& report, const TakeOther& other) {
    if (key.since > "0.1")
        report.warning("config.later-version", member.mark,
                       std::string(key.name) + " is read but not carried out by this version");
    if (key.type == KeyType::special || !key.slot.put) {
        if (other) other(member);
        return;
    }
    if (const auto value = read_value(key, member.value, report)) key.slot.put(config, *value);
}

void read_below(const KeyTable& keys, const std::string& path, const Member& member, void* config,
                Report& report) {
    if (!member.value.is_table()) {
        report.error("config.wrong-type", member.mark,
                     in_quotes(member.key) + " is a table, not " + std::string(to_string(member.value.type)),
                     {}, "write [" + path + "] on a line of its own, its keys below");
        return;
    }
    read_section(keys, path, member.value, member.mark, config, report);
}

void report_missing(const KeyTable& keys, std::string_view section, const Node& table, Mark where,
                    Report& report) {
    for (const Key& key : keys.keys_of(section)) {
        if (!key.required || table.find(key.name)) continue;
        const std::string example(key.example.empty() ? "\"…\"" : std::string(key.example));
        const bool top = section.empty();
        report.error("config.missing-key", top ? Mark{} : where,
                     shown_section(section) + " needs the key " + in_quotes(key.name), {},
                     "add: " + std::string(key.name) + " = " + example);
    }
    for (const Section& below : keys.sections()) {
        if (!section.empty() || !below.required || table.find(below.path)) continue;
        std::string needed;
        for (const Key& key : keys.keys_of(below.path))
            if (key.required) needed += (needed.empty() ? "" : ", ") + std::string(key.name);
        report.error("config.missing-key", Mark{}, "the table [" + std::string(below.path) + "] is missing",
                     {}, std::string(below.help) + " Needs: " + needed);
    }
}

} // namespace

bool is_readers_choice(std::string_view section_name) {
    return !section_name.empty() &&
           std::all_of(section_name.begin(), section_name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string shown_section(std::string_view section) {
    if (section.empty()) return "the top of the file";
    if (section == "KIND.FIELD") return "a mapping { … }";
    if (section == "KIND.FIELD.RULE") return "a rule { … }";
    if (section == "KIND.EXPLODE") return "explode { … }";
    if (section == "filter.CONDITION") return "a condition { … }";
    if (section == "tests" || section == "target") return "[[" + std::string(section) + "]]";
    return '[' + std::string(section) + ']';
}

void read_section(const KeyTable& keys, std::string_view section, const Node& table, Mark where, void* config,
                  Report& report, const TakeOther& other, const std::vector<std::string_view>& more_names) {
    for (const Member& member : table.members) {
        if (const Key* key = keys.find(section, member.key)) {
            read_key(*key, member, config, report, other);
            continue;
        }
        const std::string path = below(section, member.key);
        const Section* known = keys.section(path);
        if (other && other(member)) continue;
        if (known)
            read_below(keys, path, member, config, report);
        else
            unknown_key(keys, section, member, more_names, report);
    }
    report_missing(keys, section, table, where, report);
}

} // namespace moisson
