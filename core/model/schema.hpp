// The common schema as data: kinds and their fields come from config/schemas/*.toml, never from code.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace re2 {
class RE2;
}

namespace moisson {

enum class FieldType : std::uint8_t {
    string,
    text,
    date,
    datetime,
    url,
    email,
    phone,
    integer,
    number,
    boolean,
    json
};

/// What a field means, independently of its name; linking, validation and publication ask for roles, never
/// for names.
enum class Role : std::uint8_t {
    none,
    identifier,
    parent,
    update_date,
    creation_date,
    organisation_name,
    person_name,
    given_name,
    birth_date,
    title,
    description,
    authors,
    year,
    street_address,
    address_complement,
    postcode,
    municipality,
    insee_code,
    latitude,
    longitude,
    siret,
    siren,
    rna,
    phone,
    email,
    website,
    keywords,
    licence,
    attribution,
    legal_information,
    spatial_coverage,
    temporal_coverage,
    granularity,
    publication_date,
    update_frequency,
    resources,
    theme,
    opening_hours,
    zone,
    source, ///< the feed id: filled when published, never mapped, never stored in the record
};

std::string_view to_string(Role role); ///< "update-date"
std::string_view to_string(FieldType type);
std::optional<Role> parse_role(std::string_view name);
std::optional<FieldType> parse_field_type(std::string_view name);
/// siret-luhn siren-luhn rna postcode insee-code zone-code no-trailing-dot since-2000 not-in-future
/// opening-hours
const std::vector<std::string>& field_checks();

/// A schema file is wrong. `what()` is "file:line:column: what is wrong and what was expected".
class SchemaError : public std::runtime_error {
public:
    SchemaError(std::filesystem::path in_file, std::uint32_t at_line, std::uint32_t at_column,
                const std::string& message);
    std::filesystem::path file;
    std::uint32_t line = 0, column = 0; ///< 1-based; 0 = the file as a whole
};

struct EnumValue {
    std::string value;
    std::string label;
};

struct Field {
    std::string name;
    std::uint64_t name_digest = 0; ///< digest64(name), for fingerprints; filled with the schema
    FieldType type = FieldType::string;
    bool list = false; ///< a set of values; repeats collapse
    Role role = Role::none;
    bool required = false;
    std::string title;                                 ///< short, French
    std::string description;                           ///< French, for the documentation
    std::optional<std::size_t> min_length, max_length; ///< in code points
    std::optional<double> minimum, maximum;
    std::string pattern; ///< RE2, matched against the whole value
    std::shared_ptr<const re2::RE2> compiled_pattern;
    std::vector<EnumValue> values; ///< closed list; empty = free
    std::unordered_map<std::string, std::size_t> value_index;
    std::string exclusive; ///< value that cannot be combined with others ("tous-publics")
    std::optional<std::size_t> min_items;
    std::string references; ///< name of the kind a `parent` field points at
    /// Named checks beyond type and bounds, see field_checks(). They also choose the cleaning ("siret-luhn"
    /// drops spaces).
    std::vector<std::string> checks;

    /// False for the field that moisson fills by itself (role `source`): a feed file may not map it.
    bool is_mappable() const { return role != Role::source; }
};

struct Kind {
    std::string name;   ///< "structure"
    std::string plural; ///< "structures": file names and API paths
    std::string title;
    std::string version;
    /// Order of the published columns. A record keeps its identifier in Record::id, so the value of the field
    /// with the identifier role stays absent; publication writes feed--id there, and feed--parent for the
    /// parent role.
    std::vector<Field> fields;

    int find(std::string_view field) const; ///< index, or -1
    int find(Role role) const;              ///< first field with that role, or -1
};

class Schema {
public:
    /// Reads every *.toml of the directories in order (a later kind of the same name replaces the earlier).
    /// Throws SchemaError with file:line:column.
    static std::shared_ptr<const Schema> load(const std::vector<std::filesystem::path>& directories);

    /// A schema made in code, for tests and tools: sorts the kinds by name, fills `value_index` and
    /// `compiled_pattern`.
    static std::shared_ptr<const Schema> from_kinds(std::vector<Kind> kinds);

    const std::vector<Kind>& kinds() const { return kinds_; }
    const Kind& kind(std::size_t index) const { return kinds_.at(index); }
    int find(std::string_view kind_name) const; ///< index, or -1

private:
    std::vector<Kind> kinds_; ///< sorted by name, so that indexes do not depend on the order of files
};

/// JSON Schema (draft 2020-12) of a published record of this kind: `moisson schema structure`. Indented, ends
/// with a newline.
std::string kind_json_schema(const Kind& kind);

} // namespace moisson
