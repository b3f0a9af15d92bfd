// The threads of the process. Values move across (offload), nothing is shared, so there is no mutex.
#pragma once
#include "connectors/fetch/offload.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace moisson {

/// When a thread last got something done; read from another thread (the watchdog). A long job touches it as
/// it advances.
class ProgressStamp {
public:
    ProgressStamp() { touch(); }
    void touch() { at_.store(now(), std::memory_order_relaxed); }
    std::chrono::milliseconds age() const {
        return std::chrono::milliseconds(now() - at_.load(std::memory_order_relaxed));
    }

private:
    static std::int64_t now() {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::steady_clock::now().time_since_epoch())
            .count();
    }
    std::atomic<std::int64_t> at_{0};
};

/// Who runs where (ARCHITECTURE.md, Threads): io = the caller's thread, in run(); the others own their
/// threads.
class Executors {
public:
    /// 0 = one less than the cores, at least 1.
    explicit Executors(unsigned cpu_threads = 0);
    ~Executors(); ///< joins
    Executors(const Executors&) = delete;
    Executors& operator=(const Executors&) = delete;

    boost::asio::io_context& io() { return io_; }
    boost::asio::any_io_executor cpu() { return cpu_.get_executor(); }
    boost::asio::any_io_executor store() {
        return store_.get_executor();
    } ///< the writing connection lives here
    /// Publications are made here, one after the other: a harvest does not wait for a large file.
    boost::asio::any_io_executor publishing() { return publishing_.get_executor(); }
    boost::asio::any_io_executor read() { return read_.get_executor(); }   ///< the API's read-only connection
    boost::asio::any_io_executor files() { return files_.get_executor(); } ///< published files being sent
    std::shared_ptr<ProgressStamp> store_progress() { return store_progress_; }

    /// Lets every job that was given finish, then ends the threads: cpu, publishing, files, read, store. Call
    /// after io().run() has returned.
    void join();

private:
    boost::asio::io_context io_{1};
    boost::asio::thread_pool cpu_;
    boost::asio::thread_pool publishing_{1};
    boost::asio::thread_pool read_{1};
    boost::asio::thread_pool files_{1};
    boost::asio::thread_pool store_{1};
    std::shared_ptr<ProgressStamp> store_progress_ = std::make_shared<ProgressStamp>();
};

/// For commands: runs one coroutine (and what it starts) on this thread until nothing is left to do; its
/// value or exception.
template<class Value>
Value run_to_end(Executors& executors, boost::asio::awaitable<Value> task) {
    std::exception_ptr error;
    using Result = std::conditional_t<std::is_void_v<Value>, std::monostate, Value>;
    std::optional<Result> result;
    if constexpr (std::is_void_v<Value>) {
        auto finished = [&](std::exception_ptr failure) { error = failure; };
        boost::asio::co_spawn(executors.io(), std::move(task), finished);
    } else {
        auto finished = [&](std::exception_ptr failure, Value value) {
            error = failure;
            if (!failure) result.emplace(std::move(value));
        };
        boost::asio::co_spawn(executors.io(), std::move(task), finished);
    }
    executors.io().restart();
    executors.io().run();
    if (error) std::rethrow_exception(error);
    if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

} // namespace moisson
