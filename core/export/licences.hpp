// The licences of data.gouv.fr by their ids: the only names a feed file may use.
#pragma once
#include <string_view>

namespace moisson {

struct Licence {
    std::string_view id, title, url; ///< url is empty for the generic ones ("other-open")
};

/// Null for an id that the national platform does not know.
const Licence* find_licence(std::string_view id);

} // namespace moisson
