// The threads of the process and the one bridge between them. Values move across, nothing is shared, so there
// is no mutex.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

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
    boost::asio::any_io_executor read() { return read_.get_executor(); } ///< the API's read-only connection
    std::shared_ptr<ProgressStamp> store_progress() { return store_progress_; }

    /// Lets every job that was given finish, then ends the threads: cpu, read, store. Call after io().run()
    /// has returned.
    void join();

private:
    boost::asio::io_context io_{1};
    boost::asio::thread_pool cpu_;
    boost::asio::thread_pool read_{1};
    boost::asio::thread_pool store_{1};
    std::shared_ptr<ProgressStamp> store_progress_ = std::make_shared<ProgressStamp>();
};

namespace detail {

/// Starts f on `target`, then resumes the waiting coroutine on its own executor with the value or the
/// exception.
template<class Result, class F>
struct StartOffload {
    template<class Handler>
    void operator()(Handler handler, boost::asio::any_io_executor target, F f) const {
        auto home = boost::asio::get_associated_executor(handler);
        auto keep_alive = boost::asio::make_work_guard(home); // io().run() must not return while we are away
        boost::asio::post(target, [handler = std::move(handler), home, keep_alive = std::move(keep_alive),
                                   f = std::move(f)]() mutable {
            std::exception_ptr error;
            std::optional<Result> result;
            try {
                if constexpr (std::is_void_v<std::invoke_result_t<F&>>) {
                    f();
                    result.emplace();
                } else {
                    result.emplace(f());
                }
            } catch (...) {
                error = std::current_exception();
            }
            { [[maybe_unused]] F done = std::move(f); } // what f owns dies on the thread that used it
            boost::asio::post(home, [handler = std::move(handler), error, result = std::move(result),
                                     keep_alive = std::move(keep_alive)]() mutable {
                std::move(handler)(error, std::move(result));
            });
        });
    }
};

} // namespace detail

namespace detail {

template<class F, class Value = std::invoke_result_t<F&>>
boost::asio::awaitable<Value> run_offload(boost::asio::any_io_executor target, F f) {
    using Result = std::conditional_t<std::is_void_v<Value>, std::monostate, Value>;
    auto result = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                       void(std::exception_ptr, std::optional<Result>)>(
        StartOffload<Result, F>{}, boost::asio::use_awaitable, target, std::move(f));
    if constexpr (!std::is_void_v<Value>) co_return std::move(*result);
}

} // namespace detail

/// Runs f there, comes back here with its value or exception:
///     auto read = [file] { return load(file); };
///     co_await offload(executors.cpu(), read);          // read is used up
/// f must own what it uses, or the waiting coroutine must; it is not cancellable and returns when f has
/// returned.
///
/// A function that owns something has a name: g++ 12 copies the bytes of a temporary closure inside a
/// co_await expression, without its constructors, and frees what it captured twice. Temporaries of [&] and
/// [this] are harmless.
template<class F>
auto offload(boost::asio::any_io_executor target, F&& f) {
    using Function = std::remove_reference_t<F>;
    static_assert(std::is_lvalue_reference_v<F> || std::is_trivially_copyable_v<Function>,
                  "give the function a name, then pass the name (not std::move of it)");
    return detail::run_offload(std::move(target), Function(std::move(f)));
}

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
