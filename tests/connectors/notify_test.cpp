// Messages on their way: a signed webhook, mails, and receivers that misbehave.
#include "connectors/http/network.hpp"
#include "connectors/notify/mail.hpp"
#include "connectors/notify/webhook.hpp"
#include "core/text/base64.hpp"
#include "core/text/hmac.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/smtp_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <thread>

using namespace moisson;

namespace {

WebhookCall call_of(const std::string& url) {
    WebhookCall call;
    call.url = url;
    call.secret = "s3cret";
    call.body = R"({"topic":"failure"})";
    call.now = 1'795'000'000;
    call.app.http.allow_private = {"127.0.0.0/8"};
    call.retry.base = std::chrono::milliseconds(1);
    return call;
}

std::string outcome_of(WebhookCall call) {
    boost::asio::io_context io;
    const auto network = make_network(call.app);
    std::string outcome;
    std::exception_ptr failure;
    boost::asio::co_spawn(io, call_webhook(std::move(call), network),
                          [&](std::exception_ptr error, std::string text) {
                              failure = error;
                              outcome = std::move(text);
                          });
    io.run();
    if (failure) std::rethrow_exception(failure);
    return outcome;
}

Mail mail_to(const test::SmtpServer& server) {
    Mail mail;
    mail.server = parse_mail_url(server.url());
    mail.addresses = {boost::asio::ip::make_address("127.0.0.1")};
    mail.from = "moisson@example.fr";
    mail.to = {"donnees@ain.example.fr"};
    mail.subject = "[moisson] Annuaire de l'Ain : mise à jour suspendue, décision attendue";
    mail.text = "Été\n.\nfin";
    mail.now = 1'795'000'000;
    mail.id = "moisson-1";
    return mail;
}

} // namespace

TEST_CASE("a webhook is a POST that the receiver can check") {
    test::HttpServer server;
    server.on("/hook", test::answers("204 No Content", ""));
    CHECK(outcome_of(call_of(server.url("/hook"))) == "");
    REQUIRE(server.log().size() == 1);
    const test::Request request = server.log()[0];
    CHECK(request.method == "POST");
    CHECK(request.header("content-type") == "application/json");
    CHECK(request.body == R"({"topic":"failure"})");
    CHECK(request.header("x-moisson-timestamp") == "1795000000");
    CHECK(request.header("x-moisson-signature") ==
          "sha256=" + hmac_sha256_hex("s3cret", "1795000000." + request.body));
}

TEST_CASE("what may pass is tried again, what does not is said without the secret") {
    struct Row {
        const char* status;
        std::size_t calls;
        bool taken;
    };
    for (const Row& row : {Row{"200 OK", 1, true}, Row{"202 Accepted", 1, true},
                           Row{"503 Service Unavailable", 3, false}, Row{"404 Not Found", 1, false}}) {
        CAPTURE(row.status);
        test::HttpServer server;
        server.on("/hook", test::answers(row.status, "{}", {{"Content-Type", "application/json"}}));
        const std::string failure = outcome_of(call_of(server.url("/hook?key=s3cret")));
        CHECK(failure.empty() == row.taken);
        CHECK(failure.find("s3cret") == std::string::npos);
        CHECK(server.log().size() == row.calls);
    }
}

TEST_CASE("a webhook neither follows redirects nor reaches this machine unless the operator opened it") {
    test::HttpServer server;
    server.on("/hook", test::answers("302 Found", "", {{"Location", server.url("/elsewhere")}}));
    CHECK(outcome_of(call_of(server.url("/hook"))) != "");
    CHECK(server.log().size() == 1);
    WebhookCall walled = call_of(server.url("/hook"));
    walled.app.http.allow_private.clear();
    CHECK(outcome_of(walled) != "");
    CHECK(server.log().size() == 1);
}

TEST_CASE("a mail arrives with its subject and text whole") {
    test::SmtpServer server;
    const std::atomic<bool> no{false};
    CHECK(send_mail(mail_to(server), Millis(5000), no) == "");
    REQUIRE(server.mails().size() == 1);
    const test::ReceivedMail mail = server.mails()[0];
    CHECK(mail.from.starts_with("<moisson@example.fr>"));
    CHECK(mail.to == std::vector<std::string>{"<donnees@ain.example.fr>"});
    CHECK(mail.data.find("Subject: =?UTF-8?B?") != std::string::npos);
    CHECK(mail.data.find("Date: Wed, 18 Nov 2026 ") != std::string::npos);
    std::string body = mail.data.substr(mail.data.find("\n\n") + 2);
    std::erase(body, '\n');
    CHECK(base64_decode(body) == "Été\n.\nfin");
}

TEST_CASE("a refused receiver and a server that hangs are said; an order to stop ends it within a second") {
    const std::atomic<bool> no{false};
    test::SmtpServer refusing(test::SmtpServer::Mood::refuses_receiver);
    CHECK(send_mail(mail_to(refusing), Millis(5000), no).find("550") != std::string::npos);
    CHECK(refusing.mails().empty());
    test::SmtpServer hanging(test::SmtpServer::Mood::hangs);
    CHECK(send_mail(mail_to(hanging), Millis(300), no) != "");
    std::atomic<bool> stop{false};
    std::thread later([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        stop = true;
    });
    const auto begun = std::chrono::steady_clock::now();
    CHECK(send_mail(mail_to(hanging), Millis(20000), stop) != "");
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(3));
    later.join();
}

TEST_CASE("in clear to this machine only, to checked addresses only, and nothing smuggled into an address") {
    const std::atomic<bool> no{false};
    test::SmtpServer server;
    Mail other = mail_to(server);
    other.addresses = {boost::asio::ip::make_address("127.0.0.2")}; // not what the server's address is
    CHECK(send_mail(other, Millis(2000), no) != "");
    Mail far = mail_to(server);
    far.addresses.push_back(boost::asio::ip::make_address("192.0.2.1")); // may be another machine: TLS
    CHECK(send_mail(far, Millis(2000), no).find("TLS") != std::string::npos);
    CHECK(server.mails().empty());
    for (const char* address : {"a@b.fr\r\nRCPT TO:<x@y.fr>", "a b@c.fr", "a@b.fr>", "nobody", ""}) {
        CAPTURE(address);
        Mail mail = mail_to(server);
        mail.to = {address};
        CHECK_THROWS_AS(mail_text(mail), std::invalid_argument);
        CHECK(send_mail(mail, Millis(2000), no) != "");
    }
    Mail folded = mail_to(server);
    folded.subject = "eins\r\nBcc: x@y.fr";
    CHECK(mail_text(folded).find("\nBcc:") == std::string::npos);
}

TEST_CASE("addresses of mail servers") {
    struct Row {
        const char* text;
        const char* scheme;
        unsigned port;
    };
    for (const Row& row :
         {Row{"smtps://mail.example.fr", "smtps", 465}, Row{"smtp://mail.example.fr:587", "smtp", 587},
          Row{"smtp://127.0.0.1", "smtp", 25}}) {
        const Url url = parse_mail_url(row.text);
        CHECK(url.scheme == row.scheme);
        CHECK(url.port == row.port);
    }
    for (const char* wrong : {"mail.example.fr", "https://mail.example.fr", "smtp://", "smtp://h/path"})
        CHECK_THROWS_AS(parse_mail_url(wrong), HttpFault);
}
