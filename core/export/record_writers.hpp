// The four writers behind make_writer(); a shared buffer keeps calls to the stream few.
#pragma once
#include "core/export/export.hpp"
#include "core/export/published_view.hpp"

namespace moisson {

class BufferedWriter : public ExportWriter {
public:
    BufferedWriter(const Kind& kind, ExportOptions options, std::ostream& out);

protected:
    void flush_when_full();
    void flush();

    ExportOptions options_;
    PublishedView view_;
    std::string buffer_;

private:
    std::ostream& out_;
};

class CsvWriter final : public BufferedWriter {
public:
    using BufferedWriter::BufferedWriter;
    void begin() override;
    void write(const GoldenRecord& record) override;
    void end() override { flush(); }

private:
    std::string sources_, scratch_;
};

/// JSON array, or one object per line.
class JsonWriter final : public BufferedWriter {
public:
    JsonWriter(const Kind& kind, ExportOptions options, std::ostream& out, bool lines);
    void begin() override;
    void write(const GoldenRecord& record) override;
    void end() override;

private:
    bool lines_;
};

class GeoJsonWriter final : public BufferedWriter {
public:
    GeoJsonWriter(const Kind& kind, ExportOptions options, std::ostream& out);
    void begin() override;
    void write(const GoldenRecord& record) override;
    void end() override;

private:
    void append_geometry(const GoldenRecord& record);
    int latitude_, longitude_; ///< schema indexes, or -1
};

/// The object of one record: id, sources, fields, provenance. Used by JSON, NDJSON and as GeoJSON properties.
void append_json_record(std::string& out, PublishedView& view, const GoldenRecord& record);

} // namespace moisson
