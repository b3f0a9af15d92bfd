#include "connectors/notify/mail.hpp"
#include "core/text/base64.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <ctime>
#include <stdexcept>

namespace moisson {
namespace {

constexpr std::size_t base64_line = 76, encoded_word = 40; ///< bytes of a word before base64

void check_mailbox(const std::string& address) {
    const bool clean = std::none_of(address.begin(), address.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == '<' || c == '>' || c == ',' || c == 0x7f;
    });
    if (!clean || address.find('@') == std::string::npos)
        throw std::invalid_argument("\"" + address + "\" is no e-mail address");
}

/// RFC 2047; a word never ends inside a character. Line ends in a subject would be headers.
std::string encoded_subject(std::string subject) {
    std::replace_if(
        subject.begin(), subject.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    std::string text, word;
    for (std::size_t at = 0; at < subject.size();) {
        const std::size_t from = at;
        next_code_point(subject, at);
        word.append(subject, from, at - from);
        if (word.size() < encoded_word && at < subject.size()) continue;
        text += (text.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + base64_encode(word) + "?=");
        word.clear();
    }
    return text;
}

std::string mail_date(std::int64_t now) {
    const std::time_t seconds = now;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[40];
    const std::size_t size = std::strftime(text, sizeof text, "%Y %H:%M:%S +0000", &parts);
    return std::string(days[parts.tm_wday]) + ", " + std::to_string(parts.tm_mday) + " " +
           months[parts.tm_mon] + " " + std::string(text, size);
}

} // namespace

std::string mail_text(const Mail& mail) {
    check_mailbox(mail.from);
    std::string to;
    for (const std::string& address : mail.to) {
        check_mailbox(address);
        to += (to.empty() ? "" : ",\r\n ") + address;
    }
    std::string text =
        "From: moisson <" + mail.from + ">\r\nTo: " + to + "\r\nSubject: " + encoded_subject(mail.subject) +
        "\r\nDate: " + mail_date(mail.now) + "\r\nMessage-ID: <" + mail.id + "@" +
        mail.from.substr(mail.from.rfind('@') + 1) +
        ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
        "charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    const std::string body = base64_encode(mail.text);
    for (std::size_t at = 0; at < body.size(); at += base64_line)
        text += body.substr(at, base64_line) + "\r\n";
    return text;
}

} // namespace moisson
