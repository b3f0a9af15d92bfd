// How fast a file is decoded: decode_bench TYPE FILE [RECORDS-PATH [SELECTOR…]], best of three. Not part of
// ctest. Without selectors: all columns of a CSV file. TYPE expat or nlohmann: these parsers, which do
// nothing with what they read, for what this machine can do.
#include "connectors/formats/decoder.hpp"

#include <nlohmann/json.hpp>

#include <expat.h>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

using namespace moisson;

namespace {

struct Outcome {
    std::uint64_t records = 0, defects = 0, bytes_of_text = 0;
    Digest128 sum;
    double seconds = 0;
};

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

Outcome decode(const SourceConfig& source, const std::filesystem::path& file,
               const std::vector<std::string>& selectors) {
    Outcome outcome;
    const double start = processor_seconds();
    const auto decoder = open_decoder(source, {file}, selectors);
    for (RawRecord raw; decoder->next(raw);) {
        ++outcome.records;
        outcome.defects += raw.defect != nullptr;
        for (const auto text : raw.texts) outcome.bytes_of_text += text.size();
        outcome.sum.low += raw.digest.low;
        outcome.sum.high += raw.digest.high;
    }
    outcome.seconds = processor_seconds() - start;
    return outcome;
}

// -- the peers
// --------------------------------------------------------------------------------------------------

struct SilentSax : nlohmann::json_sax<nlohmann::json> {
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        return false;
    }
};

bool read_with_nlohmann(const char* file) {
    std::ifstream bytes(file, std::ios::binary);
    SilentSax sax;
    return nlohmann::json::sax_parse(bytes, &sax);
}

bool read_with_expat(const char* file) {
    std::ifstream bytes(file, std::ios::binary);
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(
        XML_ParserCreate(nullptr), XML_ParserFree);
    std::vector<char> window(1 << 20);
    for (;;) {
        bytes.read(window.data(), static_cast<std::streamsize>(window.size()));
        const int last = bytes.gcount() == 0;
        if (XML_Parse(parser.get(), window.data(), static_cast<int>(bytes.gcount()), last) ==
            XML_STATUS_ERROR)
            return false;
        if (last) return true;
    }
}

void time_peer(const std::string& name, const char* file) {
    double best = 0;
    for (int round = 0; round < 3; ++round) {
        const double start = processor_seconds();
        if (!(name == "expat" ? read_with_expat(file) : read_with_nlohmann(file)))
            throw std::runtime_error(name + " refuses the file");
        const double seconds = processor_seconds() - start;
        if (round == 0 || seconds < best) best = seconds;
    }
    std::printf("%s\n%.3f s, %.0f MB/s\n", name.c_str(), best,
                static_cast<double>(std::filesystem::file_size(file)) / 1e6 / best);
}

} // namespace

int main(int argc, char** argv) try {
    if (argc < 3) {
        std::fprintf(stderr, "usage: decode_bench TYPE FILE [RECORDS-PATH [SELECTOR…]]\n");
        return 2;
    }
    SourceConfig source;
    source.type = argv[1];
    if (source.type == "expat" || source.type == "nlohmann") return time_peer(source.type, argv[2]), 0;
    source.limits.max_bytes = 4ull << 30; // bench.py decodes 2 GB from a compressed file
    if (argc > 3) source.records = argv[3];
    std::vector<std::string> selectors(argv + (argc > 4 ? 4 : argc), argv + argc);
    if (selectors.empty()) selectors = open_decoder(source, {argv[2]}, {})->report().columns;
    Outcome best;
    for (int round = 0; round < 3; ++round)
        if (const Outcome outcome = decode(source, argv[2], selectors);
            round == 0 || outcome.seconds < best.seconds)
            best = outcome;
    const double megabytes = static_cast<double>(std::filesystem::file_size(argv[2])) / 1e6;
    std::printf("%s: %.0f MB, %zu selectors, %llu records (%llu defects, %llu bytes of text), digest "
                "%s\n%.3f s, %.0f MB/s\n",
                source.type.c_str(), megabytes, selectors.size(),
                static_cast<unsigned long long>(best.records), static_cast<unsigned long long>(best.defects),
                static_cast<unsigned long long>(best.bytes_of_text), to_hex(best.sum).c_str(), best.seconds,
                megabytes / best.seconds);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "decode_bench: %s\n", error.what());
    return 1;
}
