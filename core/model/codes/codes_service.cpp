// store.* publish.* daemon.*: our own disk, targets and service.
#include "core/model/codes/codes.hpp"

namespace moisson {

std::span<const CodeText> service_codes() {
    static constexpr CodeText rows[] = {
        {"store.newer-schema", "The store was written by a newer version of moisson.",
         "Install that version again, or restore a backup made before."},
    };
    return rows;
}

} // namespace moisson
