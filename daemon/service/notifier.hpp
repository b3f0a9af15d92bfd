// Sends what is to be told, one message after the other, beside everything else: a receiver that hangs costs
// its own time limit and nobody's run.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "core/notify/notice.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace moisson {

/// Who is told, as [notify] of moisson.toml says. Logins: the secrets notify-webhook (the key of the
/// signature) and notify-smtp ("user:password"); without them messages are not signed, and no login is tried.
struct NotifySettings {
    AppConfig app;
    SecretReader secrets;
    std::shared_ptr<Network> network;
    RetryPolicy retry = {};
};

/// What became of one message at one receiver.
struct NoticeDelivery {
    std::string receiver; ///< "webhook", "mail claire@…": addresses of operators and contacts
    std::string failure;  ///< "" = taken
};

/// io thread.
class Notifier {
public:
    explicit Notifier(boost::asio::any_io_executor io);
    ~Notifier(); ///< a mail under way ends within a second

    void configure(NotifySettings settings) { settings_ = std::move(settings); }
    /// Never waits; beyond 200 waiting messages the oldest are dropped and logged. `contact`: of the
    /// producer,
    /// "" = operators only.
    void tell(Notice notice, std::string contact);
    /// Sends what waits, one at a time, until stop(). `failed`: it ended by an error of ours.
    void start(std::function<void(std::exception_ptr)> failed);
    void stop(); ///< cancels what is under way

    /// One message to everybody it concerns, now.
    boost::asio::awaitable<std::vector<NoticeDelivery>> deliver(Notice notice, std::string contact);

private:
    boost::asio::awaitable<void> run();
    struct Waiting {
        Notice notice;
        std::string contact;
    };
    boost::asio::awaitable<std::string> send_to(Notice notice, std::string to);
    std::string optional_secret(const std::string& name) const;

    NotifySettings settings_;
    std::deque<Waiting> waiting_;
    boost::asio::any_io_executor io_;
    boost::asio::steady_timer turn_;
    boost::asio::cancellation_signal cancel_;
    boost::asio::thread_pool mail_{1};
    std::atomic<bool> stopping_{false};
};

} // namespace moisson
