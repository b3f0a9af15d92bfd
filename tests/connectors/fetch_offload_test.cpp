// The bridge between threads under cancellation: what was begun ends, whenever the order to stop comes.
#include "connectors/fetch/offload.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

using namespace moisson;
namespace asio = boost::asio;

namespace {

asio::awaitable<int> count_elsewhere(asio::any_io_executor elsewhere) {
    auto count = [] {
        std::this_thread::yield();
        return 1;
    };
    const int value = co_await offload(elsewhere, count);
    co_return value;
}

} // namespace

TEST_CASE(
    "offload: an order to stop, at any instant, neither breaks nor cuts what runs on the other thread") {
    asio::thread_pool elsewhere(1);
    int ended = 0, aborted = 0;
    for (int round = 0; round < 2000; ++round) {
        asio::io_context io(1);
        asio::cancellation_signal stop;
        auto finished = [&](std::exception_ptr error, int value) { error ? ++aborted : ended += value; };
        asio::co_spawn(io, count_elsewhere(elsewhere.get_executor()),
                       asio::bind_cancellation_slot(stop.slot(), finished));
        io.run_one();
        for (int i = 0; i < round % 7; ++i) std::this_thread::yield();
        stop.emit(asio::cancellation_type::terminal);
        io.run();
    }
    CHECK(ended + aborted == 2000);
}

TEST_CASE("offload: what the function throws is thrown here") {
    asio::thread_pool elsewhere(1);
    asio::io_context io(1);
    std::string said;
    auto fail = [](asio::any_io_executor there) -> asio::awaitable<void> {
        auto thrower = [] { throw std::runtime_error("no such file"); };
        co_await offload(there, thrower);
    };
    asio::co_spawn(io, fail(elsewhere.get_executor()), [&](std::exception_ptr error) {
        try {
            if (error) std::rethrow_exception(error);
        } catch (const std::runtime_error& caught) {
            said = caught.what();
        }
    });
    io.run();
    CHECK(said == "no such file");
}
