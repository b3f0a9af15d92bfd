// A small schema and records for the tests of published files.
#pragma once
#include "core/export/export.hpp"

#include <sstream>

namespace moisson::test {

inline Field field(std::string name, FieldType type = FieldType::string, Role role = Role::none,
                   bool list = false) {
    Field made;
    made.name = std::move(name);
    made.type = type;
    made.role = role;
    made.list = list;
    return made;
}

/// kind 0 = service, kind 1 = structure
inline std::shared_ptr<const Schema> export_schema() {
    Kind structure{
        .name = "structure", .plural = "structures", .title = "Structures", .version = "1", .fields = {}};
    structure.fields = {field("id", FieldType::string, Role::identifier),
                        field("nom", FieldType::string, Role::organisation_name),
                        field("courriel", FieldType::email, Role::email),
                        field("telephone", FieldType::phone, Role::phone),
                        field("longitude", FieldType::number, Role::longitude),
                        field("latitude", FieldType::number, Role::latitude),
                        field("reseaux", FieldType::string, Role::none, true),
                        field("extra", FieldType::json)};
    Kind service{.name = "service", .plural = "services", .title = "Services", .version = "1", .fields = {}};
    service.fields = {field("source", FieldType::string, Role::source),
                      field("id", FieldType::string, Role::identifier),
                      field("structure_id", FieldType::string, Role::parent), field("nom")};
    return Schema::from_kinds({structure, service});
}

inline GoldenRecord structure(std::string feed, std::string id, std::map<std::string, Value> values) {
    const auto schema = export_schema();
    const int kind = schema->find("structure");
    GoldenRecord made;
    made.public_id = "mo_" + id;
    made.kind = static_cast<std::uint16_t>(kind);
    made.sources = {{std::move(feed), std::move(id)}};
    made.record.kind = made.kind;
    made.record.id = made.sources[0].id;
    made.record.values.resize(schema->kind(kind).fields.size());
    made.origin.resize(made.record.values.size());
    for (auto& [name, value] : values) made.record.values.at(schema->kind(kind).find(name)) = value;
    return made;
}

inline FeedPtr feed(std::string id, std::map<std::string, std::string> personal_data = {}) {
    auto made = std::make_shared<FeedConfig>();
    made->id = std::move(id);
    made->personal_data = std::move(personal_data);
    return made;
}

inline std::string write_all(ExportFormat format, const std::vector<GoldenRecord>& records,
                             std::vector<FeedPtr> feeds = {feed("ain")}) {
    const auto schema = export_schema();
    std::ostringstream out;
    const auto writer = make_writer(format, *schema, static_cast<std::uint16_t>(schema->find("structure")),
                                    {.feeds = std::move(feeds)}, out);
    writer->begin();
    for (const GoldenRecord& record : records) writer->write(record);
    writer->end();
    return out.str();
}

} // namespace moisson::test
