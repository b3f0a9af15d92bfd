#include "core/linkage/profile.hpp"

#include "core/model/digest.hpp"

namespace moisson {

namespace {

/// Raised when normalisation, the keys or the packed form changes: stored link records are then made anew,
/// and golden records merged anew.
constexpr std::uint64_t normalisation_version = 4;

struct ProfileRole {
    int LinkProfile::*field;
    Role role;
};

constexpr ProfileRole profile_roles[] = {
    {&LinkProfile::organisation_name, Role::organisation_name},
    {&LinkProfile::title, Role::title},
    {&LinkProfile::person_name, Role::person_name},
    {&LinkProfile::given_name, Role::given_name},
    {&LinkProfile::birth_date, Role::birth_date},
    {&LinkProfile::authors, Role::authors},
    {&LinkProfile::year, Role::year},
    {&LinkProfile::street_address, Role::street_address},
    {&LinkProfile::address_complement, Role::address_complement},
    {&LinkProfile::postcode, Role::postcode},
    {&LinkProfile::municipality, Role::municipality},
    {&LinkProfile::insee_code, Role::insee_code},
    {&LinkProfile::latitude, Role::latitude},
    {&LinkProfile::longitude, Role::longitude},
    {&LinkProfile::siret, Role::siret},
    {&LinkProfile::siren, Role::siren},
    {&LinkProfile::rna, Role::rna},
    {&LinkProfile::phone, Role::phone},
    {&LinkProfile::email, Role::email},
    {&LinkProfile::website, Role::website},
    {&LinkProfile::parent, Role::parent},
};

/// A person whom a service names is a contact, not what the record describes: only persons with a given name
/// or a birth date are things to link.
bool describes_persons(const LinkProfile& profile) {
    return profile.person_name >= 0 && (profile.given_name >= 0 || profile.birth_date >= 0);
}

} // namespace

LinkProfile LinkProfile::of(const Schema& schema, std::uint16_t kind) {
    LinkProfile profile;
    profile.kind = kind;
    const Kind& described = schema.kind(kind);
    for (const ProfileRole& role : profile_roles) profile.*role.field = described.find(role.role);
    profile.of_catalogues = described.find(Role::resources) >= 0;
    if (!describes_persons(profile) && (profile.organisation_name >= 0 || profile.title >= 0))
        profile.person_name = profile.given_name = profile.birth_date = -1;
    std::string roles;
    for (const ProfileRole& role : profile_roles) {
        const int field = profile.*role.field;
        roles += to_string(role.role);
        roles += '=';
        if (field >= 0) roles += described.fields[static_cast<std::size_t>(field)].name;
        roles += '\n';
    }
    if (profile.of_catalogues) roles += "resources\n"; // it guards pairs
    profile.version = digest64(roles, normalisation_version);
    return profile;
}

bool LinkProfile::linkable() const {
    const bool named = organisation_name >= 0 || title >= 0 || describes_persons(*this);
    const int others[] = {given_name,   birth_date, authors,  year,  street_address, postcode,
                          municipality, insee_code, latitude, siret, siren,          rna,
                          phone,        email,      website,  parent};
    bool compared = false;
    for (const int other : others) compared = compared || other >= 0;
    return named && compared;
}

} // namespace moisson
