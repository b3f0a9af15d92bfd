// The licences of data.gouv.fr by their ids: the only names a feed file may use.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

struct Licence {
    std::string_view id, title, url; ///< url is empty for the generic ones ("other-open")
    bool share_alike = false;        ///< what is made of the data must stand under the same licence
    bool joins_share_alike = false;  ///< asks for no more than attribution: may enter a share-alike whole
};

std::span<const Licence> known_licences();
/// Null for an id that the national platform does not know.
const Licence* find_licence(std::string_view id);

/// The ids of the share-alike licences, in the order of the table.
std::vector<std::string> share_alike_licences();

} // namespace moisson
