// Decodes inline text or a file into plain strings, so that tests read as tables.
#pragma once
#include "connectors/formats/decoder.hpp"
#include "tests/support/paths.hpp"

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace moisson::test {

inline std::filesystem::path write_snapshot(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// One decoded record: its values per selector (several joined by "+"), line, code of its defect, digest.
struct DecodedRecord {
    std::vector<std::string> values;
    std::uint64_t line = 0, element = 0;
    std::string defect;
    Digest128 digest;
};

struct Decoded {
    std::vector<DecodedRecord> records;
    DecoderReport report;
    std::string error; ///< code of the FormatError that ended it, or empty
    std::string message;
    std::uint64_t error_line = 0, error_column = 0;

    /// "1|a / 2|b": the sound records.
    std::string table() const {
        std::string text;
        for (const auto& record : records) {
            if (!record.defect.empty()) continue;
            if (!text.empty()) text += " / ";
            for (std::size_t i = 0; i < record.values.size(); ++i) text += (i ? "|" : "") + record.values[i];
        }
        return text;
    }
    /// "3:format.too-few-cells": line (or element) and code of each refused record.
    std::string defects() const {
        std::string text;
        for (const auto& record : records)
            if (!record.defect.empty())
                text += (text.empty() ? "" : " ") +
                        std::to_string(record.line ? record.line : record.element) + ":" + record.defect;
        return text;
    }
    std::string warnings() const {
        std::string text;
        for (const auto& warning : report.warnings) text += (text.empty() ? "" : " ") + warning.code;
        return text;
    }
};

inline constexpr std::size_t most_kept = 100000; ///< records; a bomb has more

inline Decoded decode_files(const SourceConfig& source, std::vector<std::filesystem::path> parts,
                            const std::vector<std::string>& selectors, std::string_view charset = {}) {
    Decoded result;
    std::unique_ptr<Decoder> decoder;
    try {
        decoder = open_decoder(source, std::move(parts), selectors, charset);
        for (RawRecord raw; decoder->next(raw);) {
            DecodedRecord record{
                {}, raw.position.line, raw.position.element, raw.defect ? raw.defect->code : "", raw.digest};
            for (std::size_t i = 0; i < selectors.size(); ++i) {
                std::string joined;
                for (const auto value : raw.values(i))
                    joined += (joined.empty() ? "" : "+") + std::string(value);
                record.values.push_back(joined);
            }
            if (result.records.size() < most_kept) result.records.push_back(std::move(record));
        }
    } catch (const FormatError& error) {
        result.error = error.code();
        result.message = error.what();
        result.error_line = error.line();
        result.error_column = error.column();
    }
    if (decoder) result.report = decoder->report();
    return result;
}

inline Decoded decode_text(const SourceConfig& source, std::string_view text,
                           const std::vector<std::string>& selectors, std::string_view charset = {}) {
    TempDir directory;
    return decode_files(source, {write_snapshot(directory / "snapshot", text)}, selectors, charset);
}

inline SourceConfig source_of(std::string type, std::string records = {}) {
    SourceConfig source;
    source.type = std::move(type);
    source.records = std::move(records);
    return source;
}

} // namespace moisson::test
