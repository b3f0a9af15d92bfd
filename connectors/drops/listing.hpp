// What a server lists in a directory, and which of its files is the newest.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// An ordinary file of the server; directories, links and devices are never taken.
struct DropEntry {
    std::string name;
    std::uint64_t size = 0;
    std::int64_t modified = 0; ///< seconds since 1970; of LIST in the server's own time and to the minute
    bool exact = false;        ///< `modified` is in UTC and to the second
};

/// The answer to MLSD (RFC 3659 §7). Throws HttpFault "drop.listing" for a line that cannot be read.
std::vector<DropEntry> parse_mlsd(std::string_view text);

/// Lines of "ls -l", which SFTP servers and most FTP servers give, or of DOS. `now`: seconds since 1970;
/// lines of the last half year have no year. Throws HttpFault "drop.listing" for a line that cannot be read.
std::vector<DropEntry> parse_list(std::string_view text, std::int64_t now);

/// The newest of those whose name matches `pattern` ("" = any); several when their minute does not tell
/// which. Names of transfers that still run (.x, x.tmp, x.part, x.filepart, x~) are left alone.
std::vector<DropEntry> newest_of(std::vector<DropEntry> entries, const std::string& pattern);

} // namespace moisson
