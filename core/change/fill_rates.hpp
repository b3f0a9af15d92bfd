// How many records have a value in each field, from their presence masks.
#pragma once
#include "core/model/record.hpp"
#include "core/model/schema.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace moisson {

/// Bit n: field n (of the first 64) has a value.
std::uint64_t presence_mask(const Record& record);

/// Counts masks byte by byte (a table of 256 for each of 8 bytes), so that a million records cost some
/// milliseconds.
class FillRates {
public:
    explicit FillRates(std::size_t kinds) : kinds_(kinds) {}
    void add(std::uint16_t kind, std::uint64_t presence);
    /// [kind][field], 0..1; fields beyond 64 are left out; a kind without records has an empty row.
    std::vector<std::vector<double>> rates(const Schema& schema) const;

private:
    struct PerKind {
        std::uint64_t records = 0;
        std::array<std::array<std::uint32_t, 256>, 8> bytes{};
    };
    std::vector<PerKind> kinds_;
};

} // namespace moisson
