// Keys under which records meet: two records are compared when they share a key that is no hub.
#pragma once
#include "core/linkage/link_model.hpp"
#include "core/linkage/link_record.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace moisson {

/// Values whose frequency weakens the evidence that two records share them.
enum class Frequent : std::uint8_t { none, name, phone, email };

struct LinkKey {
    std::uint64_t key = 0;   ///< digest of the kind of key and its value
    std::uint16_t limit = 0; ///< shared by more records than this: a hub, not expanded; 0: only counted
    Frequent counts = Frequent::none; ///< its number of records is the frequency of that value
    friend bool operator==(const LinkKey&, const LinkKey&) = default;
};

/// Keys of one record, each once, ordered by key. `out` is cleared first. Depends on the record and the model
/// only, so that the same records meet whatever came first.
void link_keys(const LinkModel& model, const LinkRecord& record, std::vector<LinkKey>& out);

/// How often a shared value occurs, as a power of two: 0 for up to 3 records, 1 for 4–7, … A step, not a
/// number: the weight of a pair changes only when a step is crossed, and then all records of that key are
/// looked at again.
inline std::uint8_t frequency_step(std::uint64_t records) {
    std::uint8_t step = 0;
    for (records /= 2; records > 1; records /= 2) ++step;
    return step;
}

/// Frequency steps of what two records share. `a` and `b` from link_keys(); `records[i]`: how many records
/// have key a[i]. Of two keys of one kind (a name, and the name within its municipality) the rarer one
/// counts.
SharedFrequency shared_frequency(std::span<const LinkKey> a, std::span<const std::uint64_t> records,
                                 std::span<const LinkKey> b);

} // namespace moisson
