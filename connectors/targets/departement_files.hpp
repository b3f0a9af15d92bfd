// One file for each département, all written in one pass over the records.
#pragma once
#include "connectors/targets/directory.hpp"

namespace moisson {

struct DepartementWork {
    const TargetConfig& target;
    const std::string& name; ///< of the resource: "departements/structures.csv"
    DirectoryResource resource;
    StoreReader& reader;
    const Schema& schema;
    ExportOptions options;
    std::filesystem::path work_directory; ///< for the temporary files of workbooks
    UnixTime now = 0;
    bool dry_run = false;
};

/// "structures-01.csv" → "departements/structures.csv" and "01"; nothing for a name of another form.
struct DepartementFileName {
    std::string resource, department;
};
std::optional<DepartementFileName> parse_departement_file(const std::string& file);

/// Writes, verifies and puts in place those that differ from what is there. A département that has no records
/// any more keeps a file without rows, so that its address stays. A record whose published address names no
/// département is in none. Throws FileError, std::runtime_error.
void publish_departements(const DepartementWork& work, PublishOutcome& outcome);

} // namespace moisson
