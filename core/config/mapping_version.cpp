// One number over everything that decides how raw bytes become a record.
#include "core/config/feed_reader.hpp"
#include "core/model/digest.hpp"

namespace moisson {
namespace {

/// Every part is written with its length, so that no two configurations give the same text.
class Canonical {
public:
    Canonical& add(std::string_view part) {
        text_ += std::to_string(part.size());
        text_ += ':';
        text_ += part;
        return *this;
    }
    Canonical& add(std::uint64_t number) { return add(std::to_string(number)); }
    Canonical& add(const std::vector<std::string>& parts) {
        add(parts.size());
        for (const std::string& part : parts) add(part);
        return *this;
    }
    Canonical& add(const std::vector<std::pair<std::string, std::string>>& parts) {
        add(parts.size());
        for (const auto& [first, second] : parts) add(first).add(second);
        return *this;
    }
    Canonical& add_optional(const std::optional<std::string>& part) {
        return part ? add("+").add(*part) : add("-");
    }
    std::uint64_t digest() const { return digest64(text_); }

private:
    std::string text_;
};

void add_conditions(Canonical& out, const std::vector<Condition>& conditions) {
    out.add(conditions.size());
    for (const Condition& c : conditions)
        out.add(c.columns)
            .add(c.equals)
            .add(c.contains)
            .add(c.except)
            .add(c.matches)
            .add(c.empty ? 1 + *c.empty : 0)
            .add(c.own_feeds);
}

void add_field(Canonical& out, const FieldMapping& m) {
    out.add(m.field)
        .add(m.inputs)
        .add(m.template_text)
        .add_optional(m.constant)
        .add(m.digest)
        .add(m.pick)
        .add(m.split)
        .add(m.join);
    out.add(m.values)
        .add(m.format)
        .add(m.number)
        .add(m.clean)
        .add(m.convert)
        .add(m.truncate.value_or(0))
        .add(m.replace)
        .add_optional(m.default_value);
    out.add(m.days.size());
    for (const auto& [day, columns] : m.days) out.add(day).add(columns);
    add_conditions(out, m.when);
    out.add(m.rules.size());
    for (const Rule& rule : m.rules) {
        add_conditions(out, rule.when);
        out.add(rule.values).add(rule.columns);
    }
    out.add(m.whole_record)
        .add(m.inside)
        .add(m.absent)
        .add(m.extract)
        .add(m.part)
        .add(m.otherwise != nullptr);
    if (m.may_lack) out.add("may lack");
    if (m.otherwise) add_field(out, *m.otherwise);
}

void add_kind(Canonical& out, const KindMapping& mapping, const Schema& schema) {
    out.add(mapping.kind).add(mapping.explode).add(mapping.explode_split).add(mapping.fields.size());
    add_conditions(out, mapping.when);
    for (const FieldMapping& field : mapping.fields) add_field(out, field);
    const int index = schema.find(mapping.kind);
    if (index < 0) return;
    const Kind& kind = schema.kind(static_cast<std::size_t>(index));
    out.add(kind.version).add(kind.fields.size());
    for (const Field& field : kind.fields) {
        out.add(field.name)
            .add(static_cast<std::uint64_t>(field.type))
            .add(field.list)
            .add(static_cast<std::uint64_t>(field.role))
            .add(field.required);
        out.add(field.min_length.value_or(0))
            .add(field.max_length.value_or(0))
            .add(field.pattern)
            .add(field.exclusive)
            .add(field.checks);
        out.add(field.minimum ? std::to_string(*field.minimum) : "")
            .add(field.maximum ? std::to_string(*field.maximum) : "")
            .add(field.min_items.value_or(0));
        for (const EnumValue& value : field.values) out.add(value.value);
    }
}

} // namespace

std::uint64_t mapping_version_of(const FeedConfig& feed, const Schema& schema) {
    Canonical out;
    const SourceConfig& source = feed.source;
    out.add(source.type)
        .add(source.records)
        .add(source.archive_entry)
        .add(source.csv.encoding)
        .add(source.csv.delimiter)
        .add(source.csv.quote);
    out.add(source.csv.header_row)
        .add(source.csv.skip_empty_lines)
        .add(source.csv.columns)
        .add(source.sheet_name)
        .add(source.sheet_header_row)
        .add(source.geo_crs)
        .add(source.geo_order);
    out.add(source.absent).add(source.included);
    if (source.is_portal()) out.add(source.portal.type).add(source.portal.root);
    if (source.is_table()) out.add(source.table.type).add(source.table.name);
    for (const KindMapping& mapping : feed.mappings) add_kind(out, mapping, schema);
    for (const auto& [name, table] : feed.values) {
        out.add(name).add(static_cast<std::uint64_t>(table.unknown)).add(table.map.size());
        for (const auto& [seen, normed] : table.map) out.add(seen).add(normed);
    }
    add_conditions(out, feed.keep);
    add_conditions(out, feed.drop);
    for (const auto& [field, rule] : feed.personal_data)
        if (rule == "never-store") out.add(field);
    return out.digest();
}

} // namespace moisson
