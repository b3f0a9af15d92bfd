// Files that others read: CSV, JSON, NDJSON, GeoJSON of one kind, and the DCAT catalogue. Deterministic bytes
// for one revision: no clock, no random order, so that equal data gives an equal digest.
//
// Columns of every format: `id` (our public id), `sources`, then the fields of the schema in its order,
// without the identifier field (it is in `sources`). Choices that readers rely on:
//   * CSV      RFC 4180: comma, CRLF, quotes only where needed, UTF-8 without BOM. A list is joined with the
//   list
//              separator ("|"); inside a value the separator and the backslash are written \| and \\.
//              `sources` holds "feed--id". A cell that a spreadsheet would run as a formula gets a leading
//              apostrophe.
//   * JSON     one array; every record has every field, an absent one is null; sources: [{"feed","id"}],
//              provenance: {"<field>": {"feed","id"}} for the fields that are present.
//   * NDJSON   the same objects, one per line, LF.
//   * GeoJSON  a FeatureCollection; the properties are the same object; a record without coordinates has a
//   null geometry
//              (RFC 7946 calls it unlocated), so that all formats hold the same number of records.
//   * A reference to another kind (role `parent`) is written "feed--id" everywhere: it joins with `sources`.
#pragma once
#include "core/config/feed.hpp"
#include "core/store/store.hpp"

#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

enum class ExportFormat : std::uint8_t { csv, json, ndjson, geojson, xlsx };
std::optional<ExportFormat> parse_export_format(std::string_view name);
std::string_view to_string(ExportFormat format);
std::string_view extension(ExportFormat format);  ///< "csv", "json", "ndjson", "geojson", "xlsx"
std::string_view media_type(ExportFormat format); ///< "text/csv", …

struct ExportOptions {
    std::string list_separator = "|";       ///< between the values of a list in a CSV cell
    std::vector<FeedPtr> feeds;             ///< for their personal-data rules
    std::vector<FeedState> remembered = {}; ///< for those of feeds whose file is missing or wrong now
    std::set<std::string> only_feeds = {};  ///< values and sources of these feeds only; empty: of all
};

/// begin, one call per record, end. Writes to the stream; the stream's state is the caller's to check.
/// Thread: not shared. Memory: one buffer of 64 KiB and one record.
class ExportWriter {
public:
    virtual ~ExportWriter() = default;
    virtual void begin() = 0;
    virtual void write(const GoldenRecord& record) = 0;
    virtual void end() = 0;
    std::uint64_t rows() const { return rows_; }
    /// CSV cells that got a leading apostrophe because a spreadsheet would have run them.
    std::uint64_t protected_cells() const { return protected_cells_; }
    /// Values that were left out or shortened because the detector found personal data in them; by feed.
    const std::map<std::string, std::uint64_t>& withheld() const { return withheld_; }

protected:
    std::uint64_t rows_ = 0;
    std::uint64_t protected_cells_ = 0;
    std::map<std::string, std::uint64_t> withheld_;
};

/// The text formats. Throws std::out_of_range when `kind` is not of this schema, std::invalid_argument for
/// XLSX, which connectors/targets/xlsx_writer.hpp writes.
std::unique_ptr<ExportWriter> make_writer(ExportFormat format, const Schema& schema, std::uint16_t kind,
                                          ExportOptions options, std::ostream& out);

inline constexpr std::uint16_t no_kind = 0xffff; ///< what consultations are of
/// CSV "jour,objet,acces,nombre", one row for each of them.
void write_consultations(std::ostream& out, const std::vector<Consultation>& counts);

/// A published file as the catalogue describes it.
struct PublishedFile {
    std::string name;       ///< "structures.csv"
    std::uint16_t kind = 0; ///< or no_kind
    ExportFormat format = ExportFormat::csv;
    std::uint64_t bytes = 0, rows = 0;
    std::string sha256; ///< empty: neither digest nor rows are told
    UnixTime modified = 0;
    std::string departement{}; ///< "01": it holds the records of this one
};

/// DCAT-AP catalogue in JSON-LD (context inline): one data set per kind with a distribution per format, one
/// more when there are files per département, one per contributing feed with its metadata. `base_url` is the
/// public address of the directory; without it the links are relative. `issued`: dates of first publication
/// by @id, as published_dates() reads them from the previous catalogue.
std::string write_catalog(const Schema& schema, const std::vector<FeedPtr>& feeds,
                          const std::vector<FeedState>& states, const std::vector<PublishedFile>& files,
                          const std::string& base_url, const std::map<std::string, std::string>& issued = {});
/// `issued` of every entry of a catalogue that write_catalog wrote; empty when the text is not one.
std::map<std::string, std::string> published_dates(const std::string& catalog);

/// Table Schema (frictionless) of the table of one kind: names, types, closed lists, patterns; then the
/// licence of the whole, and who must be named, with the date of the data.
std::string write_table_schema(const Schema& schema, std::uint16_t kind, const std::string& list_separator,
                               const std::vector<FeedPtr>& feeds = {},
                               const std::vector<FeedState>& states = {});

} // namespace moisson
