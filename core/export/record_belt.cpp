#include "core/export/record_belt.hpp"

#include <utility>

namespace moisson {

RecordBelt::RecordBelt(Write write) : write_(std::move(write)), thread_([this] { work(); }) {}

RecordBelt::~RecordBelt() {
    if (!thread_.joinable()) return;
    ended_ = true;
    end();
}

bool RecordBelt::add(const GoldenRecord& record) {
    Load& load = ring_.filling();
    load.records[added_++] = record;
    load.count = added_;
    if (added_ == load.records.size()) {
        ring_.give();
        added_ = 0;
    }
    return !ended_;
}

void RecordBelt::finish() {
    end();
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void RecordBelt::end() {
    if (added_ > 0) ring_.give();
    ring_.end();
    thread_.join();
}

/// Goes on to the end also when no more are wanted, so that the reader never waits in vain.
void RecordBelt::work() {
    while (const Load* load = ring_.take())
        if (!ended_) write(*load);
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
