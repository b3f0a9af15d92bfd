// The common schema as data: kinds and their fields come from config/schemas/*.toml, never from code.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace re2 {
class RE2;
}

namespace moisson {

enum class FieldType : std::uint8_t { string, text, date, datetime, url, email, phone, integer, number, boolean, json };

/// What a field means, independently of its name; linking, validation and publication ask for roles, never for names.
enum class Role : std::uint8_t {
    none, identifier, parent, update_date, creation_date, organisation_name, person_name, given_name, birth_date, title,
    description, authors, year, street_address, address_complement, postcode, municipality, insee_code, latitude,
    longitude, siret, siren, rna, phone, email, website, keywords, licence, attribution, legal_information,
    spatial_coverage, temporal_coverage, granularity, publication_date, update_frequency, resources, theme, opening_hours, zone,
};

std::string_view to_string(Role role); ///< "update-date"
std::string_view to_string(FieldType type);

struct EnumValue {
    std::string value;
    std::string label;
};

struct Field {
    std::string name;
    FieldType type = FieldType::string;
    bool list = false; ///< a set of values; repeats collapse
    Role role = Role::none;
    bool required = false;
    std::string title;       ///< short, French
    std::string description; ///< French, for the documentation
    std::optional<std::size_t> min_length, max_length; ///< in code points
    std::optional<double> minimum, maximum;
    std::string pattern; ///< RE2, matched against the whole value
    std::shared_ptr<const re2::RE2> compiled_pattern;
    std::vector<EnumValue> values; ///< closed list; empty = free
    std::unordered_map<std::string, std::size_t> value_index;
    std::string exclusive;   ///< value that cannot be combined with others ("tous-publics")
    std::optional<std::size_t> min_items;
    std::string references;  ///< name of the kind a `parent` field points at
    std::vector<std::string> checks; ///< named checks beyond type and bounds: "siret-luhn", "insee-code", "no-trailing-dot", …
};

struct Kind {
    std::string name;   ///< "structure"
    std::string plural; ///< "structures": file names and API paths
    std::string title;
    std::string version;
    std::vector<Field> fields; ///< order of the published columns

    int find(std::string_view field) const; ///< index, or -1
    int find(Role role) const;              ///< first field with that role, or -1
};

class Schema {
public:
    /// Reads every *.toml of the directories in order (a later kind of the same name replaces the earlier).
    /// Throws SchemaError with file:line:column.
    static std::shared_ptr<const Schema> load(const std::vector<std::filesystem::path>& directories);

    /// A schema made in code, for tests and tools: sorts the kinds by name, fills `value_index`.
    static std::shared_ptr<const Schema> from_kinds(std::vector<Kind> kinds);

    const std::vector<Kind>& kinds() const { return kinds_; }
    const Kind& kind(std::size_t index) const { return kinds_.at(index); }
    int find(std::string_view kind_name) const; ///< index, or -1

private:
    std::vector<Kind> kinds_; ///< sorted by name, so that indexes do not depend on the order of files
};

} // namespace moisson
