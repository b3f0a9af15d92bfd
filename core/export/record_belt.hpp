// Golden records are read by one thread and written by another: a file of all of them takes the longer of
// both times, not their sum.
#pragma once
#include "core/store/store.hpp"
#include "core/threads/load_ring.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <thread>

namespace moisson {

/// Carries copies of records, in their order, to a thread of its own; a hundred are under way at most.
/// Thread: one, that of the reader.
class RecordBelt {
public:
    /// False: no more are wanted. Runs on the belt's thread; what it throws is thrown by finish().
    using Write = std::function<bool(const GoldenRecord&)>;

    explicit RecordBelt(Write write);
    ~RecordBelt(); ///< what is still under way is not written
    RecordBelt(const RecordBelt&) = delete;
    RecordBelt& operator=(const RecordBelt&) = delete;

    bool add(const GoldenRecord& record); ///< false: no more are wanted
    void finish();                        ///< returns when all are written

private:
    struct Load {
        std::array<GoldenRecord, 32> records; ///< kept from load to load, with the memory of their texts
        std::size_t count = 0;
    };
    void end();
    void work();
    void write(const Load& load);

    Write write_;
    LoadRing<Load> ring_;
    std::size_t added_ = 0; ///< to the load that is being filled
    std::atomic<bool> ended_ = false;
    std::exception_ptr failure_;
    std::jthread thread_;
};

/// StoreReader::for_each_golden() with `write` on a thread of its own.
void for_each_golden_beside(StoreReader& reader, std::uint16_t kind, UnixTime as_of, RecordBelt::Write write);

} // namespace moisson
