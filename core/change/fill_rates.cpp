#include "core/change/fill_rates.hpp"

#include <algorithm>

namespace moisson {

std::uint64_t presence_mask(const Record& record) {
    std::uint64_t mask = 0;
    const std::size_t fields = std::min<std::size_t>(64, record.values.size());
    for (std::size_t i = 0; i < fields; ++i)
        if (!is_absent(record.values[i])) mask |= std::uint64_t{1} << i;
    return mask;
}

void FillRates::add(std::uint16_t kind, std::uint64_t presence) {
    PerKind& counts = kinds_[kind];
    ++counts.records;
    for (std::size_t i = 0; i < 8; ++i) ++counts.bytes[i][(presence >> (8 * i)) & 0xff];
}

std::vector<std::vector<double>> FillRates::rates(const Schema& schema) const {
    std::vector<std::vector<double>> result(kinds_.size());
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
        const PerKind& counts = kinds_[kind];
        if (counts.records == 0) continue;
        const std::size_t fields = std::min<std::size_t>(64, schema.kind(kind).fields.size());
        for (std::size_t field = 0; field < fields; ++field) {
            std::uint64_t filled = 0;
            for (std::size_t value = 0; value < 256; ++value)
                if (value & (std::size_t{1} << (field % 8))) filled += counts.bytes[field / 8][value];
            result[kind].push_back(static_cast<double>(filled) / static_cast<double>(counts.records));
        }
    }
    return result;
}

} // namespace moisson
