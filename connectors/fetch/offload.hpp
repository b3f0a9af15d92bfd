// The one bridge between threads: run f there, come back here with its value or exception.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace moisson {

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
/// returned. (co_spawn on another executor would be: Asio 1.81 then emits into a coroutine that has just
/// ended.)
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

} // namespace moisson
