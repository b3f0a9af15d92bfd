// How long one record takes to be mapped, validated, fingerprinted and written: mapping_bench SCHEMAS
// FILE.csv, where FILE is the output of a generator of organisations (comma-separated, no quotes, columns
// named as the schema's fields). Each figure is the best of five rounds over all records in memory. Not part
// of ctest.
#include "core/mapping/mapping.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace moisson;

namespace {

struct Table {
    std::vector<std::string> columns;
    std::vector<std::string> lines;
    std::vector<std::string_view> cells;
};

void split(const std::string& line, std::vector<std::string_view>& cells) {
    std::string_view rest = line;
    while (true) {
        const std::size_t comma = rest.find(',');
        cells.push_back(rest.substr(0, comma));
        if (comma == rest.npos) return;
        rest.remove_prefix(comma + 1);
    }
}

/// Lines with quotes are left out: this is no CSV reader.
Table read(const char* path) {
    Table table;
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    std::vector<std::string_view> header;
    split(line, header);
    for (auto name : header) table.columns.emplace_back(name);
    while (std::getline(file, line))
        if (line.find('"') == line.npos) table.lines.push_back(line);
    for (const std::string& row : table.lines) split(row, table.cells);
    return table;
}

FeedPtr feed_of(const Table& table, const Kind& kind) {
    auto feed = std::make_shared<FeedConfig>();
    KindMapping mapping;
    mapping.kind = kind.name;
    for (const std::string& column : table.columns)
        if (const int field = kind.find(column);
            field >= 0 && kind.fields[static_cast<std::size_t>(field)].is_mappable()) {
            FieldMapping one;
            one.field = column;
            one.inputs = {column};
            mapping.fields.push_back(one);
        }
    feed->mappings.push_back(mapping);
    return feed;
}

class Records {
public:
    Records(const Table& table, const std::vector<std::string>& selectors) : table_(table) {
        for (const std::string& selector : selectors)
            for (std::size_t i = 0; i < table.columns.size(); ++i)
                if (table.columns[i] == selector) slots_.push_back({static_cast<std::uint32_t>(i), 1});
    }
    std::size_t size() const { return table_.lines.size(); }
    RawRecord at(std::size_t i) const {
        RawRecord raw;
        raw.slots = slots_;
        raw.texts = std::span(table_.cells).subspan(i * table_.columns.size(), table_.columns.size());
        return raw;
    }

private:
    const Table& table_;
    std::vector<RawRecord::Slot> slots_;
};

void measure(const char* name, const Records& records,
             const std::function<std::uint64_t(const RawRecord&)>& work) {
    double best = 1e9;
    std::uint64_t sum = 0;
    for (int round = 0; round < 5; ++round) {
        const std::clock_t start = std::clock(); // time of this process, not of its neighbours
        for (std::size_t i = 0; i < records.size(); ++i) sum += work(records.at(i));
        best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    std::printf("%-34s %8.0f ns per record   (sum %llu)\n", name,
                best * 1e9 / static_cast<double>(records.size()), static_cast<unsigned long long>(sum));
}

} // namespace

int main(int argc, char** argv) try {
    if (argc != 3) {
        std::fprintf(stderr, "usage: mapping_bench SCHEMAS FILE.csv\n");
        return 2;
    }
    const auto schema = Schema::load({argv[1]});
    const Table table = read(argv[2]);
    const Kind& kind = schema->kind(static_cast<std::size_t>(schema->find("structure")));
    const auto mapping = Mapping::compile(feed_of(table, kind), schema, Today{2026, 11, 21});
    const Records records(table, mapping->selectors());
    std::printf("%zu records, %zu columns\n", records.size(), mapping->selectors().size());

    std::string id, body;
    MappedRecord out;
    std::map<std::string, std::size_t> codes;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
        mapping->map(0, records.at(i), out);
        for (const Issue& issue : out.issues) ++codes[issue.code];
        write_body(kind, out.record, body);
        bytes += body.size();
    }
    std::printf("%.0f bytes per body", static_cast<double>(bytes) / static_cast<double>(records.size()));
    for (const auto& [code, count] : codes) std::printf(", %s %zu", code.c_str(), count);
    std::printf("\n");

    measure("source_id", records, [&](const RawRecord& raw) {
        mapping->source_id(0, raw, id);
        return id.size();
    });
    measure("map + validate", records, [&](const RawRecord& raw) {
        mapping->map(0, raw, out);
        return out.issues.size();
    });
    measure("map + fingerprint", records, [&](const RawRecord& raw) {
        mapping->map(0, raw, out);
        return fingerprint(kind, out.record);
    });
    measure("map + fingerprint + body", records, [&](const RawRecord& raw) {
        mapping->map(0, raw, out);
        write_body(kind, out.record, body);
        return fingerprint(kind, out.record) + body.size();
    });
    write_body(kind, out.record, body);
    measure("read_body (one body)", records,
            [&](const RawRecord&) { return read_body(*schema, out.record.kind, "x", body).values.size(); });
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "mapping_bench: %s\n", error.what());
    return 1;
}
