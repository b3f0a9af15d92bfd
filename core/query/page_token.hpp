// Where a consumer's walk stands, as an opaque text that only this store can have written.
#pragma once
#include "core/store/paged_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

/// `key`: 32 random bytes that nobody else knows. `list`: digest of what is walked (kind, filters): a token
/// belongs to one list.
std::string write_page_token(const WalkPosition& position, std::uint64_t list, std::string_view key);

/// Nothing when the text was not written with this key, or for another list.
std::optional<WalkPosition> read_page_token(std::string_view token, std::uint64_t list, std::string_view key);

} // namespace moisson
