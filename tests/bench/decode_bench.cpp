// How fast a file is decoded: decode_bench TYPE FILE [RECORDS-PATH [SELECTOR…]], best of three. Not part of
// ctest. Without selectors: all columns of a CSV file.
#include "connectors/formats/decoder.hpp"

#include <cstdio>
#include <ctime>
#include <filesystem>

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

} // namespace

int main(int argc, char** argv) try {
    if (argc < 3) {
        std::fprintf(stderr, "usage: decode_bench TYPE FILE [RECORDS-PATH [SELECTOR…]]\n");
        return 2;
    }
    SourceConfig source;
    source.type = argv[1];
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
