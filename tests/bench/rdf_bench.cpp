// Speed and memory of a large catalogue in RDF: 1.2 million triples, as data sets with their distributions
// inside, and with all distributions behind them. By hand:
//     cmake --build --preset release --target rdf_bench && build/release/tests/rdf_bench [DATA SETS]
#include "connectors/formats/decoder.hpp"
#include "core/config/feed.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/resource.h>

using namespace moisson;
namespace fs = std::filesystem;

namespace {

std::string distribution(unsigned i) {
    const std::string name = "https://portail.example/d/" + std::to_string(i);
    return "<dcat:Distribution rdf:about=\"" + name + "/r\"><dct:title>Fichier " + std::to_string(i) +
           "</dct:title><dcat:downloadURL rdf:resource=\"" + name + ".csv\"/></dcat:Distribution>";
}

void write_dataset(std::ofstream& out, unsigned i, bool nested) {
    const std::string number = std::to_string(i);
    out << "<dcat:Dataset rdf:about=\"https://portail.example/jeu/" << number << "\">\n  <dct:identifier>jeu-"
        << number << "</dct:identifier>\n  <dct:title xml:lang=\"fr\">Jeu de données numéro " << number
        << " : équipements &amp; services publics de la commune</dct:title>\n  <dct:description "
           "xml:lang=\"fr\">";
    for (int times = 0; times < 4; ++times) out << "Description assez longue du jeu de données. ";
    out << "</dct:description>\n  <dcat:keyword>transport</dcat:keyword>\n  <dct:publisher "
           "rdf:resource=\"https://portail.example/org/"
        << i % 200 << "\"/>\n";
    if (nested)
        out << "  <dcat:distribution>" << distribution(i) << "</dcat:distribution>\n";
    else
        out << "  <dcat:distribution rdf:resource=\"https://portail.example/d/" << number << "/r\"/>\n";
    out << "</dcat:Dataset>\n";
}

void write_catalogue(const fs::path& file, unsigned datasets, bool nested) {
    std::ofstream out(file, std::ios::binary);
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF "
           "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
           "xmlns:dct=\"http://purl.org/dc/terms/\" "
           "xmlns:dcat=\"http://www.w3.org/ns/dcat#\" xmlns:foaf=\"http://xmlns.com/foaf/0.1/\">\n";
    for (int i = 0; i < 200; ++i)
        out << "<foaf:Agent rdf:about=\"https://portail.example/org/" << i << "\"><foaf:name>Organisme " << i
            << "</foaf:name></foaf:Agent>\n";
    for (unsigned i = 0; i < datasets; ++i) write_dataset(out, i, nested);
    for (unsigned i = 0; i < datasets && !nested; ++i) out << distribution(i) << "\n";
    out << "</rdf:RDF>\n";
}

void measure(const fs::path& file, const char* name) {
    SourceConfig source;
    source.type = "rdf";
    source.url = "https://portail.example/catalog.rdf";
    source.portal.type = "dcat";
    source.limits.max_bytes = 1u << 30;
    const auto start = std::chrono::steady_clock::now();
    const auto decoder = open_decoder(
        source, {file},
        {"@identifier", "@title", "@description", "@organisation-name", "@resources", "@keywords"});
    std::uint64_t records = 0, texts = 0;
    for (RawRecord raw; decoder->next(raw); ++records) texts += raw.texts.size();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("%-8s %7.1f MB %8lu records %9lu texts %6.2f s, at most %ld MB of memory so far\n", name,
                static_cast<double>(fs::file_size(file)) / 1e6, static_cast<unsigned long>(records),
                static_cast<unsigned long>(texts), took.count(), usage.ru_maxrss / 1024);
}

} // namespace

int main(int count, char** arguments) {
    const unsigned datasets = count > 1 ? static_cast<unsigned>(std::atoi(arguments[1])) : 120'000;
    const fs::path file = fs::temp_directory_path() / "moisson-rdf-bench.rdf";
    for (const bool nested : {true, false}) {
        write_catalogue(file, datasets, nested);
        measure(file, nested ? "nested" : "apart");
    }
    fs::remove(file);
}
