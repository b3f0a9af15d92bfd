// Work that several threads share.
#pragma once
#include <cstddef>
#include <functional>

namespace moisson {

/// Runs `task(0)` … `task(count - 1)`, each once, on `workers` threads that have ended when it returns. The
/// first exception of a task is thrown again.
void run_tasks(std::size_t count, unsigned workers, const std::function<void(std::size_t)>& task);

/// The same for things so small that a thread takes `share` of them at a time.
void run_shares(std::size_t count, std::size_t share, unsigned workers,
                const std::function<void(std::size_t)>& task);

} // namespace moisson
