// Which rows of a table meet: all of them at once.
#pragma once
#include "core/linkage/compare_rows.hpp"
#include "core/linkage/link_keys.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace moisson {

/// Rows whose pairs one task looks at.
constexpr std::uint32_t rows_per_task = 2048;

/// Runs `task(0)` … `task(count - 1)`, each once, on `workers` threads that have ended when it returns. The
/// first exception of a task is thrown again.
void run_tasks(std::size_t count, unsigned workers, const std::function<void(std::size_t)>& task);

class Meetings {
public:
    /// About 60 bytes a row while it works, 40 afterwards.
    Meetings(const LinkTable& table, unsigned workers);

    /// Rows behind `row` that meet it, ascending. `out` is cleared first.
    void after(std::uint32_t row, std::vector<std::uint32_t>& out) const;
    /// See shared_frequency().
    SharedFrequency frequency(std::uint32_t a, std::uint32_t b) const;
    /// Pairs of all keys; those that share several keys count several times.
    std::uint64_t pairs_at_most() const { return pairs_; }

private:
    struct Steps { ///< frequency_step() of the counted keys of one row
        std::uint8_t name = 0, name_in_zone = 0, phone = 0, email = 0;
    };
    struct Part;

    void index_rows(std::vector<Part>& parts);

    const LinkTable& table_;
    std::vector<Steps> steps_;
    std::vector<std::uint32_t> members_, block_begin_;  ///< rows of each key that is expanded, ascending
    std::vector<std::uint32_t> row_begin_, row_blocks_; ///< keys of each row
    std::uint64_t pairs_ = 0;
};

} // namespace moisson
