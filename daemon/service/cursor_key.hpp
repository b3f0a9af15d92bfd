#pragma once
#include <filesystem>
#include <string>

namespace moisson {

/// The 32 secret bytes that seal the cursors of the public API: made at the first start and kept, so that a
/// consumer's walk outlives a restart. Throws std::runtime_error with what to do.
std::string load_cursor_key(const std::filesystem::path& file);

} // namespace moisson
