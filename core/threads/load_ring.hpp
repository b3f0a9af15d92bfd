// Passes loads of work from one thread to another, in their order.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <semaphore>

namespace moisson {

/// `count` loads go round: while the giver fills one, the taker works on another, and neither copies what is
/// in them. Each waits for the other when there is none for it. Thread: one giver, one taker.
template<class Load, std::size_t count = 3>
class LoadRing {
public:
    // The giver:
    /// The load to fill, as its last taker left it.
    Load& filling() {
        if (!holds_) free_.acquire();
        holds_ = true;
        return loads_[given_ % count];
    }
    void give() { ///< what filling() returned
        holds_ = false;
        ++given_;
        filled_.release();
    }
    void end() { filled_.release(); } ///< once, after the last one

    // The taker:
    /// The next load, until the next call; null after the last one.
    Load* take() {
        if (takes_) free_.release();
        takes_ = false;
        if (!ended_) filled_.acquire();
        ended_ = ended_ || taken_ == given_;
        if (ended_) return nullptr;
        takes_ = true;
        return &loads_[taken_++ % count];
    }

private:
    std::array<Load, count> loads_;
    std::counting_semaphore<count> free_{count};
    std::counting_semaphore<count + 1> filled_{0};
    std::atomic<std::size_t> given_ = 0; ///< loads; the end is one more in filled_
    std::size_t taken_ = 0;
    bool holds_ = false, takes_ = false, ended_ = false;
};

} // namespace moisson
