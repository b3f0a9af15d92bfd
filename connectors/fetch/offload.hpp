// The one bridge from the io thread to another executor: run f there, come back with its value or exception.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <type_traits>
#include <utility>

namespace moisson {

/// `f` owns what it works on; it must neither await nor touch what the caller's thread uses meanwhile.
template<class F>
boost::asio::awaitable<std::invoke_result_t<F>> offload(boost::asio::any_io_executor executor, F f) {
    auto work = [f = std::move(f)]() mutable -> boost::asio::awaitable<std::invoke_result_t<F>> {
        co_return f();
    };
    co_return co_await boost::asio::co_spawn(executor, std::move(work), boost::asio::use_awaitable);
}

} // namespace moisson
