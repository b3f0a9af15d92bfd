#include "core/export/record_belt.hpp"

#include <utility>

namespace moisson {

RecordBelt::RecordBelt(Write write) : write_(std::move(write)) {
    free_.acquire();
    thread_ = std::jthread([this] { work(); });
}

RecordBelt::~RecordBelt() {
    if (!thread_.joinable()) return;
    ended_ = true;
    end();
}

bool RecordBelt::add(const GoldenRecord& record) {
    Load& load = loads_[filling_];
    load.records[load.count++] = record;
    if (load.count == load.records.size()) pass();
    return !ended_;
}

void RecordBelt::finish() {
    end();
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void RecordBelt::pass() {
    filled_.release();
    free_.acquire();
    filling_ = (filling_ + 1) % loads_.size();
    loads_[filling_].count = 0;
}

void RecordBelt::end() {
    if (loads_[filling_].count > 0) pass();
    filled_.release();
    thread_.join();
}

/// Goes on to the end also when no more are wanted, so that the reader never waits in vain.
void RecordBelt::work() {
    for (std::size_t at = 0;; at = (at + 1) % loads_.size()) {
        filled_.acquire();
        if (loads_[at].count == 0) return;
        if (!ended_) write(loads_[at]);
        free_.release();
    }
}

void RecordBelt::write(const Load& load) {
    try {
        for (std::size_t i = 0; i < load.count && !ended_; ++i)
            if (!write_(load.records[i])) ended_ = true;
    } catch (...) {
        failure_ = std::current_exception();
        ended_ = true;
    }
}

void for_each_golden_beside(StoreReader& reader, std::uint16_t kind, UnixTime as_of,
                            RecordBelt::Write write) {
    RecordBelt belt(std::move(write));
    reader.for_each_golden(kind, as_of, [&](const GoldenRecord& record) { return belt.add(record); });
    belt.finish();
}

} // namespace moisson
