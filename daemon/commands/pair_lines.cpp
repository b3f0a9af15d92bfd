#include "daemon/commands/pair_lines.hpp"

#include "core/golden/explain.hpp"

namespace moisson {

std::string pair_words(const LinkModel& model, const PairRow& pair) {
    std::string text;
    if (pair.verdict) text = "a person said \"" + std::string(to_string(*pair.verdict)) + "\"";
    for (const WeightPart& part : weight_parts(model, pair.levels, pair.frequency))
        text += (text.empty() ? "" : "; ") + explain_part(part, Language::english);
    return text;
}

std::string title_of(StoreReader& reader, const Schema& schema, const std::string& public_id) {
    const auto golden = reader.golden(public_id);
    if (!golden || golden->record.values.empty()) return {};
    const Kind& kind = schema.kind(golden->kind);
    for (const Role role : {Role::organisation_name, Role::title, Role::person_name}) {
        const int field = kind.find(role);
        if (field < 0) continue;
        const Value& value = golden->record.values.at(static_cast<std::size_t>(field));
        if (const auto* text = std::get_if<std::string>(&value)) return *text;
    }
    return {};
}

std::string shell_word(const std::string& text) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@+,%";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
    std::string quoted = "'";
    for (const char c : text) c == '\'' ? quoted += "'\\''" : quoted += c;
    return quoted + "'";
}

} // namespace moisson
