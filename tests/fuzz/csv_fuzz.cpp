// CSV: any bytes, three dialects. The whole record is the record as JSON.
#include "tests/fuzz/support/decoding.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <nlohmann/json.hpp>

using namespace moisson;

namespace {

const std::vector<std::string> selectors{"id", "nom", "a", std::string(whole_record_selector)};

SourceConfig dialect(const char* delimiter, const char* encoding, unsigned header_row) {
    SourceConfig source = test::source_of("csv");
    source.csv.delimiter = delimiter;
    source.csv.encoding = encoding;
    source.csv.header_row = header_row;
    source.csv.skip_empty_lines = header_row == 0;
    if (header_row) source.ignore = {"b"};
    return source;
}

void check_whole_records(const test::Decoded& decoded) {
    for (const auto& record : decoded.records) {
        if (!record.defect.empty()) continue;
        const auto row = nlohmann::json::parse(record.values.back(), nullptr, false);
        fuzz::require(row.is_object(), "a row is a JSON object", record.values.back());
        for (std::size_t i = 0; i + 1 < selectors.size(); ++i)
            if (const auto cell = row.find(selectors[i]); cell != row.end())
                fuzz::require(*cell == record.values[i], "a cell is the same in the row and alone",
                              record.values.back(), record.values[i]);
    }
}

/// Two pages of the same bytes hold every record twice.
void check_twice(const SourceConfig& source, std::string_view input, const test::Decoded& once) {
    const fuzz::MemoryFile file(input);
    const auto twice = test::decode_files(source, {file.path(), file.path()}, selectors);
    fuzz::require(twice.error == once.error, "the second page is as good as the first", once.error,
                  twice.error);
    if (once.error.empty())
        fuzz::require(twice.records.size() == 2 * once.records.size(), "two pages, twice the records",
                      std::to_string(once.records.size()), std::to_string(twice.records.size()));
}

} // namespace

FUZZ_TARGET(input) {
    const SourceConfig found = dialect("auto", "auto", 0);
    const auto decoded = fuzz::decode_checked(found, input, selectors);
    check_whole_records(decoded);
    check_twice(found, input, decoded);
    check_whole_records(fuzz::decode_checked(dialect(";", "utf-8", 1), input, selectors));
    check_whole_records(fuzz::decode_checked(dialect(",", "windows-1252", 2), input, selectors));
}
