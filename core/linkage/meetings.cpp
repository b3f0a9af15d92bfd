#include "core/linkage/meetings.hpp"

#include "core/linkage/row_keys.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace moisson {

void run_tasks(std::size_t count, unsigned workers, const std::function<void(std::size_t)>& task) {
    std::atomic<std::size_t> next{0};
    std::vector<std::exception_ptr> failures(std::max(workers, 1U));
    const auto work = [&](std::size_t worker) {
        try {
            for (std::size_t i = next++; i < count; i = next++) task(i);
        } catch (...) {
            failures[worker] = std::current_exception();
            next = count;
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < std::min<std::size_t>(workers, count); ++i) threads.emplace_back(work, i);
        work(0);
    }
    for (const auto& failure : failures)
        if (failure) std::rethrow_exception(failure);
}

namespace {

/// Keys are sorted in so many parts, each of which makes the keys of all rows anew and keeps its share: a
/// quarter of the memory for a little time.
constexpr std::size_t key_parts = 4;

struct KeyOfRow {
    std::uint64_t key = 0;
    std::uint32_t row = 0;
    std::uint16_t limit = 0;
    Frequent counts = Frequent::none;
};

std::vector<KeyOfRow> sorted_keys(const LinkTable& table, std::size_t part) {
    std::vector<KeyOfRow> keys;
    keys.reserve(table.size() * 4);
    std::vector<LinkKey> of_row;
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        of_row.clear();
        row_keys({table, table.row(i)}, of_row);
        for (const LinkKey& key : of_row)
            if (key.key >> 62 == part) keys.push_back({key.key, i, key.limit, key.counts});
    }
    std::sort(keys.begin(), keys.end(), [](const KeyOfRow& a, const KeyOfRow& b) {
        return a.key != b.key ? a.key < b.key : a.row < b.row;
    });
    const auto same = [](const KeyOfRow& a, const KeyOfRow& b) { return a.key == b.key && a.row == b.row; };
    keys.erase(std::unique(keys.begin(), keys.end(), same), keys.end());
    return keys;
}

} // namespace

struct Meetings::Part {
    std::vector<std::uint32_t> members, block_begin;
    std::uint64_t pairs = 0;

    void add(std::span<const KeyOfRow> block) {
        block_begin.push_back(static_cast<std::uint32_t>(members.size()));
        for (const KeyOfRow& key : block) members.push_back(key.row);
        pairs += block.size() * (block.size() - 1) / 2;
    }
};

Meetings::Meetings(const LinkTable& table, unsigned workers) : table_(table), steps_(table.size()) {
    std::vector<Part> parts(key_parts);
    run_tasks(key_parts, workers, [&](std::size_t at) {
        const std::vector<KeyOfRow> keys = sorted_keys(table, at);
        for (std::size_t begin = 0, end = 0; begin < keys.size(); begin = end) {
            for (end = begin; end < keys.size() && keys[end].key == keys[begin].key;) ++end;
            const std::span block(keys.data() + begin, end - begin);
            if (block.size() > 1 && block.size() <= block.front().limit) parts[at].add(block);
            if (block.front().counts == Frequent::none || block.size() < 4) continue;
            const std::uint8_t step = frequency_step(block.size());
            for (const KeyOfRow& key : block) {
                Steps& steps = steps_[key.row];
                if (key.counts == Frequent::phone) steps.phone = step;
                if (key.counts == Frequent::email) steps.email = step;
                if (key.counts != Frequent::name) continue;
                const bool anywhere = counted_keys(table.row(key.row)).name == key.key;
                (anywhere ? steps.name : steps.name_in_zone) = step;
            }
        }
    });
    index_rows(parts);
}

void Meetings::index_rows(std::vector<Part>& parts) {
    for (Part& part : parts) {
        const auto offset = static_cast<std::uint32_t>(members_.size());
        members_.insert(members_.end(), part.members.begin(), part.members.end());
        for (const std::uint32_t begin : part.block_begin) block_begin_.push_back(begin + offset);
        pairs_ += part.pairs;
        part = Part();
    }
    block_begin_.push_back(static_cast<std::uint32_t>(members_.size()));
    row_begin_.assign(table_.size() + 1, 0);
    for (const std::uint32_t row : members_) ++row_begin_[row + 1];
    for (std::size_t i = 0; i < table_.size(); ++i) row_begin_[i + 1] += row_begin_[i];
    row_blocks_.resize(members_.size());
    std::vector<std::uint32_t> next(row_begin_.begin(), row_begin_.end() - 1);
    for (std::uint32_t block = 0; block + 1 < block_begin_.size(); ++block)
        for (std::uint32_t at = block_begin_[block]; at < block_begin_[block + 1]; ++at)
            row_blocks_[next[members_[at]]++] = block;
}

void Meetings::after(std::uint32_t row, std::vector<std::uint32_t>& out) const {
    out.clear();
    for (std::uint32_t at = row_begin_[row]; at < row_begin_[row + 1]; ++at) {
        const auto begin = members_.begin() + block_begin_[row_blocks_[at]];
        const auto end = members_.begin() + block_begin_[row_blocks_[at] + 1];
        out.insert(out.end(), std::upper_bound(begin, end, row), end);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
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
