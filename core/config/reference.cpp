// explain KEY and the reference pages, from the key tables.
#include "core/config/reference.hpp"

#include "core/config/keys.hpp"
#include "core/config/read_section.hpp"
#include "core/text/suggest.hpp"

#include <algorithm>

namespace moisson {
namespace {

std::string full_name(const Key& key) {
    return key.section.empty() ? std::string(key.name)
                               : std::string(key.section) + '.' + std::string(key.name);
}

std::string joined(std::string_view separated_by_blanks) {
    std::string out;
    for (const std::string_view word : words(separated_by_blanks))
        out += (out.empty() ? "" : ", ") + std::string(word);
    return out;
}

std::string explained(const Key& key, std::string_view file) {
    std::string out = full_name(key) + "   (" + std::string(file) + ", " + shown_section(key.section) +
                      ")\n\n" + std::string(key.help) + "\n\n";
    out += "  type      " + std::string(to_string(key.type)) + (key.required ? ", required" : "") + '\n';
    if (!key.allowed.empty()) out += "  allowed   " + joined(key.allowed) + '\n';
    if (!key.fallback.empty()) out += "  default   " + std::string(key.fallback) + '\n';
    if (!key.example.empty())
        out += "  example   " + std::string(key.name) + " = " + std::string(key.example) + '\n';
    return out + "  since     " + std::string(key.since) + '\n';
}

std::string explained(const Section& section, const KeyTable& keys, std::string_view file) {
    std::string out = shown_section(section.path) + "   (" + std::string(file) + ")\n\n" +
                      std::string(section.help) + "\n\n";
    for (const Key& key : keys.keys_of(section.path)) {
        std::string name = "  " + std::string(key.name) + (key.required ? "*" : "");
        if (name.size() < 30) name.resize(30, ' ');
        out += name + ' ' + std::string(key.help) + '\n';
    }
    for (const std::string_view below : keys.sections_below(section.path))
        if (!section.path.empty())
            out += "  [" + std::string(section.path) + '.' + std::string(below) + "]\n";
    return out;
}

/// structure.nom.column → KIND.FIELD.column, values.reseaux.map → values.NAME.map; the name itself when
/// nothing stands for it.
std::string with_placeholders(std::string_view name) {
    const std::size_t first = name.find('.'), last = name.rfind('.');
    if (first == std::string_view::npos || first == last)
        return name == "values" ? "values.NAME" : std::string(name);
    const std::string_view head = name.substr(0, first), tail = name.substr(last + 1);
    if (head == "values") return "values.NAME." + std::string(tail);
    if (head == "filter") return "filter.CONDITION." + std::string(tail);
    return feed_keys().section(head) || app_keys().section(head) ? std::string(name)
                                                                 : "KIND.FIELD." + std::string(tail);
}

void explain_in(const KeyTable& keys, std::string_view file, const std::string& name, bool exact,
                std::vector<std::string>& out) {
    for (const Section& section : keys.sections())
        if (!section.path.empty() && section.path == name) out.push_back(explained(section, keys, file));
    for (const Key& key : keys.keys())
        if (exact ? full_name(key) == name : key.name == name) out.push_back(explained(key, file));
}

std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c;
    }
    return out;
}

std::string code(std::string_view text) {
    if (text.empty()) return "";
    const std::string_view fence = text.find('`') == std::string_view::npos ? "`" : "``";
    return std::string(fence) + cell(text) + std::string(fence);
}

std::string row(const Key& key) {
    std::string meaning(cell(key.help));
    if (!key.allowed.empty()) meaning += " Allowed: " + joined(key.allowed) + ".";
    if (!key.example.empty()) meaning += " Example: " + code(key.example) + ".";
    if (key.since > "0.1") meaning += " *Accepted, without effect before " + std::string(key.since) + ".*";
    return "| `" + std::string(key.name) + "`" + (key.required ? "\\*" : "") + " | " +
           cell(to_string(key.type)) + " | " + code(key.fallback) + " | " + meaning + " |\n";
}

std::string markdown(const KeyTable& keys, std::string head) {
    for (const Section& section : keys.sections()) {
        const std::span<const Key> rows = keys.keys_of(section.path);
        if (rows.empty() && section.path != "KIND") continue;
        std::string title = shown_section(section.path);
        if (section.path == "KIND") title = "[structure] [service] [dataset]";
        head += "\n## " + title + "\n\n" + std::string(section.help) +
                (section.required ? " Required." : "") + "\n";
        if (rows.empty()) continue;
        head += "\n| key | type | default | meaning |\n|---|---|---|---|\n";
        for (const Key& key : rows) head += row(key);
    }
    return head;
}

} // namespace

std::optional<std::string> explain_key(std::string_view key) {
    if (key.starts_with("[[") && key.ends_with("]]")) key = key.substr(2, key.size() - 4);
    if (key.starts_with('[') && key.ends_with(']')) key = key.substr(1, key.size() - 2);
    std::vector<std::string> found;
    for (const std::string& name : {std::string(key), with_placeholders(key)}) {
        const bool exact = name.find('.') != std::string::npos;
        explain_in(feed_keys(), "feed file", name, exact, found);
        explain_in(app_keys(), "moisson.toml", name, exact, found);
        if (!found.empty()) break;
    }
    if (found.empty()) return std::nullopt;
    std::string out;
    for (const std::string& text : found) out += (out.empty() ? "" : "\n") + text;
    return out;
}

std::optional<std::string> similar_key(std::string_view key) {
    std::vector<std::string> names;
    for (const KeyTable* table : {&feed_keys(), &app_keys()}) {
        for (const Section& section : table->sections()) names.emplace_back(section.path);
        for (const Key& row : table->keys()) {
            names.emplace_back(row.name);
            names.push_back(full_name(row));
        }
    }
    return suggest(key, names);
}

std::string feed_reference_markdown() {
    return markdown(feed_keys(), "# The feed file\n\nOne TOML file per feed in `feeds.d/`. Generated from "
                                 "the table of keys (`core/config/feed_keys.cpp`): do not edit. "
                                 "`moisson explain KEY` says the same. A key with \\* is required.\n");
}

std::string app_reference_markdown() {
    return markdown(app_keys(), "# moisson.toml\n\nEvery key is optional. Generated from the table of keys "
                                "(`core/config/app_keys.cpp`): do not edit. "
                                "`moisson explain KEY` says the same. A key with \\* is required.\n");
}

} // namespace moisson
