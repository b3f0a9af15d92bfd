// Schema files (TOML) → kinds. The only file of core/model that knows toml++.
#include "core/model/schema.hpp"
#include "core/text/suggest.hpp"

#include <algorithm>
#include <re2/re2.h>
#include <set>
#include <toml++/toml.h>
#include <utility>

namespace moisson {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const toml::source_region& where,
                       const std::string& message) {
    throw SchemaError(file, where.begin.line, where.begin.column, message);
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    const auto near = suggest(word, candidates);
    return near ? ", did you mean " + in_quotes(*near) + "?" : std::string();
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// One table of a schema file; remembers which keys were asked for, so that the others are errors.
class Table {
public:
    Table(const std::filesystem::path& file, const toml::table& table) : file_(file), table_(table) {}

    std::string text(std::string_view key) { return value<std::string>(key, "text in quotes").value_or(""); }
    bool flag(std::string_view key) { return value<bool>(key, "true or false").value_or(false); }
    std::optional<double> number(std::string_view key) { return value<double>(key, "a number"); }

    std::optional<std::size_t> count(std::string_view key) {
        const auto found = value<std::int64_t>(key, "a whole number");
        if (found && *found < 0) error(key, in_quotes(key) + " cannot be negative");
        return found ? std::optional<std::size_t>(static_cast<std::size_t>(*found)) : std::nullopt;
    }

    std::string required_text(std::string_view key) {
        const std::string found = text(key);
        if (found.empty()) fail(file_, table_.source(), "missing key " + in_quotes(key));
        return found;
    }

    const toml::array* list(std::string_view key) {
        const toml::node* node = find(key);
        if (node && !node->is_array()) error(key, in_quotes(key) + " must be a list in [brackets]");
        return node ? node->as_array() : nullptr;
    }

    /// Every key that nobody asked for is a slip.
    void refuse_other_keys() const {
        for (const auto& [key, node] : table_)
            if (std::find(known_.begin(), known_.end(), key.str()) == known_.end())
                fail(file_, key.source(),
                     "unknown key " + in_quotes(key.str()) + did_you_mean(key.str(), known_) +
                         " (keys here: " + listed(known_) + ")");
    }

    [[noreturn]] void error(std::string_view key, const std::string& message) const {
        const toml::node* node = table_.get(key);
        fail(file_, node ? node->source() : table_.source(), message);
    }

private:
    const toml::node* find(std::string_view key) {
        known_.emplace_back(key);
        return table_.get(key);
    }

    template<typename T>
    std::optional<T> value(std::string_view key, const char* expected) {
        const toml::node* node = find(key);
        if (!node) return std::nullopt;
        const auto found = node->value<T>();
        if (!found) error(key, in_quotes(key) + " must be " + expected);
        return found;
    }

    const std::filesystem::path& file_;
    const toml::table& table_;
    std::vector<std::string> known_;
};

bool is_name(std::string_view text) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && text.size() <= 64 && text[0] >= 'a' && text[0] <= 'z' &&
           std::all_of(text.begin(), text.end(), plain);
}

void read_role(Table& table, Field& field) {
    if (const std::string name = table.text("role"); !name.empty()) {
        const auto role = parse_role(name);
        if (!role) {
            std::vector<std::string> roles;
            for (int i = 0; i <= static_cast<int>(Role::source); ++i)
                roles.emplace_back(to_string(static_cast<Role>(i)));
            table.error("role", "unknown role " + in_quotes(name) + did_you_mean(name, roles));
        }
        field.role = *role;
    }
}

void read_type(Table& table, Field& field) {
    if (const std::string name = table.text("type"); !name.empty()) {
        const auto type = parse_field_type(name);
        if (!type)
            table.error(
                "type",
                "unknown type " + in_quotes(name) +
                    " (string, text, date, datetime, url, email, phone, integer, number, boolean, json)");
        field.type = *type;
    }
}

void read_values(const std::filesystem::path& file, Table& table, Field& field) {
    const toml::array* list = table.list("values");
    if (!list) return;
    for (const toml::node& node : *list) {
        EnumValue entry;
        if (const auto text = node.value<std::string>()) {
            entry = {*text, *text};
        } else if (const toml::table* row = node.as_table()) {
            Table keys(file, *row);
            entry.value = keys.required_text("value");
            entry.label = keys.text("label");
            if (entry.label.empty()) entry.label = entry.value;
            keys.refuse_other_keys();
        } else {
            fail(file, node.source(), "a value is \"text\" or { value = \"…\", label = \"…\" }");
        }
        if (!field.value_index.emplace(entry.value, field.values.size()).second)
            fail(file, node.source(), "the value " + in_quotes(entry.value) + " stands twice in the list");
        field.values.push_back(std::move(entry));
    }
    if (field.values.empty())
        table.error("values", "an empty list of values accepts nothing: leave the key out");
}

void read_checks(const std::filesystem::path& file, Table& table, Field& field) {
    const toml::array* list = table.list("checks");
    if (!list) return;
    for (const toml::node& node : *list) {
        const auto name = node.value<std::string>();
        const auto& known = field_checks();
        if (!name || std::find(known.begin(), known.end(), *name) == known.end())
            fail(file, node.source(),
                 "unknown check" +
                     (name ? " " + in_quotes(*name) + did_you_mean(*name, known) : std::string()) +
                     " (checks: " + listed(known) + ")");
        field.checks.push_back(*name);
    }
}

void read_pattern(Table& table, Field& field) {
    field.pattern = table.text("pattern");
    if (field.pattern.empty()) return;
    auto compiled = std::make_shared<const re2::RE2>(field.pattern, re2::RE2::Quiet);
    if (!compiled->ok()) table.error("pattern", "not a regular expression of RE2: " + compiled->error());
    field.compiled_pattern = std::move(compiled);
}

void read_bounds(Table& table, Field& field) {
    field.min_length = table.count("min_length");
    field.max_length = table.count("max_length");
    field.min_items = table.count("min_items");
    field.minimum = table.number("minimum");
    field.maximum = table.number("maximum");
    if (field.min_length && field.max_length && *field.min_length > *field.max_length)
        table.error("min_length", "min_length is greater than max_length");
    if (field.minimum && field.maximum && *field.minimum > *field.maximum)
        table.error("minimum", "minimum is greater than maximum");
    if (field.min_items && !field.list) table.error("min_items", "min_items needs list = true");
}

Field read_field(const std::filesystem::path& file, const toml::table& source) {
    Table table(file, source);
    Field field;
    field.name = table.required_text("name");
    if (!is_name(field.name))
        table.error("name", "a field name is lower-case letters, digits and _, and starts with a letter");
    read_type(table, field);
    field.list = table.flag("list");
    read_role(table, field);
    field.required = table.flag("required");
    field.title = table.text("title");
    if (field.title.empty()) field.title = field.name;
    field.description = table.text("description");
    read_bounds(table, field);
    read_pattern(table, field);
    read_values(file, table, field);
    read_checks(file, table, field);
    field.exclusive = table.text("exclusive");
    if (!field.exclusive.empty() && (!field.list || !field.value_index.count(field.exclusive)))
        table.error("exclusive", "exclusive must be one of the values of a list field");
    field.references = table.text("references");
    table.refuse_other_keys();
    return field;
}

void read_fields(const std::filesystem::path& file, Table& table, Kind& kind) {
    const toml::array* fields = table.list("fields");
    if (!fields || fields->empty()) table.error("fields", "a kind needs at least one [[fields]]");
    std::set<std::string> names;
    for (const toml::node& node : *fields) {
        const toml::table* source = node.as_table();
        if (!source) fail(file, node.source(), "a field is a table: [[fields]]");
        kind.fields.push_back(read_field(file, *source));
        if (!names.insert(kind.fields.back().name).second)
            fail(file, source->source(), "the field " + in_quotes(kind.fields.back().name) + " stands twice");
    }
    if (kind.find(Role::identifier) < 0) table.error("fields", "one field needs role = \"identifier\"");
}

Kind read_kind(const std::filesystem::path& file, const toml::table& source) {
    Table table(file, source);
    Kind kind;
    kind.name = table.required_text("name");
    if (!is_name(kind.name))
        table.error("name", "a kind name is lower-case letters, digits and _, and starts with a letter");
    kind.plural = table.text("plural");
    if (kind.plural.empty()) kind.plural = kind.name + "s";
    if (!is_name(kind.plural))
        table.error("plural", "plural names files and URLs: lower-case letters, digits and _ only");
    kind.title = table.text("title");
    if (kind.title.empty()) kind.title = kind.name;
    kind.version = table.text("version");
    read_fields(file, table, kind);
    table.refuse_other_keys();
    return kind;
}

std::vector<std::filesystem::path> schema_files(const std::filesystem::path& directory) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error))
        if (entry.path().extension() == ".toml") files.push_back(entry.path());
    if (error)
        throw SchemaError(directory, 0, 0, "cannot read this directory of schemas: " + error.message());
    std::sort(files.begin(), files.end());
    return files;
}

Kind read_file(const std::filesystem::path& file) {
    try {
        const toml::table table = toml::parse_file(file.string());
        return read_kind(file, table);
    } catch (const toml::parse_error& error) {
        fail(file, error.source(), std::string(error.description()));
    }
}

void check_references(const std::vector<Kind>& kinds, const std::vector<std::filesystem::path>& files) {
    std::vector<std::string> names;
    for (const Kind& kind : kinds) names.push_back(kind.name);
    for (std::size_t i = 0; i < kinds.size(); ++i)
        for (const Field& field : kinds[i].fields)
            if (!field.references.empty() &&
                std::find(names.begin(), names.end(), field.references) == names.end())
                throw SchemaError(files[i], 0, 0,
                                  "field " + in_quotes(field.name) + " references the kind " +
                                      in_quotes(field.references) + ", which no schema file describes" +
                                      did_you_mean(field.references, names));
}

} // namespace

std::shared_ptr<const Schema> Schema::load(const std::vector<std::filesystem::path>& directories) {
    std::vector<Kind> kinds;
    std::vector<std::filesystem::path> files;
    for (const auto& directory : directories)
        for (const auto& file : schema_files(directory)) {
            Kind kind = read_file(file);
            const auto same = std::find_if(kinds.begin(), kinds.end(),
                                           [&](const Kind& other) { return other.name == kind.name; });
            if (same == kinds.end()) {
                kinds.push_back(std::move(kind));
                files.push_back(file);
            } else {
                files[static_cast<std::size_t>(same - kinds.begin())] = file;
                *same = std::move(kind);
            }
        }
    check_references(kinds, files);
    return from_kinds(std::move(kinds));
}

} // namespace moisson
