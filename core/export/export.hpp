// Files that others read: CSV, JSON, NDJSON, GeoJSON of one kind, and the DCAT catalogue. Deterministic bytes for one revision.
#pragma once
#include "core/config/feed.hpp"
#include "core/store/store.hpp"

#include <iosfwd>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace moisson {

enum class ExportFormat { csv, json, ndjson, geojson };
std::optional<ExportFormat> parse_export_format(std::string_view name);
std::string_view to_string(ExportFormat format);
std::string_view extension(ExportFormat format);  ///< "csv", "json", "ndjson", "geojson"
std::string_view media_type(ExportFormat format); ///< "text/csv", …

struct ExportOptions {
    std::string list_separator = "|";
    std::vector<FeedPtr> feeds; ///< personal-data rules, licences
};

/// begin, one call per record, end. Writes to the stream; the stream's state is the caller's to check.
class RecordWriter {
public:
    virtual ~RecordWriter() = default;
    virtual void begin() = 0;
    virtual void write(const GoldenRecord& record) = 0;
    virtual void end() = 0;
    std::uint64_t rows() const { return rows_; }

protected:
    std::uint64_t rows_ = 0;
};
std::unique_ptr<RecordWriter> make_writer(ExportFormat format, const Schema& schema, std::uint16_t kind,
                                          ExportOptions options, std::ostream& out);

/// A published file as the catalogue describes it.
struct PublishedFile {
    std::string name; ///< "structures.csv"
    std::uint16_t kind = 0;
    ExportFormat format = ExportFormat::csv;
    std::uint64_t bytes = 0, rows = 0;
    std::string sha256;
    UnixTime modified = 0;
};
/// DCAT-AP catalogue in JSON-LD: one data set per kind with its distributions, one per contributing feed with its metadata.
std::string write_catalog(const Schema& schema, const std::vector<FeedPtr>& feeds, const std::vector<FeedState>& states,
                          const std::vector<PublishedFile>& files, const std::string& base_url);

} // namespace moisson
