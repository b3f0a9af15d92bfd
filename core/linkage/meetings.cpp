#include "core/linkage/meetings.hpp"

#include "core/linkage/row_keys.hpp"
#include "core/threads/run_tasks.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace moisson {

namespace {

/// How many records may share a key that is a reason alone: the first that keeps to the number of pairs asked
/// for. With less than the last, the records of one thing that many producers list would not meet.
constexpr std::array<std::uint32_t, 7> choices_of_few{64, 48, 32, 24, 16, 12, 8};
constexpr std::size_t rows_asked = 10'000; ///< about so many show how many pairs there would be

} // namespace

struct Meetings::Part {
    std::vector<std::uint32_t> members, block_begin;
    std::vector<std::uint64_t> block_key;
    std::vector<KeyCrowding::KeyCount> hubs;
    std::uint64_t pairs = 0;

    void add(std::span<const KeyOfRow> block) {
        const auto size = static_cast<std::uint32_t>(block.size());
        const std::uint16_t limit = block.front().limit;
        if (size < 2 || limit == 0) return;
        if (size > limit) return hubs.push_back({block.front().key, size});
        block_begin.push_back(static_cast<std::uint32_t>(members.size()));
        block_key.push_back(block.front().key);
        for (const KeyOfRow& key : block) members.push_back(key.row);
        pairs += std::uint64_t{size} * (size - 1) / 2;
    }
};

Meetings::Meetings(const LinkTable& table, const TableKeys& keys, unsigned workers)
    : table_(table), steps_(table.size()) {
    std::vector<Part> parts(TableKeys::part_count);
    run_tasks(TableKeys::part_count, workers, [&](std::size_t at) {
        const std::span<const KeyOfRow> part = keys.part(at);
        for (std::size_t begin = 0; begin < part.size();) {
            const std::span<const KeyOfRow> block = next_block(part, begin);
            begin += block.size();
            parts[at].add(block);
            if (block.front().counts != Frequent::none && frequency_step(block.size()) > 0) set_steps(block);
        }
    });
    index_blocks(parts);
    index_rows(workers);
    block_reason_.assign(block_key_.size(), KeyCrowding::of_few);
}

void Meetings::set_steps(std::span<const KeyOfRow> block) {
    const std::uint8_t step = frequency_step(block.size());
    for (const KeyOfRow& key : block) {
        Steps& steps = steps_[key.row];
        if (key.counts == Frequent::phone) steps.phone = step;
        if (key.counts == Frequent::email) steps.email = step;
        if (key.counts != Frequent::name) continue;
        const bool anywhere = counted_keys(table_.row(key.row)).name == key.key;
        (anywhere ? steps.name : steps.name_in_zone) = step;
    }
}

void Meetings::index_blocks(std::vector<Part>& parts) {
    for (Part& part : parts) {
        const auto offset = static_cast<std::uint32_t>(members_.size());
        members_.insert(members_.end(), part.members.begin(), part.members.end());
        for (const std::uint32_t begin : part.block_begin) block_begin_.push_back(begin + offset);
        block_key_.insert(block_key_.end(), part.block_key.begin(), part.block_key.end());
        hubs_.insert(hubs_.end(), part.hubs.begin(), part.hubs.end());
        pairs_ += part.pairs;
        part = Part();
    }
    block_begin_.push_back(static_cast<std::uint32_t>(members_.size()));
}

/// Each worker writes of a share of the rows, and reads of all: what is written is what takes time.
void Meetings::index_rows(unsigned workers) {
    row_begin_.assign(table_.size() + 1, 0);
    for (const std::uint32_t row : members_) ++row_begin_[row + 1];
    for (std::size_t i = 0; i < table_.size(); ++i) row_begin_[i + 1] += row_begin_[i];
    row_blocks_.resize(members_.size());
    std::vector<std::uint32_t> next(row_begin_.begin(), row_begin_.end() - 1);
    const std::size_t shares = std::max(workers, 1U);
    run_tasks(shares, workers, [&](std::size_t share) {
        const std::size_t first = table_.size() * share / shares, end = table_.size() * (share + 1) / shares;
        for (std::uint32_t block = 0; block + 1 < block_begin_.size(); ++block)
            for (std::uint32_t at = block_begin_[block]; at < block_begin_[block + 1]; ++at)
                if (const std::uint32_t row = members_[at]; row >= first && row < end)
                    row_blocks_[next[row]++] = block;
    });
}

void Meetings::crowd(const KeyCrowding& crowding) {
    for (std::size_t block = 0; block < block_key_.size(); ++block)
        block_reason_[block] = static_cast<std::uint8_t>(crowding.reason(block_key_[block]));
}

template<class ReasonOf>
void Meetings::collect(std::uint32_t row, bool only_behind, const ReasonOf& reason_of, Reasons& reasons,
                       std::vector<std::uint32_t>& out) const {
    out.clear();
    reasons.rows.clear();
    reasons.of_row.resize(table_.size());
    for (std::uint32_t at = row_begin_[row]; at < row_begin_[row + 1]; ++at) {
        const std::uint32_t block = row_blocks_[at];
        const auto reason = static_cast<std::uint8_t>(reason_of(block));
        auto member = members_.begin() + block_begin_[block];
        const auto end = members_.begin() + block_begin_[block + 1];
        if (only_behind) member = std::upper_bound(member, end, row);
        for (; member != end; ++member) {
            std::uint8_t& sum = reasons.of_row[*member];
            if (sum == 0) reasons.rows.push_back(*member);
            if (sum < KeyCrowding::enough) sum = static_cast<std::uint8_t>(sum + reason);
        }
    }
    for (const std::uint32_t other : reasons.rows) {
        if (reasons.of_row[other] >= KeyCrowding::enough && other != row) out.push_back(other);
        reasons.of_row[other] = 0;
    }
    std::sort(out.begin(), out.end());
}

void Meetings::after(std::uint32_t row, Reasons& reasons, std::vector<std::uint32_t>& out) const {
    collect(
        row, true, [&](std::uint32_t block) { return unsigned{block_reason_[block]}; }, reasons, out);
}

void Meetings::of(std::uint32_t row, Reasons& reasons, std::vector<std::uint32_t>& out) const {
    collect(
        row, false, [&](std::uint32_t block) { return unsigned{block_reason_[block]}; }, reasons, out);
}

double Meetings::pairs_per_record(std::uint32_t few, std::span<const std::uint32_t> asked) const {
    const auto reason_of = [&](std::uint32_t block) { return KeyCrowding::reason(few, block_size(block)); };
    Reasons reasons;
    std::vector<std::uint32_t> others;
    double pairs = 0;
    for (const std::uint32_t row : asked) {
        collect(row, false, reason_of, reasons, others);
        pairs += static_cast<double>(others.size()) / 2;
    }
    return asked.empty() ? 0 : pairs / static_cast<double>(asked.size());
}

KeyCrowding Meetings::crowd_to(double most_pairs_per_record) {
    KeyCrowding crowding;
    const std::uint64_t one_in = std::max<std::uint64_t>(1, table_.size() / rows_asked);
    std::vector<std::uint32_t> asked;
    for (std::uint32_t row = 0; row < table_.size(); ++row)
        if (table_.row(row).key % one_in == 0) asked.push_back(row);
    if (pairs_per_record(std::numeric_limits<std::uint32_t>::max(), asked) > most_pairs_per_record) {
        auto few = choices_of_few.begin();
        while (few + 1 != choices_of_few.end() && pairs_per_record(*few, asked) > most_pairs_per_record)
            ++few;
        std::vector<KeyCrowding::KeyCount> keys = hubs_;
        for (std::uint32_t block = 0; block < block_key_.size(); ++block)
            if (block_size(block) > *few) keys.push_back({block_key_[block], block_size(block)});
        crowding = KeyCrowding(*few, keys);
    }
    crowd(crowding);
    return crowding;
}

SharedFrequency Meetings::frequency(std::uint32_t a, std::uint32_t b) const {
    const LinkRow &row_a = table_.row(a), &row_b = table_.row(b);
    SharedFrequency shared;
    if (row_a.name && row_a.name == row_b.name)
        shared.name = row_a.zone && row_a.zone == row_b.zone
                          ? std::min(steps_[a].name, steps_[a].name_in_zone)
                          : steps_[a].name;
    if (row_a.phone && row_a.phone == row_b.phone) shared.phone = steps_[a].phone;
    if (row_a.email && row_a.email == row_b.email) shared.email = steps_[a].email;
    return shared;
}

} // namespace moisson
