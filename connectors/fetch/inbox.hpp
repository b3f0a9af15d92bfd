// A directory where partners (or an SFTP server) drop files; each is one snapshot, taken in order of name.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace moisson {

/// Names that start with "." or end with .tmp, .part, .filepart or ~.
bool is_in_transfer(const std::string& name);

/// Complete files, sorted by name. Names that start with "." or end with .tmp, .part, .filepart or ~ belong
/// to transfers that still run; directories, links and pipes are never taken. Throws HttpFault
/// "file.missing", "file.unreadable".
std::vector<std::filesystem::path> inbox_files(const std::filesystem::path& directory);

} // namespace moisson
