#include "connectors/http/resolver.hpp"

#include "connectors/http/fault.hpp"
#include "connectors/http/wait.hpp"

#include <atomic>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace moisson {

namespace asio = boost::asio;

/// Shared by the look-up's thread and those who wait. The thread signals through an eventfd and never touches
/// the io context, which may be gone when a look-up that hung comes back.
struct Resolver::Pending {
    Pending() : event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        if (event < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    }
    ~Pending() { ::close(event); }
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

    void finish(LookupResult value) {
        result = std::move(value);
        done.store(true, std::memory_order_release);
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(event, &one, sizeof one);
    }

    const int event;
    std::atomic<bool> done{false};
    LookupResult result; ///< written before `done`, read after it
};

LookupResult system_lookup(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    LookupResult result;
    if (code != 0) {
        result.failure = ::gai_strerror(code);
        result.temporary = code == EAI_AGAIN || code == EAI_SYSTEM || code == EAI_MEMORY;
        return result;
    }
    for (const addrinfo* info = list; info; info = info->ai_next) {
        if (info->ai_family == AF_INET) {
            const auto* in = reinterpret_cast<const sockaddr_in*>(info->ai_addr);
            result.addresses.emplace_back(asio::ip::address_v4(ntohl(in->sin_addr.s_addr)));
        } else if (info->ai_family == AF_INET6) {
            asio::ip::address_v6::bytes_type bytes;
            const auto* in6 = reinterpret_cast<const sockaddr_in6*>(info->ai_addr);
            std::memcpy(bytes.data(), &in6->sin6_addr, bytes.size());
            result.addresses.emplace_back(asio::ip::address_v6(bytes));
        }
    }
    ::freeaddrinfo(list);
    return result;
}

Resolver::Resolver(Lookup lookup, std::chrono::milliseconds deadline)
    : lookup_(std::move(lookup)), deadline_(deadline) {}

Resolver::~Resolver() {
    bool busy = false;
    for (const auto& [host, pending] : pending_)
        if (const auto alive = pending.lock(); alive && !alive->done.load(std::memory_order_acquire))
            busy = true;
    // Joining would wait for getaddrinfo, for up to half a minute; the threads own all that they still touch.
    if (busy) [[maybe_unused]]
        auto* left_to_the_process = pool_.release();
}

std::shared_ptr<Resolver::Pending> Resolver::start(const std::string& host) {
    std::erase_if(pending_, [](const auto& entry) {
        const auto alive = entry.second.lock();
        return !alive || alive->done.load(std::memory_order_acquire);
    });
    if (const auto it = pending_.find(host); it != pending_.end())
        if (auto shared = it->second.lock()) return shared;
    if (!pool_) pool_ = std::make_unique<asio::thread_pool>(4);
    auto pending = std::make_shared<Pending>();
    pending_[host] = pending;
    asio::post(*pool_, [pending, host, lookup = lookup_] {
        try {
            pending->finish(lookup(host));
        } catch (const std::exception& error) {
            pending->finish({{}, error.what(), true});
        }
    });
    return pending;
}

asio::awaitable<Addresses> Resolver::resolve(std::string host) {
    const auto pending = start(host);
    const auto executor = co_await asio::this_coro::executor;
    asio::posix::stream_descriptor ready(executor, ::dup(pending->event));
    TimeLimit limit(executor, [&ready] { ready.cancel(); });
    if (!pending->done.load(std::memory_order_acquire)) {
        limit.start(deadline_);
        const auto [error] = co_await ready.async_wait(asio::posix::stream_descriptor::wait_read,
                                                       asio::as_tuple(asio::use_awaitable));
        limit.stop();
        static_cast<void>(error);
    }
    if (!pending->done.load(std::memory_order_acquire))
        throw transient_fault("timeout.dns", "no name server answered for " + host + " within " +
                                                 std::to_string(deadline_.count() / 1000) +
                                                 " s: check the resolver of this machine");
    const LookupResult& result = pending->result;
    if (!result.addresses.empty()) co_return result.addresses;
    const std::string why = result.failure.empty() ? "it has no address" : result.failure;
    throw transient_fault("network.dns", "the name " + host + " cannot be resolved (" + why +
                                             (result.temporary ? ")" : "): check the host in the url"));
}

} // namespace moisson
