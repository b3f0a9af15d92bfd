#include "core/threads/run_tasks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

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

void run_shares(std::size_t count, std::size_t share, unsigned workers,
                const std::function<void(std::size_t)>& task) {
    run_tasks((count + share - 1) / share, workers, [&](std::size_t number) {
        for (std::size_t i = number * share; i < std::min(count, (number + 1) * share); ++i) task(i);
    });
}

} // namespace moisson
