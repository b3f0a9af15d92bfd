// Begins each fuzzer: FUZZ_TARGET(input) { … } gets the bytes that libFuzzer invented.
#pragma once
#include "tests/fuzz/support/bytes.hpp"

#define FUZZ_TARGET(input)                                                                                   \
    static void fuzz_one(std::string_view input);                                                            \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {                      \
        fuzz_one({reinterpret_cast<const char*>(data), size});                                               \
        return 0;                                                                                            \
    }                                                                                                        \
    static void fuzz_one(std::string_view input)
