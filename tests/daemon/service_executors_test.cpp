#include "daemon/service/executors.hpp"

#include <boost/asio/steady_timer.hpp>
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <thread>

using namespace moisson;
namespace asio = boost::asio;

namespace {

struct MoveOnly {
    explicit MoveOnly(int v) : value(std::make_unique<int>(v)) {}
    std::unique_ptr<int> value;
};

asio::awaitable<std::string> threads_of(Executors& executors) {
    const auto io = std::this_thread::get_id();
    auto where = [] { return std::this_thread::get_id(); };
    const auto cpu = co_await offload(executors.cpu(), where);
    const auto store = co_await offload(executors.store(), where);
    const auto read = co_await offload(executors.read(), where);
    if (std::this_thread::get_id() != io) co_return "did not come back to the io thread";
    if (cpu == io || store == io || read == io) co_return "ran on the io thread";
    if (store == read || store == cpu) co_return "store shares its thread";
    co_return "";
}

asio::awaitable<void> thrower(Executors& executors) {
    auto fail = []() -> int { throw std::runtime_error("disk is full"); };
    co_await offload(executors.store(), fail);
}

asio::awaitable<int> move_only(Executors& executors) {
    auto make = [owned = std::make_unique<int>(20)] { return MoveOnly(*owned + 1); };
    MoveOnly got = co_await offload(executors.cpu(), make);
    int seen = 0;
    auto nothing = [&seen] { seen = 1; };
    co_await offload(executors.cpu(), nothing);
    co_return *got.value + seen;
}

struct Ticks {
    bool done = false;
    unsigned count = 0;
};

asio::awaitable<void> tick(std::shared_ptr<Ticks> ticks) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (!ticks->done) {
        timer.expires_after(std::chrono::milliseconds(5));
        co_await timer.async_wait(asio::use_awaitable);
        ++ticks->count;
    }
}

asio::awaitable<unsigned> ticks_during(Executors& executors, std::chrono::milliseconds busy) {
    auto ticks = std::make_shared<Ticks>();
    auto ignore = [](std::exception_ptr) {};
    asio::co_spawn(executors.io(), tick(ticks), ignore);
    auto work = [busy] { std::this_thread::sleep_for(busy); };
    co_await offload(executors.cpu(), work);
    ticks->done = true;
    co_return ticks->count;
}

} // namespace

TEST_CASE("offload runs on the named executor and comes back to the caller's thread") {
    Executors executors(1);
    CHECK(run_to_end(executors, threads_of(executors)) == "");
}

TEST_CASE("offload gives back values that can only be moved, and void") {
    Executors executors(1);
    CHECK(run_to_end(executors, move_only(executors)) == 22);
}

TEST_CASE("an exception on another thread reaches the coroutine that waits") {
    Executors executors(1);
    CHECK_THROWS_WITH(run_to_end(executors, thrower(executors)), "disk is full");
}

TEST_CASE("the io thread stays free while the cpu thread works") {
    Executors executors(1);
    CHECK(run_to_end(executors, ticks_during(executors, std::chrono::milliseconds(200))) >= 10);
}

TEST_CASE("a job that was given is finished before join returns") {
    bool finished = false;
    {
        Executors executors(1);
        boost::asio::post(executors.store(), [&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            finished = true;
        });
    }
    CHECK(finished);
}
