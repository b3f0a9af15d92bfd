#include "core/portals/explain.hpp"

#include "core/config/keys.hpp"
#include "core/portals/profile.hpp"
#include "core/portals/tables.hpp"

namespace moisson {

static std::string explain_table(const TableProfile& profile) {
    std::string out = "type = \"" + std::string(profile.type) +
                      "\"   (one table of a service, in [source])\n\n" + std::string(profile.help) + ".\n\n" +
                      std::string(profile.notes) +
                      "\n\nA [structure], [service] … table maps its columns, as for JSON. Every full read "
                      "holds all records: a\nmissing one is withdrawn, unless the read was incomplete.\n\n"
                      "keys of [source.table]:";
    for (const std::string_view key : words(profile.keys)) out += ' ' + std::string(key);
    return out + "   (moisson explain source.table.NAME)\n";
}

std::optional<std::string> explain_portal(std::string_view word) {
    if (word.starts_with("source.")) word.remove_prefix(7);
    if (const TableProfile* table = find_table(word)) return explain_table(*table);
    const PortalProfile* profile = find_portal(word);
    if (!profile) return std::nullopt;
    std::string out =
        "type = \"" + std::string(profile->type) + "\"   (a portal, in [source])\n\n" +
        std::string(profile->help) + ".\n\n" + std::string(profile->notes) +
        "\n\nNo mapping is needed: each data set becomes a record of kind dataset with its resources.\n"
        "What the portal does not say stays absent. A [dataset] table replaces single fields: left the\n"
        "field, right a path into the portal's own record, or \"@title\", \"@licence\" … for what was "
        "read.\n";
    const std::string_view common = "page_size";
    out += "\nkeys of [source.portal]:";
    for (const std::string_view key : words(profile->filters)) out += ' ' + std::string(key);
    return out + ' ' + std::string(common) + "   (moisson explain source.portal.NAME)\n";
}

} // namespace moisson
