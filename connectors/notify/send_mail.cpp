#include "connectors/drops/curl_common.hpp"
#include "connectors/notify/mail.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace moisson {

namespace {

/// One transfer; what libcurl calls while it works.
struct MailTransfer {
    const Mail& mail;
    const std::atomic<bool>& cancelled;
    std::string text;
    std::size_t sent = 0;
    char error[CURL_ERROR_SIZE] = {};

    static std::size_t on_read(char* to, std::size_t, std::size_t room, void* self) {
        auto& transfer = *static_cast<MailTransfer*>(self);
        const std::size_t count = std::min(room, transfer.text.size() - transfer.sent);
        std::memcpy(to, transfer.text.data() + transfer.sent, count);
        transfer.sent += count;
        return count;
    }
    static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<MailTransfer*>(self)->cancelled.load() ? 1 : 0;
    }
    static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* to) {
        return open_checked_socket(static_cast<MailTransfer*>(self)->mail.addresses, *to);
    }
};

bool is_this_machine(const Mail& mail) {
    return !mail.addresses.empty() && std::all_of(mail.addresses.begin(), mail.addresses.end(),
                                                  [](const auto& address) { return address.is_loopback(); });
}

struct MailCurl {
    CURL* handle = ::curl_easy_init();
    curl_slist *resolved = nullptr, *to = nullptr;
    MailCurl() = default;
    MailCurl(const MailCurl&) = delete;
    MailCurl& operator=(const MailCurl&) = delete;
    ~MailCurl() {
        ::curl_easy_cleanup(handle);
        ::curl_slist_free_all(resolved);
        ::curl_slist_free_all(to);
    }
    template<class Value>
    void set(CURLoption option, Value value) {
        if (::curl_easy_setopt(handle, option, value) != CURLE_OK)
            throw std::runtime_error("libcurl does not know option " + std::to_string(option));
    }
};

void set_server(MailCurl& curl, const Mail& mail, Millis total) {
    const std::string host = mail.server.is_ipv6 ? "[" + mail.server.host + "]" : mail.server.host;
    curl.set(CURLOPT_URL,
             (mail.server.scheme + "://" + host + ":" + std::to_string(mail.server.port)).c_str());
    curl.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl.set(CURLOPT_PROXY, "");
    curl.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl.set(CURLOPT_NOSIGNAL, 1L);
    curl.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(total, Millis(10000)).count()));
    curl.set(CURLOPT_TIMEOUT_MS, static_cast<long>(total.count()));
    // In clear to this very machine only: its own mail server passes the message on.
    curl.set(CURLOPT_USE_SSL, static_cast<long>(is_this_machine(mail) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl.set(CURLOPT_SSL_VERIFYPEER, 1L);
    curl.set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!mail.tls.ca.empty()) curl.set(CURLOPT_CAINFO, mail.tls.ca.c_str());
    if (!mail.username.empty()) {
        curl.set(CURLOPT_USERNAME, mail.username.c_str());
        curl.set(CURLOPT_PASSWORD, mail.password.c_str());
    }
    if (mail.server.is_ipv4 || mail.server.is_ipv6) return;
    curl.resolved = ::curl_slist_append(
        nullptr, pinned_addresses(mail.server.host, mail.server.port, mail.addresses).c_str());
    curl.set(CURLOPT_RESOLVE, curl.resolved);
}

std::string failure_of(CURLcode code, const MailTransfer& transfer, const MailCurl& curl) {
    const std::string where = transfer.mail.server.scheme + "://" + transfer.mail.server.authority();
    if (code == CURLE_ABORTED_BY_CALLBACK) return where + ": stopped before the mail was sent";
    if (code == CURLE_USE_SSL_FAILED)
        return where +
               " does not speak TLS, and mail is not sent in clear to another machine: use smtps://, or a "
               "server with STARTTLS";
    if (code == CURLE_LOGIN_DENIED) return where + " refuses our login: check the secret notify-smtp";
    long answer = 0;
    ::curl_easy_getinfo(curl.handle, CURLINFO_RESPONSE_CODE, &answer);
    return where +
           " did not take the mail: " + (transfer.error[0] ? transfer.error : ::curl_easy_strerror(code)) +
           (answer ? " (answer " + std::to_string(answer) + ")" : "");
}

} // namespace

Url parse_mail_url(std::string_view text) {
    const bool tls = text.starts_with("smtps://");
    if (!tls && !text.starts_with("smtp://"))
        throw permanent_fault("config.bad-value",
                              "[notify] smtp must start with smtps:// or smtp://, for example "
                              "\"smtps://mail.example.fr\"");
    // The strict reader of drops, whose default port tells that none was given.
    Url url = parse_drop_url("ftps" + std::string(text.substr(text.find("://"))));
    if (url.target != "/")
        throw permanent_fault("config.bad-value", "[notify] smtp is a host, without a path");
    if (url.port == Url::port_of("ftps")) url.port = tls ? 465 : 25;
    url.scheme = tls ? "smtps" : "smtp";
    return url;
}

std::string send_mail(const Mail& mail, Millis total, const std::atomic<bool>& cancelled) {
    try {
        start_libcurl();
        MailTransfer transfer{mail, cancelled, mail_text(mail)};
        MailCurl curl;
        if (!curl.handle) return "no memory for a mail";
        set_server(curl, mail, total);
        for (const std::string& address : mail.to)
            curl.to = ::curl_slist_append(curl.to, ("<" + address + ">").c_str());
        curl.set(CURLOPT_MAIL_FROM, ("<" + mail.from + ">").c_str());
        curl.set(CURLOPT_MAIL_RCPT, curl.to);
        curl.set(CURLOPT_UPLOAD, 1L);
        curl.set(CURLOPT_READFUNCTION, &MailTransfer::on_read);
        curl.set(CURLOPT_READDATA, static_cast<void*>(&transfer));
        curl.set(CURLOPT_OPENSOCKETFUNCTION, &MailTransfer::on_socket);
        curl.set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&transfer));
        curl.set(CURLOPT_NOPROGRESS, 0L);
        curl.set(CURLOPT_XFERINFOFUNCTION, &MailTransfer::on_progress);
        curl.set(CURLOPT_XFERINFODATA, static_cast<void*>(&transfer));
        curl.set(CURLOPT_ERRORBUFFER, transfer.error);
        const CURLcode code = ::curl_easy_perform(curl.handle);
        return code == CURLE_OK ? std::string() : failure_of(code, transfer, curl);
    } catch (const std::exception& error) {
        return error.what();
    }
}

} // namespace moisson
