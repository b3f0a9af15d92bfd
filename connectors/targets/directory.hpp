// Target `directory`: files written aside, fsynced, read back and verified, then renamed. A reader of the
// directory sees the file of before or the file of after, never half of one.
#pragma once
#include "core/config/app.hpp"
#include "core/export/export.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace moisson {

struct PublishOutcome {
    std::string target, resource;
    /// published | unchanged | waiting (for a platform that comes by itself) | failed | parked (an operator
    /// must change something first)
    std::string result;
    std::uint64_t bytes = 0, rows = 0;
    std::string sha256;
    bool verified = false;              ///< read back: digest and row count are those that were written
    std::uint64_t protected_cells = 0;  ///< CSV cells that a spreadsheet would have run as a formula
    std::uint64_t withheld = 0;         ///< values that the detector of personal data kept back or shortened
    std::uint64_t below_quality = 0;    ///< records left out by quality_min
    std::string error;                  ///< what happened and what to do, when failed or parked
    std::vector<std::string> changes{}; ///< of a platform: what differs there, one line each
    std::chrono::seconds wait{0};       ///< failed: not to be tried before; 0 = by the usual backoff
    bool ends_pass = false;             ///< the target wants nothing more for now (401, 429)
};

/// One file of a directory target, as its name says.
struct DirectoryResource {
    enum class Type : std::uint8_t {
        records,
        table_schema,
        consultations, ///< how often what was asked for, by day
        catalog,       ///< JSON-LD; the two others say the same
        catalog_turtle,
        catalog_xml
    } type = Type::records;
    bool is_catalog() const { return type >= Type::catalog; }
    std::uint16_t kind = 0;
    ExportFormat format = ExportFormat::csv;
    bool per_departement = false; ///< stands for one file for each département, in a directory of their own
    std::string licence{}; ///< licences = "split": of this share-alike licence; "" = what is under none
};

/// Name of the file of one département: "departements/structures.csv", "01" →
/// "departements/structures-01.csv".
std::string departement_file(const std::string& resource, const std::string& departement);
/// The files that such a resource has now, by name.
std::vector<std::string> departement_files(const TargetConfig& target, const std::string& resource);

/// The resources that a target publishes, in the order in which they must be published: "structures.csv", …,
/// "schema-structures.json", …, and "catalog.jsonld", "catalog.ttl", "catalog.xml" last, because they
/// describe the others.
std::vector<std::string> directory_resources(const TargetConfig& target, const Schema& schema);
std::optional<DirectoryResource> parse_directory_resource(const std::string& name, const Schema& schema);

/// Writes and verifies one resource. `previous` = last published state of it. The same bytes as the file that
/// is there: `unchanged`, the file is not touched. Thread: cpu; opens nothing but files. Throws nothing:
/// errors are in the outcome.
PublishOutcome publish_to_directory(const TargetConfig& target, const std::string& resource,
                                    StoreReader& reader, const Schema& schema,
                                    const std::vector<FeedPtr>& feeds, const OutboxRow& previous,
                                    bool dry_run, UnixTime now = 0);

/// Removes the temporary files that a crash left. To be called when nobody publishes there: at start.
void clean_directory(const TargetConfig& target);

} // namespace moisson
