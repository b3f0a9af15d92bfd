// Members of a cluster, said in one line each.
#pragma once
#include "core/golden/merge.hpp"
#include "tests/core/export_support.hpp"

#include <list>
#include <map>
#include <string>
#include <vector>

namespace moisson::test {

/// structure (kind 1) and service (kind 0), small, with the roles of the real schemas.
inline std::shared_ptr<const Schema> golden_schema() {
    using enum FieldType;
    Kind structure{
        .name = "structure", .plural = "structures", .title = "Structures", .version = "1", .fields = {}};
    structure.fields = {field("id", string, Role::identifier),
                        field("nom", string, Role::organisation_name),
                        field("date_maj", date, Role::update_date),
                        field("description", text, Role::description),
                        field("site_web", url, Role::website),
                        field("siret", string, Role::siret),
                        field("commune", string, Role::municipality),
                        field("code_postal", string, Role::postcode),
                        field("code_insee", string, Role::insee_code),
                        field("adresse", string, Role::street_address),
                        field("complement_adresse", string, Role::address_complement),
                        field("longitude", number, Role::longitude),
                        field("latitude", number, Role::latitude),
                        field("telephone", phone, Role::phone),
                        field("courriel", email, Role::email),
                        field("reseaux_porteurs", string, Role::none, true),
                        field("mots_cles", string, Role::keywords, true),
                        field("publics", string, Role::none, true)};
    structure.fields[15].values = {{"emmaus", "Emmaüs"}, {"ccas-cias", "CCAS"}, {"afpa", "AFPA"}};
    structure.fields[17].exclusive = "tous-publics";
    Kind service{.name = "service", .plural = "services", .title = "Services", .version = "1", .fields = {}};
    service.fields = {field("id", string, Role::identifier), field("structure_id", string, Role::parent),
                      field("nom", string, Role::title)};
    return Schema::from_kinds({structure, service});
}

using Said = std::map<std::string, Value>;

struct GoldenMember {
    std::string feed, id;
    Said values;
    std::string date = "";
    double trust = 0.5;
    std::map<std::string, double> trust_fields = {};
    bool echo = false;
};

/// What came of a merge, by names instead of numbers, so that it can be compared over orders of members.
struct GoldenField {
    Value value;
    std::string origin; ///< "feed/id"
    std::string rule;
    std::vector<std::string> others;
    bool conflict = false;
    bool operator==(const GoldenField&) const = default;
};

using Golden = std::map<std::string, GoldenField>;

inline Golden merge_members(const std::vector<GoldenMember>& said,
                            const std::map<std::string, Value>& pinned = {},
                            const std::string& kind_name = "structure") {
    const auto schema = golden_schema();
    const auto number = static_cast<std::uint16_t>(schema->find(kind_name));
    const Kind& kind = schema->kind(number);
    std::list<Record> records;
    std::vector<MergeMember> members;
    for (const GoldenMember& member : said) {
        Record& record = records.emplace_back(Record{number, member.id, {}});
        record.values.resize(kind.fields.size());
        for (const auto& [name, value] : member.values)
            record.values.at(static_cast<std::size_t>(kind.find(name))) = value;
        members.push_back(
            {member.feed, member.id, &record, member.date, member.trust, &member.trust_fields, member.echo});
    }
    std::vector<PinnedValue> pins;
    for (const auto& [name, value] : pinned)
        pins.push_back({static_cast<std::uint16_t>(kind.find(name)), value});
    const MergedRecord merged = merge(kind, members, pins);
    Golden golden;
    const auto name_of = [&](std::uint16_t member) { return said[member].feed + "/" + said[member].id; };
    for (std::size_t i = 0; i < kind.fields.size(); ++i) {
        const MergedField& field = merged.fields[i];
        if (is_absent(field.value) && field.others.empty()) continue;
        GoldenField& told = golden[kind.fields[i].name];
        told = {field.value,
                is_absent(field.value) ? std::string() : name_of(field.origin),
                std::string(to_string(field.rule)),
                {},
                field.conflict};
        for (const std::uint16_t other : field.others) told.others.push_back(name_of(other));
    }
    return golden;
}

} // namespace moisson::test
