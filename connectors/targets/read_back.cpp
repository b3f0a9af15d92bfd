#include "connectors/targets/read_back.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "core/text/sha256.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace moisson {
namespace {

using nlohmann::json;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_published(const std::filesystem::path& path) {
    File file(std::fopen(path.c_str(), "rbe"), &std::fclose);
    if (!file) throw std::runtime_error("cannot read back " + path.string());
    return file;
}

template<class Visit>
void for_each_chunk(const std::filesystem::path& path, Visit&& visit) {
    const File file = open_published(path);
    std::array<char, 64 * 1024> chunk;
    while (const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), file.get()))
        visit(std::string_view(chunk.data(), count));
    if (std::ferror(file.get())) throw std::runtime_error("cannot read back " + path.string());
}

/// Rows and columns of RFC 4180: a quote is doubled or ends its cell, rows end with CRLF, all have equally
/// many cells.
class CsvCounter {
public:
    void add(std::string_view chunk) {
        for (std::size_t at = 0; at < chunk.size(); step(chunk[at++])) {
            at = skip(chunk, at);
            if (at == chunk.size()) return;
        }
    }
    std::uint64_t finish() const {
        if (state_ != State::row_start || columns_ == 0) fail("the last row is not complete");
        return rows_ - 1; // without the header
    }

private:
    enum class State { row_start, cell_start, bare, quoted, quote_in_quoted, carriage_return };

    [[noreturn]] void fail(const char* why) const {
        throw std::runtime_error("row " + std::to_string(rows_ + 1) + " of the CSV file: " + why);
    }
    /// What lies inside a cell says nothing; a published file has hundreds of megabytes of it.
    std::size_t skip(std::string_view chunk, std::size_t at) const {
        static constexpr auto ends_bare = [] {
            std::array<bool, 256> table{};
            for (const unsigned char c : {',', '"', '\r', '\n'}) table[c] = true;
            return table;
        }();
        if (state_ == State::quoted) return std::min(chunk.find('"', at), chunk.size());
        if (state_ == State::bare)
            while (at < chunk.size() && !ends_bare[static_cast<unsigned char>(chunk[at])]) ++at;
        return at;
    }
    void end_cell(char c) {
        ++cells_;
        state_ = c == '\r' ? State::carriage_return : State::cell_start;
    }
    void end_row() {
        if (rows_ == 0) columns_ = cells_;
        if (cells_ != columns_) fail("another number of cells than the header");
        cells_ = 0;
        ++rows_;
        state_ = State::row_start;
    }
    void step(char c) {
        switch (state_) {
        case State::row_start:
        case State::cell_start:
            if (c == '"')
                state_ = State::quoted;
            else if (c == ',' || c == '\r')
                end_cell(c);
            else if (c == '\n')
                fail("a bare line feed");
            else
                state_ = State::bare;
            break;
        case State::bare:
            if (c == ',' || c == '\r')
                end_cell(c);
            else if (c == '"' || c == '\n')
                fail("a cell that needed quotes has none");
            break;
        case State::quoted:
            if (c == '"') state_ = State::quote_in_quoted;
            break;
        case State::quote_in_quoted:
            if (c == '"')
                state_ = State::quoted;
            else if (c == ',' || c == '\r')
                end_cell(c);
            else
                fail("text after a closing quote");
            break;
        case State::carriage_return:
            if (c != '\n') fail("a carriage return without line feed");
            end_row();
        }
    }

    State state_ = State::row_start;
    std::uint64_t rows_ = 0, cells_ = 0, columns_ = 0;
};

class LineCounter {
public:
    void add(std::string_view chunk) {
        while (!chunk.empty()) {
            const std::size_t end = chunk.find('\n');
            line_ += chunk.substr(0, end);
            if (end == chunk.npos) return;
            end_line();
            chunk.remove_prefix(end + 1);
        }
    }
    std::uint64_t finish() const {
        if (!line_.empty()) throw std::runtime_error("the last line of the NDJSON file has no end");
        return lines_;
    }

private:
    void end_line() {
        ++lines_;
        if (!line_.starts_with('{') || !json::accept(line_))
            throw std::runtime_error("line " + std::to_string(lines_) +
                                     " of the NDJSON file is no JSON object");
        line_.clear();
    }
    std::string line_;
    std::uint64_t lines_ = 0;
};

/// Counts the objects at one depth while nlohmann checks the syntax.
class DepthCounter : public nlohmann::json_sax<json> {
public:
    explicit DepthCounter(int depth) : wanted_(depth) {}
    std::uint64_t objects = 0;
    std::string error;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool key(string_t&) override { return true; }
    bool start_object(std::size_t) override {
        if (depth_++ == wanted_) ++objects;
        return true;
    }
    bool end_object() override { return --depth_, true; }
    bool start_array(std::size_t) override { return ++depth_, true; }
    bool end_array() override { return --depth_, true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& what) override {
        error = what.what();
        return false;
    }

private:
    int wanted_, depth_ = 0;
};

std::uint64_t count_objects(const std::filesystem::path& path, int depth) {
    const File file = open_published(path);
    DepthCounter counter(depth);
    if (!json::sax_parse(file.get(), &counter))
        throw std::runtime_error(path.filename().string() + ": " + counter.error);
    return counter.objects;
}

/// With our own reader of spreadsheets, the one that reads producers' files.
std::uint64_t count_sheet_rows(const std::filesystem::path& path) {
    SourceConfig source;
    source.type = "xlsx";
    source.limits.max_bytes =
        std::max<std::uint64_t>(source.limits.max_bytes, std::filesystem::file_size(path));
    try {
        const auto decoder = open_decoder(source, {path}, {"id"});
        RawRecord raw;
        std::uint64_t rows = 0;
        while (decoder->next(raw)) ++rows;
        return rows;
    } catch (const FormatError& error) {
        if (error.code() == format_code::empty_document) return 0; // a header and no record
        throw;
    }
}

} // namespace

std::string file_digest(const std::filesystem::path& file) {
    try {
        Sha256 digest;
        for_each_chunk(file, [&](std::string_view chunk) { digest.update(chunk); });
        return digest.finish_hex();
    } catch (const std::runtime_error&) {
        return {};
    }
}

std::uint64_t count_records(const std::filesystem::path& file, ExportFormat format) {
    CsvCounter rows;
    LineCounter lines;
    switch (format) {
    case ExportFormat::csv:
        for_each_chunk(file, [&](std::string_view chunk) { rows.add(chunk); });
        return rows.finish();
    case ExportFormat::ndjson:
        for_each_chunk(file, [&](std::string_view chunk) { lines.add(chunk); });
        return lines.finish();
    case ExportFormat::json:
        return count_objects(file, 1);
    case ExportFormat::geojson:
        return count_objects(file, 2);
    case ExportFormat::xlsx:
        return count_sheet_rows(file);
    }
    return 0;
}

std::uint64_t count_members(const std::filesystem::path& file, const std::string& list) {
    const File opened = open_published(file);
    const json document = json::parse(opened.get(), nullptr, false);
    if (!document.is_object() || !document.contains(list) || !document[list].is_array())
        throw std::runtime_error(file.filename().string() + " has no list " + list);
    return document[list].size();
}

std::uint64_t count_lines(const std::filesystem::path& file, const std::string& line) {
    std::ifstream in(file);
    std::uint64_t count = 0;
    for (std::string read; std::getline(in, read);) count += read == line;
    return count;
}

} // namespace moisson
