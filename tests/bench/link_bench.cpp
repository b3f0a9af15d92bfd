// How well and how fast one CSV file is linked without labels, at the default thresholds:
//   link_bench FILE.csv TRUTH.csv ROLE=COLUMN[+COLUMN]… [--workers N] [--pairs FILE] [--model FILE] [--source
//   COLUMN] [--same WEIGHT]
// ROLE is a role of the schema ("organisation-name"); columns that are joined by + stand behind one another
// with a blank between. The first column of both files is the record's id; TRUTH is id,entity. --pairs writes
// wrong and missed pairs of the clusters. Not part of ctest.
#include "core/linkage/cluster.hpp"
#include "core/linkage/fit.hpp"
#include "core/linkage/meetings.hpp"
#include "core/threads/run_tasks.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <numeric>
#include <sys/resource.h>
#include <unordered_map>
#include <utility>

using namespace moisson;

namespace {

struct RoleColumns {
    Role role = Role::none;
    std::vector<std::size_t> selectors;
};

struct Arguments {
    std::string file, truth, pairs, model, clusters;
    std::vector<std::string> selectors{""}; ///< the first: the id
    std::vector<RoleColumns> roles;
    int source = -1; ///< selector of the feed's id
    unsigned workers = 2;
    LinkThresholds thresholds;
};

/// A column's selector; each once.
std::size_t selector_of(Arguments& arguments, const std::string& column) {
    auto& selectors = arguments.selectors;
    const auto found = std::find(selectors.begin() + 1, selectors.end(), column);
    if (found == selectors.end()) {
        selectors.push_back(column);
        return selectors.size() - 1;
    }
    return static_cast<std::size_t>(found - selectors.begin());
}

Arguments read_arguments(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const std::size_t equals = word.find('=');
        if (word == "--workers")
            arguments.workers = static_cast<unsigned>(std::stoul(argv[++i]));
        else if (word == "--pairs")
            arguments.pairs = argv[++i];
        else if (word == "--model")
            arguments.model = argv[++i];
        else if (word == "--same")
            arguments.thresholds.same = std::stod(argv[++i]);
        else if (word == "--clusters")
            arguments.clusters = argv[++i];
        else if (word == "--source")
            arguments.source = static_cast<int>(selector_of(arguments, argv[++i]));
        else if (equals == word.npos)
            (arguments.file.empty() ? arguments.file : arguments.truth) = word;
        else {
            const auto role = parse_role(word.substr(0, equals));
            if (!role) throw std::runtime_error("no role is called " + word.substr(0, equals));
            RoleColumns columns{*role, {}};
            for (std::size_t begin = equals + 1; begin <= word.size();) {
                const std::size_t end = std::min(word.find('+', begin), word.size());
                columns.selectors.push_back(selector_of(arguments, word.substr(begin, end - begin)));
                begin = end + 1;
            }
            arguments.roles.push_back(columns);
        }
    }
    if (arguments.truth.empty() || arguments.roles.empty())
        throw std::runtime_error("usage: link_bench FILE.csv TRUTH.csv ROLE=COLUMN[+COLUMN]…");
    return arguments;
}

std::shared_ptr<const Schema> schema_of(const Arguments& arguments) {
    Kind kind;
    kind.name = "thing";
    kind.plural = "things";
    for (const RoleColumns& columns : arguments.roles) {
        Field field;
        field.name = std::string(to_string(columns.role));
        field.role = columns.role;
        kind.fields.push_back(field);
    }
    return Schema::from_kinds({kind});
}

class Clock {
public:
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        const double seconds = std::chrono::duration<double>(now - start_).count();
        start_ = now;
        return seconds;
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// One record of the file, with what make_link_record() needs.
Record record_of(const Arguments& arguments, const std::vector<std::string>& cells) {
    Record record;
    record.id = cells[0];
    for (const RoleColumns& columns : arguments.roles) {
        std::string text;
        for (const std::size_t selector : columns.selectors)
            if (const std::string& cell = cells[selector]; !cell.empty()) {
                if (!text.empty()) text += ' ';
                text += cell;
            }
        const bool number = columns.role == Role::latitude || columns.role == Role::longitude;
        if (text.empty())
            record.values.emplace_back();
        else if (number)
            record.values.emplace_back(std::strtod(text.c_str(), nullptr));
        else
            record.values.emplace_back(std::move(text));
    }
    return record;
}

struct Batch {
    std::vector<Record> records;
    std::vector<std::string> feeds;
};

struct Input {
    LinkTable table{LinkProfile{}};
    std::vector<std::string> ids;
    double decode = 0, normalise = 0;
};

void normalise(const LinkProfile& profile, const Batch& batch, unsigned workers, LinkTable& table) {
    std::vector<LinkTable> parts(workers, LinkTable(profile));
    run_tasks(workers, workers, [&](std::size_t part) {
        const std::size_t begin = batch.records.size() * part / workers;
        const std::size_t end = batch.records.size() * (part + 1) / workers;
        for (std::size_t i = begin; i < end; ++i)
            parts[part].add(make_link_record(profile, batch.feeds[i], batch.records[i]));
    });
    for (const LinkTable& part : parts) table.append(part);
}

/// Comma-separated, cells in quotes where they need it. Small: the decoders of feeds have their own bench.
class CsvFile {
public:
    explicit CsvFile(const std::string& path) : file_(path) {
        if (!file_) throw std::runtime_error(path + " cannot be opened");
        std::vector<std::string> header;
        read(header);
        if (!header.empty() && header[0].starts_with("\xEF\xBB\xBF")) header[0].erase(0, 3);
        columns_ = header;
    }
    std::size_t column(const std::string& name) const {
        const auto found = std::find(columns_.begin(), columns_.end(), name);
        if (found == columns_.end()) throw std::runtime_error("no column is called " + name);
        return static_cast<std::size_t>(found - columns_.begin());
    }
    bool read(std::vector<std::string>& cells) {
        if (!std::getline(file_, line_)) return false;
        cells.clear();
        bool quoted = false;
        std::string cell;
        for (std::size_t i = 0;; ++i) {
            if (i == line_.size()) {
                std::string more;
                if (!quoted || !std::getline(file_, more)) break;
                line_ += '\n' + more;
            }
            const char c = line_[i];
            if (c == '"' && quoted && i + 1 < line_.size() && line_[i + 1] == '"')
                cell += line_[i++];
            else if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                cells.push_back(std::exchange(cell, {}));
            else if (c != '\r' || quoted)
                cell += c;
        }
        cells.push_back(cell);
        return true;
    }

private:
    std::ifstream file_;
    std::string line_;
    std::vector<std::string> columns_;
};

Input read_input(const Arguments& arguments) {
    const auto schema = schema_of(arguments);
    const LinkProfile profile = LinkProfile::of(*schema, 0);
    Input input;
    input.table = LinkTable(profile);
    CsvFile file(arguments.file);
    std::vector<std::size_t> columns{0};
    for (std::size_t i = 1; i < arguments.selectors.size(); ++i)
        columns.push_back(file.column(arguments.selectors[i]));
    Clock clock;
    Batch batch;
    const auto flush = [&] {
        input.decode += clock.lap();
        normalise(profile, batch, arguments.workers, input.table);
        input.normalise += clock.lap();
        batch = {};
    };
    std::vector<std::string> row, cells(columns.size());
    while (file.read(row)) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            cells[i] = columns[i] < row.size() ? row[columns[i]] : std::string();
        batch.records.push_back(record_of(arguments, cells));
        batch.feeds.push_back(arguments.source < 0 ? "bench"
                                                   : cells[static_cast<std::size_t>(arguments.source)]);
        input.ids.push_back(cells[0]);
        if (batch.records.size() == 20000) flush();
    }
    flush();
    return input;
}

/// Entity of each record, as a number.
std::vector<std::uint32_t> read_truth(const Arguments& arguments, const std::vector<std::string>& ids) {
    std::unordered_map<std::string, std::uint32_t> row;
    for (std::uint32_t i = 0; i < ids.size(); ++i) row.emplace(ids[i], i);
    std::unordered_map<std::string, std::uint32_t> entities;
    std::vector<std::uint32_t> truth(ids.size());
    for (std::uint32_t i = 0; i < ids.size(); ++i) truth[i] = static_cast<std::uint32_t>(ids.size()) + i;
    std::ifstream file(arguments.truth);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const std::size_t comma = line.rfind(',');
        const auto found = row.find(line.substr(0, comma));
        if (found != row.end())
            truth[found->second] =
                entities.emplace(line.substr(comma + 1), static_cast<std::uint32_t>(entities.size()))
                    .first->second;
    }
    return truth;
}

double pairs_of(std::vector<std::uint64_t> groups) {
    std::sort(groups.begin(), groups.end());
    double pairs = 0;
    for (std::size_t begin = 0, end = 0; begin < groups.size(); begin = end) {
        for (end = begin; end < groups.size() && groups[end] == groups[begin];) ++end;
        pairs += static_cast<double>(end - begin) * static_cast<double>(end - begin - 1) / 2;
    }
    return pairs;
}

double f1(double precision, double recall) {
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

void print_scores(const char* what, double found, double right, double all) {
    const double precision = found > 0 ? right / found : 1, recall = all > 0 ? right / all : 1;
    std::printf("%s: precision %.4f recall %.4f F1 %.4f (%.0f found, %.0f right, %.0f true)\n", what,
                precision, recall, f1(precision, recall), found, right, all);
}

std::vector<std::uint64_t> both(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
    std::vector<std::uint64_t> joined(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) joined[i] = std::uint64_t{a[i]} << 32 | b[i];
    return joined;
}

/// Mean over records of the share of its cluster (precision) and of its entity (recall) that agree.
void print_b_cubed(const std::vector<std::uint32_t>& clusters, const std::vector<std::uint32_t>& truth) {
    std::unordered_map<std::uint64_t, double> of_cluster, of_entity, of_both;
    const auto joined = both(clusters, truth);
    for (std::size_t i = 0; i < truth.size(); ++i)
        ++of_cluster[clusters[i]], ++of_entity[truth[i]], ++of_both[joined[i]];
    double precision = 0, recall = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        precision += of_both[joined[i]] / of_cluster[clusters[i]];
        recall += of_both[joined[i]] / of_entity[truth[i]];
    }
    const auto records = static_cast<double>(truth.size());
    std::printf("clusters, B-cubed: precision %.4f recall %.4f F1 %.4f\n", precision / records,
                recall / records, f1(precision / records, recall / records));
}

void print_edges(const std::vector<LinkEdge>& edges, const std::vector<std::uint32_t>& truth,
                 double true_pairs) {
    for (const double same : {-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 6.0}) {
        double found = 0, right = 0;
        for (const LinkEdge& edge : edges)
            if (edge.weight >= same) {
                ++found;
                right += truth[edge.a] == truth[edge.b];
            }
        char what[64];
        std::snprintf(what, sizeof what, "pairs, weight >= %.0f%s", same,
                      same == LinkThresholds{}.same ? " (default)" : "");
        print_scores(what, found, right, true_pairs);
    }
}

void print_met(const LinkTable& table, unsigned workers, const std::vector<std::uint32_t>& truth,
               const KeyCrowding& crowding, double true_pairs) {
    Meetings meetings(table, TableKeys(table, 0, workers), workers);
    meetings.crowd(crowding);
    double met = 0, right = 0;
    std::vector<std::uint32_t> others;
    Meetings::Reasons reasons;
    for (std::uint32_t row = 0; row < table.size(); ++row) {
        meetings.after(row, reasons, others);
        met += static_cast<double>(others.size());
        for (const std::uint32_t other : others) right += truth[row] == truth[other];
    }
    std::printf("pairs met %.0f (%llu by keys), pair completeness %.4f\n", met,
                static_cast<unsigned long long>(meetings.pairs_at_most()),
                true_pairs > 0 ? right / true_pairs : 1);
}

std::string describe(const LinkTable& table, std::uint32_t row) {
    const LinkRow& of = table.row(row);
    std::string text;
    for (const LinkWord& word : table.name_words(of)) text += std::string(table.text(of, word)) + ' ';
    for (const RowText part : {of.person_text, of.given_text, of.birth_text, of.number_text, of.street_text,
                               of.municipality_text, of.phone_text, of.email_text})
        text += "| " + std::string(table.text(of, part)) + ' ';
    return text + "| " + std::to_string(of.siret) + " y" + std::to_string(of.year);
}

void write_pair(std::ofstream& out, const char* what, const LinkModel& model, const LinkTable& table,
                const Meetings& meetings, std::uint32_t a, std::uint32_t b) {
    const Levels levels = compare_rows({table, table.row(a)}, {table, table.row(b)});
    std::vector<std::uint32_t> others;
    Meetings::Reasons reasons;
    meetings.after(std::min(a, b), reasons, others);
    const bool met = std::binary_search(others.begin(), others.end(), std::max(a, b));
    const SharedFrequency frequency = meetings.frequency(a, b);
    out << what << (met ? "" : " (never met)") << " weight " << link_weight(model, levels, frequency)
        << "\n  " << describe(table, a) << "\n  " << describe(table, b) << "\n ";
    static constexpr const char* names[] = {"name", "person", "given", "birth", "authors", "year",   "place",
                                            "zone", "siret",  "phone", "email", "website", "parent", "feed"};
    for (const WeightPart& part : weight_parts(model, levels, frequency)) {
        const char* kind = part.kind == WeightPart::Kind::start ? "start"
                           : part.kind == WeightPart::Kind::frequency
                               ? "frequent"
                               : names[static_cast<std::size_t>(part.comparison)];
        out << ' ' << kind << part.level << ":" << part.weight;
    }
    out << "\n";
}

/// Wrong pairs within clusters and true pairs that clusters miss.
void write_pairs(const Arguments& arguments, const LinkModel& model, const LinkTable& table,
                 const std::vector<std::uint32_t>& clusters, const std::vector<std::uint32_t>& truth) {
    Meetings meetings(table, TableKeys(table, 0, arguments.workers), arguments.workers);
    meetings.crowd(model.crowding);
    std::ofstream out(arguments.pairs);
    for (const bool wrong : {true, false}) {
        const auto& by = wrong ? clusters : truth;
        const auto& other = wrong ? truth : clusters;
        std::map<std::uint32_t, std::vector<std::uint32_t>> groups;
        for (std::uint32_t i = 0; i < by.size(); ++i) groups[by[i]].push_back(i);
        std::size_t written = 0;
        for (const auto& [group, members] : groups)
            for (std::size_t i = 0; i < members.size(); ++i)
                for (std::size_t j = i + 1; j < members.size() && written < 3000; ++j)
                    if (other[members[i]] != other[members[j]]) {
                        ++written;
                        write_pair(out, wrong ? "WRONG" : "MISSED", model, table, meetings, members[i],
                                   members[j]);
                    }
    }
}

double peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::vector<std::uint32_t> clusters_of(const LinkTable& table, const std::vector<LinkEdge>& edges,
                                       const LinkThresholds& thresholds) {
    std::vector<std::uint64_t> keys(table.size());
    for (std::uint32_t i = 0; i < keys.size(); ++i) keys[i] = table.row(i).key;
    std::vector<ClusterEdge> weighted;
    weighted.reserve(edges.size());
    for (const LinkEdge& edge : edges) weighted.push_back({edge.a, edge.b, edge.weight});
    return cluster(keys, weighted, {}, thresholds);
}

void bench(Arguments& arguments) {
    Input input = read_input(arguments);
    Clock clock;
    const LinkModel model = fit_link_model(input.table, 1, 0, arguments.workers);
    const double fitted = clock.lap();
    const auto edges = all_edges(model, arguments.thresholds, input.table, arguments.workers);
    const double compared = clock.lap();
    const auto clusters = clusters_of(input.table, edges, arguments.thresholds);
    const double clustered = clock.lap();
    const double megabytes = peak_megabytes();
    std::printf(
        "%zu records; decode %.2f s, normalise %.2f s, fit %.2f s, edges %.2f s, clusters %.2f s: %.2f s "
        "without decoding; peak %.0f MB\n",
        input.table.size(), input.decode, input.normalise, fitted, compared, clustered,
        input.normalise + fitted + compared + clustered, megabytes);
    if (!arguments.model.empty()) std::ofstream(arguments.model) << to_json(model);
    const auto truth = read_truth(arguments, input.ids);
    const double true_pairs = pairs_of({truth.begin(), truth.end()});
    print_met(input.table, arguments.workers, truth, model.crowding, true_pairs);
    print_edges(edges, truth, true_pairs);
    print_scores("clusters, pairwise", pairs_of({clusters.begin(), clusters.end()}),
                 pairs_of(both(clusters, truth)), true_pairs);
    print_b_cubed(clusters, truth);
    if (!arguments.clusters.empty()) {
        std::ofstream out(arguments.clusters);
        for (std::size_t i = 0; i < clusters.size(); ++i) out << input.ids[i] << ',' << clusters[i] << '\n';
    }
    if (!arguments.pairs.empty()) write_pairs(arguments, model, input.table, clusters, truth);
}

} // namespace

int main(int argc, char** argv) try {
    Arguments arguments = read_arguments(argc, argv);
    bench(arguments);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "link_bench: %s\n", error.what());
    return 1;
}
