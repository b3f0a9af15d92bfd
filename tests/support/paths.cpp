#include "tests/support/paths.hpp"

namespace moisson::test {

std::filesystem::path source_dir() { return MOISSON_SOURCE_DIR; }
std::filesystem::path binary() { return MOISSON_BINARY; }

} // namespace moisson::test
