#include "daemon/service/notifier.hpp"
#include "connectors/fetch/offload.hpp"
#include "connectors/http/network.hpp"
#include "connectors/http/reachable.hpp"
#include "connectors/notify/mail.hpp"
#include "connectors/notify/webhook.hpp"
#include "core/model/digest.hpp"
#include "daemon/harvest/session.hpp"
#include "daemon/service/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

namespace moisson {

namespace {

constexpr std::size_t most_waiting = 200;
constexpr Millis mail_total{30000};

std::string mail_id(const Notice& notice) {
    return "moisson-" + std::to_string(notice.at) + "-" +
           to_hex(digest128(notice.subject + notice.text)).substr(0, 16);
}

} // namespace

Notifier::Notifier(asio::any_io_executor io) : io_(io), turn_(io, asio::steady_timer::time_point::max()) {}

Notifier::~Notifier() {
    stopping_ = true;
    mail_.join();
}

void Notifier::start(std::function<void(std::exception_ptr)> failed) {
    auto ended = [this, failed = std::move(failed)](std::exception_ptr error) {
        if (error && !stopping_) failed(error);
    };
    asio::co_spawn(io_, run(), asio::bind_cancellation_slot(cancel_.slot(), ended));
}

void Notifier::stop() {
    stopping_ = true;
    turn_.cancel();
    cancel_.emit(asio::cancellation_type::terminal);
}

void Notifier::tell(Notice notice, std::string contact) {
    if (settings_.app.notify.webhook.empty() && settings_.app.notify.smtp.empty()) return;
    if (waiting_.size() >= most_waiting) {
        log::event(log::Level::error, "notify.dropped",
                   {{"topic", waiting_.front().notice.topic}, {"feed", waiting_.front().notice.feed}});
        waiting_.pop_front();
    }
    waiting_.push_back({std::move(notice), std::move(contact)});
    turn_.cancel();
}

asio::awaitable<void> Notifier::run() {
    while (!stopping_) {
        if (waiting_.empty()) {
            boost::system::error_code woken;
            co_await turn_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
            continue;
        }
        Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        const std::string topic = next.notice.topic, feed = next.notice.feed;
        for (const NoticeDelivery& one : co_await deliver(std::move(next.notice), std::move(next.contact)))
            if (one.failure.empty())
                log::event(log::Level::info, "notify.sent",
                           {{"topic", topic},
                            {"feed", feed},
                            {"by", one.receiver.substr(0, one.receiver.find(' '))}});
            else
                log::event(log::Level::error, "notify.failed",
                           {{"topic", topic},
                            {"feed", feed},
                            {"by", one.receiver.substr(0, one.receiver.find(' '))},
                            {"error", one.failure}});
    }
}

std::string Notifier::optional_secret(const std::string& name) const {
    try {
        return settings_.secrets(name);
    } catch (const std::runtime_error& error) {
        // Not there is an answer; there and readable by others is none.
        if (std::string_view(error.what()).find("is not there") == std::string_view::npos) throw;
        return {};
    }
}

asio::awaitable<std::vector<NoticeDelivery>> Notifier::deliver(Notice notice, std::string contact) {
    std::vector<NoticeDelivery> deliveries;
    const auto& notify = settings_.app.notify;
    if (!notify.webhook.empty()) {
        std::string failure;
        try {
            WebhookCall call{notify.webhook,  optional_secret("notify-webhook"),
                             to_json(notice), unix_now(),
                             settings_.app,   settings_.secrets,
                             settings_.retry};
            failure = co_await call_webhook(std::move(call), settings_.network);
        } catch (const std::exception& error) {
            failure = error.what();
        }
        deliveries.push_back({"webhook", failure});
    }
    if (notify.smtp.empty()) co_return deliveries;
    std::vector<std::string> receivers;
    if (notice.topic != "weekly") receivers = notify.operators;
    if (!contact.empty()) receivers.push_back(contact);
    for (const std::string& receiver : receivers) { // apart: they need not see each other
        std::string failure = co_await send_to(notice, receiver);
        deliveries.push_back({"mail " + receiver, std::move(failure)});
    }
    co_return deliveries;
}

asio::awaitable<std::string> Notifier::send_to(Notice notice, std::string to) {
    try {
        Mail mail;
        mail.server = parse_mail_url(settings_.app.notify.smtp);
        mail.from = settings_.app.notify.from;
        mail.to.push_back(std::move(to));
        mail.subject = notice.subject;
        mail.text = notice.text + "\n";
        mail.now = unix_now();
        mail.id = mail_id(notice);
        const std::string login = optional_secret("notify-smtp");
        const std::size_t colon = login.find(':');
        mail.username = login.substr(0, colon);
        mail.password = colon == login.npos ? "" : login.substr(colon + 1);
        // The operator's own mail server may be this machine; a feed may still not reach it.
        std::vector<std::string> open = settings_.app.http.allow_private;
        open.emplace_back("127.0.0.0/8");
        open.emplace_back("::1/128");
        const AddressPolicy policy(open);
        mail.addresses = co_await reachable_addresses(mail.server, settings_.network->resolver, policy,
                                                      settings_.app.status.listen);
        auto send = [mail, this] { return send_mail(mail, mail_total, stopping_); };
        co_return co_await offload(mail_.get_executor(), send);
    } catch (const std::exception& error) {
        co_return error.what();
    }
}

} // namespace moisson
