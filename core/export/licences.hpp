// The licences of data.gouv.fr by their ids: the only names a feed file may use.
#pragma once
#include <span>
#include <string_view>

namespace moisson {

struct Licence {
    std::string_view id, title, url; ///< url is empty for the generic ones ("other-open")
};

std::span<const Licence> known_licences();
/// Null for an id that the national platform does not know.
const Licence* find_licence(std::string_view id);

} // namespace moisson
