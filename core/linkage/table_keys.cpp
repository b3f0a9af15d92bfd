#include "core/linkage/table_keys.hpp"

#include "core/linkage/row_keys.hpp"
#include "core/threads/run_tasks.hpp"

#include <algorithm>

namespace moisson {

namespace {

using Parts = std::array<std::vector<KeyOfRow>, TableKeys::part_count>;

constexpr std::size_t rows_counted = 1000; ///< to know about how many keys a row has

std::size_t part_of(std::uint64_t masked) {
    static_assert(TableKeys::part_count == std::size_t{1} << 7);
    return static_cast<std::size_t>(masked >> 57) ^ 64; // signed: the upper half comes first
}

std::size_t keys_per_part(const LinkTable& table, std::size_t rows) {
    const std::size_t counted = std::min(table.size(), rows_counted);
    if (counted == 0) return 0;
    std::vector<LinkKey> keys;
    for (std::size_t i = 0; i < counted; ++i) row_keys({table, table.row(i)}, keys);
    return keys.size() * rows / counted / TableKeys::part_count * 11 / 10 + 8;
}

Parts keys_of(const LinkTable& table, std::uint64_t mask, std::size_t begin, std::size_t end) {
    Parts parts;
    const std::size_t expected = keys_per_part(table, end - begin);
    for (auto& part : parts) part.reserve(expected);
    std::vector<LinkKey> keys;
    for (std::size_t row = begin; row < end; ++row) {
        keys.clear();
        row_keys({table, table.row(row)}, keys);
        for (const LinkKey& one : keys)
            parts[part_of(one.key ^ mask)].push_back(
                {one.key, static_cast<std::uint32_t>(row), one.limit, one.counts});
    }
    return parts;
}

constexpr unsigned bucket_bits = 12;
constexpr std::size_t few_keys = std::size_t{1} << bucket_bits; ///< sorted sooner than shared out

/// Keys are digests: the bits behind those of their part share them out evenly. Rows of one key keep their
/// order.
void share_out(std::vector<KeyOfRow>& keys, std::uint64_t mask, std::vector<std::uint32_t>& ends) {
    const auto bucket = [mask](const KeyOfRow& one) {
        return static_cast<std::size_t>((one.key ^ mask) >> (57 - bucket_bits)) & (few_keys - 1);
    };
    ends.assign(few_keys + 1, 0);
    for (const KeyOfRow& one : keys) ++ends[bucket(one) + 1];
    for (std::size_t at = 0; at < few_keys; ++at) ends[at + 1] += ends[at];
    std::vector<KeyOfRow> shared(keys.size());
    std::vector<std::uint32_t> next(ends.begin(), ends.end() - 1);
    for (const KeyOfRow& one : keys) shared[next[bucket(one)]++] = one;
    keys.swap(shared);
}

void sort_keys(std::vector<KeyOfRow>& keys, std::uint64_t mask) {
    const auto before = [mask](const KeyOfRow& a, const KeyOfRow& b) {
        return a.key != b.key
                   ? static_cast<std::int64_t>(a.key ^ mask) < static_cast<std::int64_t>(b.key ^ mask)
                   : a.row < b.row;
    };
    std::vector<std::uint32_t> ends{0, static_cast<std::uint32_t>(keys.size())};
    if (keys.size() > few_keys) share_out(keys, mask, ends);
    for (std::size_t at = 0; at + 1 < ends.size(); ++at)
        std::sort(keys.begin() + ends[at], keys.begin() + ends[at + 1], before);
    const auto same = [](const KeyOfRow& a, const KeyOfRow& b) { return a.key == b.key && a.row == b.row; };
    keys.erase(std::unique(keys.begin(), keys.end(), same), keys.end());
}

} // namespace

TableKeys::TableKeys(const LinkTable& table, std::uint64_t mask, unsigned workers) {
    const std::size_t shares = std::max(workers, 1U);
    std::vector<Parts> made(shares);
    run_tasks(shares, workers, [&](std::size_t share) {
        made[share] =
            keys_of(table, mask, table.size() * share / shares, table.size() * (share + 1) / shares);
    });
    run_tasks(part_count, workers, [&](std::size_t at) {
        std::vector<KeyOfRow>& part = parts_[at];
        part = std::move(made[0][at]);
        for (std::size_t share = 1; share < shares; ++share) {
            part.insert(part.end(), made[share][at].begin(), made[share][at].end());
            std::vector<KeyOfRow>().swap(made[share][at]); // "= {}" would keep its memory
        }
        sort_keys(part, mask);
    });
}

} // namespace moisson
