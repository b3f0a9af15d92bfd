// A message as an e-mail, by libcurl: TLS with a verified certificate, except to this very machine.
#pragma once
#include "connectors/http/http_limits.hpp"
#include "connectors/http/resolver.hpp"
#include "connectors/http/tls.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace moisson {

/// [notify] smtp: "smtps://mail.example.fr", "smtp://mail.example.fr:587" (STARTTLS). Throws HttpFault.
Url parse_mail_url(std::string_view text);

struct Mail {
    Url server;
    Addresses addresses;            ///< checked; nothing else is dialled
    std::string username, password; ///< empty: no login
    TlsFiles tls;
    std::string from;
    std::vector<std::string> to;
    std::string subject, text; ///< UTF-8
    std::int64_t now = 0;
    std::string id; ///< unique; left part of the Message-ID
};

/// The message as it is sent: RFC 5322, base64. Throws std::invalid_argument for an address with a control
/// character, a blank or a bracket in it: it would be another command.
std::string mail_text(const Mail& mail);

/// Blocking: for a thread of its own. "" when the server took it, else one sentence without secrets. Ends
/// within a second after `cancelled` became true, and after `total` at the latest.
std::string send_mail(const Mail& mail, Millis total, const std::atomic<bool>& cancelled);

} // namespace moisson
