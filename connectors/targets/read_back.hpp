// Reads a published file with other code than wrote it: what it holds is counted, not believed.
#pragma once
#include "core/export/export.hpp"

#include <filesystem>
#include <string>

namespace moisson {

/// SHA-256 of a file; empty when it does not exist or cannot be read.
std::string file_digest(const std::filesystem::path& file);

/// Records of a file of this format. Throws std::runtime_error that says where it stops being well-formed.
/// Memory: one chunk, or one line for NDJSON.
std::uint64_t count_records(const std::filesystem::path& file, ExportFormat format);

/// Elements of one list of a JSON document ("dcat:dataset" of a catalogue, "fields" of a table schema).
std::uint64_t count_members(const std::filesystem::path& file, const std::string& list);

/// Lines that are exactly this one.
std::uint64_t count_lines(const std::filesystem::path& file, const std::string& line);

} // namespace moisson
