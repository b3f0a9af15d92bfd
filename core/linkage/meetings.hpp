// Which rows of a table meet: all of them at once.
#pragma once
#include "core/linkage/compare_rows.hpp"
#include "core/linkage/key_crowding.hpp"
#include "core/linkage/link_keys.hpp"
#include "core/linkage/table_keys.hpp"

#include <cstdint>
#include <vector>

namespace moisson {

/// Rows whose pairs one task looks at.
constexpr std::uint32_t rows_per_task = 2048;

class Meetings {
public:
    /// About 40 bytes a row. Every shared key is a reason, until crowd() is called.
    Meetings(const LinkTable& table, const TableKeys& keys, unsigned workers);

    /// From now on, rows meet as the model's crowding has it.
    void crowd(const KeyCrowding& crowding);
    /// The same with as little crowding as keeps to about so many pairs a record (counted once for both
    /// records), and returns it. The same for every order of rows.
    KeyCrowding crowd_to(double most_pairs_per_record);

    /// Reusable memory of after() and of(): a byte a row.
    struct Reasons {
        std::vector<std::uint8_t> of_row; ///< sum of the reasons to compare it, 0 between two calls
        std::vector<std::uint32_t> rows;  ///< that have one
    };
    /// Rows behind `row` that meet it, ascending. `out` is cleared first.
    void after(std::uint32_t row, Reasons& reasons, std::vector<std::uint32_t>& out) const;
    /// All rows that meet it.
    void of(std::uint32_t row, Reasons& reasons, std::vector<std::uint32_t>& out) const;
    /// See shared_frequency().
    SharedFrequency frequency(std::uint32_t a, std::uint32_t b) const;
    /// Pairs of all keys; those that share several keys count several times.
    std::uint64_t pairs_at_most() const { return pairs_; }

private:
    struct Steps { ///< frequency_step() of the counted keys of one row
        std::uint8_t name = 0, name_in_zone = 0, phone = 0, email = 0;
    };
    struct Part;

    void set_steps(std::span<const KeyOfRow> block);
    void index_blocks(std::vector<Part>& parts);
    void index_rows(unsigned workers);
    std::uint32_t block_size(std::uint32_t block) const {
        return block_begin_[block + 1] - block_begin_[block];
    }
    /// `reason_of(block)`: what it is worth that two rows share a key.
    template<class ReasonOf>
    void collect(std::uint32_t row, bool only_behind, const ReasonOf& reason_of, Reasons& reasons,
                 std::vector<std::uint32_t>& out) const;
    double pairs_per_record(std::uint32_t few, std::span<const std::uint32_t> asked) const;

    const LinkTable& table_;
    std::vector<Steps> steps_;
    std::vector<std::uint32_t> members_, block_begin_; ///< rows of each key that is expanded, ascending
    std::vector<std::uint64_t> block_key_;
    std::vector<std::uint8_t> block_reason_;
    std::vector<KeyCrowding::KeyCount> hubs_;           ///< keys that are not expanded
    std::vector<std::uint32_t> row_begin_, row_blocks_; ///< keys of each row
    std::uint64_t pairs_ = 0;
};

} // namespace moisson
