// Answers one question about one JSON file (a page): what stands at this path? Used by pagination.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

/// The scalar at `path` ("/next", "links/next/href", "meta/0/total"): strings unescaped, numbers as written,
/// "true"/"false". Nothing when the path does not exist, or holds null, an object or an array.
/// Reads the file as a stream (gzip by content too); throws FormatError when it is not JSON up to the answer.
std::optional<std::string> json_text_at(const std::filesystem::path& file, std::string_view path);

/// The same in a document that is in memory.
std::optional<std::string> json_text_in(std::string_view document, std::string_view path);

/// Number of elements of the array at `path` ("" = the document itself). Nothing when there is no array
/// there.
std::optional<std::uint64_t> json_array_size_at(const std::filesystem::path& file, std::string_view path);

} // namespace moisson
