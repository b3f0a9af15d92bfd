#include "daemon/version.hpp"

namespace moisson {
const char* version() { return MOISSON_VERSION; }
} // namespace moisson
