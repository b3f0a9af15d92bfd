#include "core/export/record_writers.hpp"
#include "core/export/csv_cell.hpp"
#include "core/export/json_text.hpp"

#include <cmath>
#include <stdexcept>

namespace moisson {
namespace {

constexpr std::size_t buffer_limit = 64 * 1024;

void append_member(std::string& out, const GoldenRecord::Member& member) {
    out += "{\"feed\":";
    append_json_string(out, member.feed);
    out += ",\"id\":";
    append_json_string(out, member.id);
    out += '}';
}

void append_key(std::string& out, std::string_view name) {
    out += ",\"";
    out += name; // schema names are [a-z0-9_]
    out += "\":";
}

std::optional<double> coordinate(PublishedView& view, const GoldenRecord& record, int field, double limit) {
    if (field < 0) return std::nullopt;
    const Value& value = view.value(record, static_cast<std::uint16_t>(field));
    double degrees = NAN;
    if (const auto* number = std::get_if<double>(&value)) degrees = *number;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) degrees = static_cast<double>(*integer);
    if (!(std::abs(degrees) <= limit)) return std::nullopt;
    return degrees;
}

} // namespace

void append_json_record(std::string& out, PublishedView& view, const GoldenRecord& record) {
    out += "{\"id\":";
    append_json_string(out, record.public_id);
    out += ",\"sources\":[";
    bool first = true;
    for (const GoldenRecord::Member& member : record.sources) {
        if (!view.shows(member.feed)) continue;
        if (!first) out += ',';
        first = false;
        append_member(out, member);
    }
    out += ']';
    std::string provenance;
    for (const std::uint16_t field : view.fields()) {
        const Field& description = view.kind().fields[field];
        const Value& value = view.value(record, field);
        append_key(out, description.name);
        append_json_value(out, description, value);
        if (is_absent(value) || record.sources.empty()) continue;
        append_key(provenance, description.name);
        append_member(provenance, PublishedView::origin(record, field));
    }
    out += ",\"provenance\":{";
    if (!provenance.empty()) out.append(provenance, 1); // without the first comma
    out += "}}";
}

BufferedWriter::BufferedWriter(const Kind& kind, ExportOptions options, std::ostream& out)
    : options_(std::move(options)), view_(kind, options_.feeds, options_.remembered), out_(out) {
    buffer_.reserve(buffer_limit + 8 * 1024);
    view_.show_only(options_.only_feeds);
}

void BufferedWriter::flush_when_full() {
    if (buffer_.size() >= buffer_limit) flush();
}

void BufferedWriter::flush() {
    withheld_ = view_.withheld();
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
}

void CsvWriter::begin() {
    buffer_ += "id,sources";
    for (const std::uint16_t field : view_.fields()) {
        buffer_ += ',';
        append_csv_text(buffer_, view_.kind().fields[field].name);
    }
    buffer_ += "\r\n";
}

void CsvWriter::write(const GoldenRecord& record) {
    append_csv_text(buffer_, record.public_id);
    List members;
    members.reserve(record.sources.size());
    for (const GoldenRecord::Member& member : record.sources)
        if (view_.shows(member.feed)) members.push_back(qualified_id(member.feed, member.id));
    sources_.clear();
    join_list(sources_, members, options_.list_separator);
    buffer_ += ',';
    protected_cells_ += append_csv_text(buffer_, sources_);
    for (const std::uint16_t field : view_.fields()) {
        buffer_ += ',';
        protected_cells_ +=
            append_csv_value(buffer_, view_.value(record, field), options_.list_separator, scratch_);
    }
    buffer_ += "\r\n";
    ++rows_;
    flush_when_full();
}

JsonWriter::JsonWriter(const Kind& kind, ExportOptions options, std::ostream& out, bool lines)
    : BufferedWriter(kind, std::move(options), out), lines_(lines) {}

void JsonWriter::begin() {
    if (!lines_) buffer_ += '[';
}

void JsonWriter::write(const GoldenRecord& record) {
    if (!lines_) buffer_ += rows_ ? ",\n" : "\n";
    append_json_record(buffer_, view_, record);
    if (lines_) buffer_ += '\n';
    ++rows_;
    flush_when_full();
}

void JsonWriter::end() {
    if (!lines_) buffer_ += "\n]\n";
    flush();
}

GeoJsonWriter::GeoJsonWriter(const Kind& kind, ExportOptions options, std::ostream& out)
    : BufferedWriter(kind, std::move(options), out), latitude_(kind.find(Role::latitude)),
      longitude_(kind.find(Role::longitude)) {}

void GeoJsonWriter::begin() { buffer_ += "{\"type\":\"FeatureCollection\",\"features\":["; }

void GeoJsonWriter::append_geometry(const GoldenRecord& record) {
    const auto longitude = coordinate(view_, record, longitude_, 180);
    const auto latitude = coordinate(view_, record, latitude_, 90);
    if (!longitude || !latitude) {
        buffer_ += "null";
        return;
    }
    buffer_ += "{\"type\":\"Point\",\"coordinates\":[";
    append_scalar(buffer_, *longitude);
    buffer_ += ',';
    append_scalar(buffer_, *latitude);
    buffer_ += "]}";
}

void GeoJsonWriter::write(const GoldenRecord& record) {
    buffer_ += rows_ ? ",\n" : "\n";
    buffer_ += "{\"type\":\"Feature\",\"id\":";
    append_json_string(buffer_, record.public_id);
    buffer_ += ",\"geometry\":";
    append_geometry(record);
    buffer_ += ",\"properties\":";
    append_json_record(buffer_, view_, record);
    buffer_ += '}';
    ++rows_;
    flush_when_full();
}

void GeoJsonWriter::end() {
    buffer_ += "\n]}\n";
    flush();
}

std::unique_ptr<ExportWriter> make_writer(ExportFormat format, const Schema& schema, std::uint16_t kind,
                                          ExportOptions options, std::ostream& out) {
    const Kind& described = schema.kind(kind);
    switch (format) {
    case ExportFormat::csv:
        return std::make_unique<CsvWriter>(described, std::move(options), out);
    case ExportFormat::json:
        return std::make_unique<JsonWriter>(described, std::move(options), out, false);
    case ExportFormat::ndjson:
        return std::make_unique<JsonWriter>(described, std::move(options), out, true);
    case ExportFormat::geojson:
        return std::make_unique<GeoJsonWriter>(described, std::move(options), out);
    case ExportFormat::xlsx: // a library's, and therefore not core's: connectors/targets/xlsx_writer.hpp
        break;
    }
    throw std::invalid_argument("XLSX is not written here");
}

} // namespace moisson
