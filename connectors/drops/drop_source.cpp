#include "connectors/drops/drop_source.hpp"

#include "connectors/drops/drop_access.hpp"
#include "connectors/drops/find_drop.hpp"
#include "connectors/fetch/client_options.hpp"
#include "connectors/fetch/failure.hpp"
#include "connectors/fetch/offload.hpp"
#include "connectors/fetch/retries.hpp"
#include "connectors/fetch/spool.hpp"
#include "connectors/http/network.hpp"
#include "connectors/http/reachable.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/system_error.hpp>

namespace moisson {

namespace asio = boost::asio;

namespace {

/// What the server's thread tells about its progress, on the io thread, and only while the fetch lives.
class ProgressPost {
public:
    ProgressPost(asio::any_io_executor home, std::function<void(std::uint64_t)> progress)
        : home_(std::move(home)), progress_(std::move(progress)), alive_(std::make_shared<bool>(true)) {}
    ~ProgressPost() { *alive_ = false; }
    ProgressPost(const ProgressPost&) = delete;
    ProgressPost& operator=(const ProgressPost&) = delete;

    /// Thread: the server's. One message for each 256 KiB.
    void operator()(std::uint64_t bytes) {
        if (!progress_ || bytes - told_ < 256u << 10) return;
        told_ = bytes;
        asio::post(home_, [progress = progress_, alive = alive_, bytes] {
            if (*alive) progress(bytes);
        });
    }
    void restart() { told_ = 0; }

private:
    asio::any_io_executor home_;
    std::function<void(std::uint64_t)> progress_;
    std::shared_ptr<bool> alive_; ///< read and written on the io thread
    std::uint64_t told_ = 0;
};

/// One fetch. Blocking calls go to a thread of its own, so that a server that hangs delays nobody.
class DropFetch {
public:
    DropFetch(const FetchRequest& request, std::shared_ptr<Network> network, SecretBag& secrets,
              asio::any_io_executor home)
        : request_(request), network_(std::move(network)),
          access_(drop_access(request.feed->source, secrets)), limits_(fetch_limits(request)),
          deadline_(limits_.total, access_.url), policy_(request.app.http.allow_private),
          spool_(request.spool_dir), progress_(home, request.progress) {}
    ~DropFetch() { *cancelled_ = true; } // abandoned in the middle: the thread ends within a second

    asio::awaitable<FetchOutcome> run();

private:
    asio::awaitable<FetchOutcome> attempt();
    asio::awaitable<FetchOutcome> transfer();
    asio::awaitable<DropFile> find();
    asio::awaitable<void> look_again(const DropFile& file);
    asio::awaitable<void> download(const DropFile& file);
    asio::awaitable<void> connect();
    asio::awaitable<void> pause(std::chrono::milliseconds time);
    void start_part(const DropFile& file);

    /// Runs f on the server's thread; an order to stop reaches it there.
    template<class F>
    asio::awaitable<void> on_thread(F f) {
        auto state = co_await asio::this_coro::cancellation_state;
        asio::cancellation_slot slot = state.slot();
        if (slot.is_connected()) slot.assign([stop = cancelled_](asio::cancellation_type) { *stop = true; });
        std::exception_ptr failure;
        try {
            co_await offload(thread_.get_executor(), f);
        } catch (...) {
            failure = std::current_exception();
        }
        if (slot.is_connected()) slot.clear();
        if (failure) std::rethrow_exception(failure);
    }

    const FetchRequest& request_;
    std::shared_ptr<Network> network_;
    DropAccess access_;
    HttpLimits limits_;
    Deadline deadline_;
    AddressPolicy policy_;
    Spool spool_;
    std::optional<DropFile> begun_; ///< what the last part of the spool is a beginning of
    std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
    ProgressPost progress_;
    std::unique_ptr<CurlSession> session_;
    asio::thread_pool thread_{1}; // joined first
};

asio::awaitable<void> DropFetch::pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> DropFetch::connect() {
    access_.addresses =
        co_await reachable_addresses(access_.url, network_->resolver, policy_, request_.app.status.listen);
    session_ = std::make_unique<CurlSession>(access_, limits_, deadline_, cancelled_);
}

asio::awaitable<DropFile> DropFetch::find() {
    DropFile file;
    co_await on_thread([&] { file = find_drop(*session_, access_.url, request_.feed->source.file); });
    co_return file;
}

/// A file that is still being written differs between two looks.
asio::awaitable<void> DropFetch::look_again(const DropFile& file) {
    if (begun_ == file) co_return; // it was looked at before the transfer was cut
    check_age(file, request_.patience.age);
    co_await pause(request_.patience.between_looks);
    DropFacts now;
    co_await on_thread([&] { now = session_->facts(file.path); });
    if (now != file.facts) throw growing_fault(file);
}

void DropFetch::start_part(const DropFile& file) {
    if (begun_ == file && file.facts.modified) return;
    if (begun_) spool_.drop_part();
    begun_ = file;
    spool_.begin_part();
    progress_.restart();
}

asio::awaitable<void> DropFetch::download(const DropFile& file) {
    start_part(file);
    co_await on_thread([&] {
        const std::uint64_t limit = limits_.body;
        session_->download(file.path, spool_.part_bytes(), [&](std::string_view bytes) {
            if (spool_.part_bytes() + bytes.size() > limit) throw too_large_fault(file, limit);
            spool_.write(bytes);
            progress_(spool_.bytes());
        });
    });
    DropFacts after;
    co_await on_thread([&] { after = session_->facts(file.path); });
    check_whole(file, after, spool_.part_bytes());
    spool_.end_part();
}

asio::awaitable<FetchOutcome> DropFetch::transfer() {
    co_await connect();
    const DropFile file = co_await find();
    const std::string identity = drop_identity(file);
    if (!identity.empty() && identity == request_.validators.etag) co_return NotModified{};
    check_size(file, limits_.body);
    co_await look_again(file);
    co_await download(file);
    Snapshot snapshot;
    snapshot.etag = identity;
    snapshot.bytes = spool_.bytes();
    snapshot.digest = spool_.digest();
    snapshot.parts = spool_.release();
    if (request_.progress) request_.progress(snapshot.bytes);
    co_return snapshot;
}

asio::awaitable<FetchOutcome> DropFetch::attempt() {
    HostLimiter::Slot slot =
        co_await network_->hosts.acquire(access_.url.host, request_.feed->source.limits.requests_per_second);
    try {
        FetchOutcome outcome = co_await transfer();
        slot.answered("ok");
        co_return outcome;
    } catch (const HttpFault& fault) {
        const std::string& code = fault.error().code;
        is_silence(fault.error()) ? slot.failed(code) : slot.answered(code);
        throw;
    }
}

asio::awaitable<FetchOutcome> DropFetch::run() {
    Retries retries(request_.retry);
    for (;;) {
        const std::uint64_t before = spool_.part_bytes();
        std::optional<std::chrono::milliseconds> wait;
        try {
            co_return co_await attempt();
        } catch (const HttpFault& fault) {
            const std::uint64_t now = spool_.part_bytes();
            wait = retries.after(fault, now > before ? now - before : 0);
            if (!wait) throw;
        }
        session_.reset(); // nothing is known about the state of its connection
        co_await pause(*wait);
    }
}

} // namespace

asio::awaitable<FetchOutcome> fetch_drop(FetchRequest request, std::shared_ptr<Network> network) {
    SecretBag secrets(request.secrets);
    const auto home = co_await asio::this_coro::executor;
    try {
        DropFetch fetch(request, std::move(network), secrets, home);
        co_return co_await fetch.run();
    } catch (const HttpFault& fault) {
        co_return failure_of(fault, secrets);
    } catch (const std::invalid_argument& error) {
        co_return FetchFailure({"config.bad-value", error.what(), false});
    }
}

} // namespace moisson
