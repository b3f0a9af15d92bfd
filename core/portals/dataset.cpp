#include "core/portals/dataset.hpp"

#include "core/portals/resources.hpp"

#include <array>
#include <utility>

namespace moisson {
namespace {

using One = std::string PortalDataset::*;
using Several = std::vector<std::string> PortalDataset::*;

constexpr std::array<std::pair<Role, One>, 14> single_roles = {{
    {Role::identifier, &PortalDataset::id},
    {Role::title, &PortalDataset::title},
    {Role::description, &PortalDataset::description},
    {Role::legal_information, &PortalDataset::legal_information},
    {Role::licence, &PortalDataset::licence},
    {Role::attribution, &PortalDataset::attribution},
    {Role::temporal_coverage, &PortalDataset::temporal_coverage},
    {Role::granularity, &PortalDataset::granularity},
    {Role::publication_date, &PortalDataset::publication_date},
    {Role::update_frequency, &PortalDataset::update_frequency},
    {Role::update_date, &PortalDataset::update_date},
    {Role::website, &PortalDataset::website},
    {Role::organisation_name, &PortalDataset::organisation},
    {Role::email, &PortalDataset::email},
}};

constexpr std::array<std::pair<Role, Several>, 3> list_roles = {{
    {Role::keywords, &PortalDataset::keywords},
    {Role::theme, &PortalDataset::themes},
    {Role::spatial_coverage, &PortalDataset::spatial_coverage},
}};

bool is_portal_role(Role role) {
    if (role == Role::resources) return true;
    for (const auto& [known, member] : single_roles)
        if (known == role) return true;
    for (const auto& [known, member] : list_roles)
        if (known == role) return true;
    return false;
}

} // namespace

std::string portal_selector(Role role) {
    return is_portal_role(role) ? '@' + std::string(to_string(role)) : std::string();
}

std::optional<Role> portal_role(std::string_view selector) {
    if (!selector.starts_with('@')) return std::nullopt;
    const auto role = parse_role(selector.substr(1));
    return role && is_portal_role(*role) ? role : std::nullopt;
}

void portal_texts(const PortalDataset& dataset, Role role, std::vector<std::string>& texts) {
    texts.clear();
    for (const auto& [known, member] : single_roles)
        if (known == role && !(dataset.*member).empty()) texts.push_back(dataset.*member);
    for (const auto& [known, member] : list_roles)
        if (known == role) texts = dataset.*member;
    if (role == Role::resources)
        for (const PortalResource& resource : dataset.resources) texts.push_back(resource_json(resource));
}

} // namespace moisson
