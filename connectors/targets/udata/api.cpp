#include "connectors/targets/udata/api.hpp"

#include "connectors/fetch/client_options.hpp"
#include "connectors/fetch/retries.hpp"
#include "connectors/http/fault.hpp"
#include "connectors/http/status.hpp"

#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

namespace moisson {

namespace asio = boost::asio;
using Json = nlohmann::json;
using Meaning = UdataFault::Meaning;

namespace {

constexpr std::size_t longest_answer = 64u << 20; ///< a page of 100 data sets with all their resources
constexpr std::size_t longest_words = 600;        ///< of the platform, in a message
constexpr int deepest_answer = 64;
constexpr unsigned most_hops = 5;

class ApiSink : public AnswerSink {
public:
    void head(const ResponseHead&) override { text.clear(); }
    void body(std::string_view bytes) override {
        if (text.size() + bytes.size() > longest_answer)
            throw transient_fault("http.too-large", "the platform's answer is larger than 64 MiB");
        text += bytes;
    }
    std::string text;
};

class FileSink : public AnswerSink {
public:
    explicit FileSink(const std::filesystem::path& file) : file_(file, std::ios::binary | std::ios::trunc) {}
    void head(const ResponseHead&) override {}
    void body(std::string_view part) override {
        bytes += part.size();
        if (!file_.write(part.data(), static_cast<std::streamsize>(part.size())))
            throw std::system_error(std::make_error_code(std::errc::io_error), "a file that is fetched back");
    }
    void close() { file_.close(); }
    std::uint64_t bytes = 0;

private:
    std::ofstream file_;
};

Json parse_answer(const std::string& text) {
    bool too_deep = false;
    const Json::parser_callback_t look = [&too_deep](int depth, Json::parse_event_t, Json&) {
        too_deep = too_deep || depth > deepest_answer;
        return !too_deep;
    };
    Json value = Json::parse(text, look, false);
    return too_deep ? Json(Json::value_t::discarded) : value;
}

/// "title: This field is required." of {"errors": {"title": ["This field is required."]}}.
void add_words(const Json& value, const std::string& path, std::string& out) {
    if (out.size() > longest_words) return;
    if (value.is_string() && !value.get_ref<const std::string&>().empty())
        out += (out.empty() ? "" : "; ") + (path.empty() ? "" : path + ": ") + value.get<std::string>();
    if (value.is_array())
        for (const Json& one : value) add_words(one, path, out);
    if (value.is_object())
        for (const auto& [name, inner] : value.items())
            add_words(inner, path.empty() ? name : path + "." + name, out);
}

std::string words_of(const std::string& text) {
    const Json answer = parse_answer(text);
    std::string words;
    if (answer.is_object()) {
        for (const char* name : {"errors", "message", "error"})
            if (answer.contains(name)) add_words(answer[name], "", words);
    }
    if (words.size() > longest_words) words.resize(longest_words);
    for (char& c : words)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    return words;
}

/// Nothing of the request had left when this happened.
bool before_sending(const std::string& code) {
    for (const char* start :
         {"network.refused", "network.unreachable", "network.host-down", "dns.", "timeout.connect",
          "timeout.tls", "timeout.dns", "tls.", "blocked.", "secret.", "config.", "http.bad-"})
        if (code.starts_with(start)) return true;
    return false;
}

bool needs_person(const std::string& code) {
    return code.starts_with("blocked.") || code.starts_with("secret.") || code.starts_with("config.") ||
           code.starts_with("http.bad-");
}

std::int64_t seconds_since_1970() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

struct UdataApi::Reply {
    ResponseHead head;
    std::string text;
};

UdataApi::UdataApi(UdataAccess access)
    : access_(std::move(access)), base_(access_.url), secrets_(access_.secrets) {
    while (base_.ends_with('/')) base_.pop_back();
    try {
        home_ = parse_url(base_ + "/");
        key_ = secrets_.fill(access_.api_key);
        client_ = std::make_unique<HttpClient>(client_options(access_.app, home_, secrets_), access_.network);
    } catch (const HttpFault& fault) {
        throw UdataFault(Meaning::refused, 0, fault.what());
    }
}

std::string UdataApi::credential() const {
    const std::string& key = access_.api_key;
    if (!key.starts_with("{secret:") || !key.ends_with('}')) return "api_key";
    return "the secret \"" + key.substr(8, key.size() - 9) + "\"";
}

HttpRequest UdataApi::request(const std::string& method, const std::string& path) const {
    HttpRequest request;
    request.url = parse_url(path.starts_with('/') ? base_ + path : path);
    request.method = method;
    request.any_status = true;
    request.headers.emplace_back("Accept", "application/json");
    return request;
}

UdataFault UdataApi::fault_of(const HttpRequest& request, const Reply& reply) const {
    const int status = static_cast<int>(reply.head.status);
    const bool write = request.method != "GET";
    std::string text = request.method + " " + request.url.shown() + " answered " + std::to_string(status);
    if (const std::string words = words_of(reply.text); !words.empty()) text += ": " + words;
    const auto make = [&](Meaning meaning, const std::string& remedy) {
        UdataFault fault(meaning, status, secrets_.scrub(text + remedy));
        if (meaning == Meaning::later || meaning == Meaning::unknown)
            fault.retry_after = parse_retry_after(reply.head.header("retry-after"), seconds_since_1970())
                                    .value_or(std::chrono::seconds(0));
        return fault;
    };
    if (status == 401)
        return make(Meaning::unauthorized,
                    " (the platform does not accept " + credential() +
                        "; nothing more is sent to it: put a valid key there, then moisson publish)");
    if (status == 404 || status == 410) return make(Meaning::missing, "");
    if (status == 423 || status == 429) return make(Meaning::later, " (tried again later)");
    if (status == 408 || status >= 500) {
        UdataFault fault = make(write ? Meaning::unknown : Meaning::later,
                                write ? " (whether it was done is looked up before it is tried again)"
                                      : " (tried again later)");
        fault.may_still_run = write && status != 500; // a proxy gave up, the platform may not have
        return fault;
    }
    if (status >= 300 && status < 400)
        return make(Meaning::refused, " (a redirect to " + std::string(reply.head.header("location")) +
                                          "; it is not followed: correct url of the target)");
    return make(Meaning::refused, "");
}

UdataFault UdataApi::fault_of(const HttpRequest& request, const HttpFault& fault) const {
    const std::string& code = fault.error().code;
    const std::string text = request.method + " " + request.url.shown() + ": " + fault.what();
    Meaning meaning = Meaning::later;
    if (needs_person(code))
        meaning = Meaning::refused;
    else if (request.method != "GET" && !before_sending(code))
        meaning = Meaning::unknown;
    UdataFault result(meaning, 0, secrets_.scrub(text));
    result.retry_after = fault.retry_after;
    result.may_still_run = meaning == Meaning::unknown;
    return result;
}

asio::awaitable<UdataApi::Reply> UdataApi::ask(HttpRequest request) {
    ApiSink sink;
    Reply reply;
    try {
        HttpAnswer answer = co_await client_->send(request, sink);
        reply.head = std::move(answer.head);
    } catch (const HttpFault& fault) {
        throw fault_of(request, fault);
    } catch (const std::runtime_error& error) { // our own file
        throw UdataFault(Meaning::later, 0, error.what());
    }
    reply.text = std::move(sink.text);
    co_return reply;
}

asio::awaitable<Json> UdataApi::get(std::string path, std::string mask, bool anonymous) {
    HttpRequest request = this->request("GET", path);
    if (!mask.empty()) request.headers.emplace_back("X-Fields", mask);
    if (!anonymous) request.home_headers.emplace_back("X-API-KEY", key_);
    Retries retries(access_.retry);
    for (;;) {
        std::optional<HttpFault> again;
        try {
            const Reply reply = co_await ask(request);
            if (reply.head.status != 200) throw fault_of(request, reply);
            Json value = parse_answer(reply.text);
            if (value.is_discarded())
                throw UdataFault(Meaning::later, 200,
                                 request.url.shown() + " answered something that is no JSON: is url of the "
                                                       "target that of a udata platform?");
            co_return value;
        } catch (const UdataFault& fault) {
            if (fault.meaning != Meaning::later) throw;
            again = transient_fault("http.server-error", fault.what());
            again->retry_after = fault.retry_after;
            if (!retries.may_go_on(*again)) throw;
        }
        asio::steady_timer timer(co_await asio::this_coro::executor,
                                 retries.after(*again, 0).value_or(std::chrono::milliseconds(0)));
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<Json> UdataApi::write(HttpRequest request) {
    request.home_headers.emplace_back("X-API-KEY", key_);
    const Reply reply = co_await ask(request);
    if (reply.head.status / 100 != 2) throw fault_of(request, reply);
    if (reply.head.status == 204) co_return Json();
    Json value = parse_answer(reply.text);
    if (!value.is_discarded()) co_return value;
    UdataFault fault(Meaning::unknown, static_cast<int>(reply.head.status),
                     request.url.shown() + " answered something that is no JSON");
    throw fault;
}

asio::awaitable<Json> UdataApi::send(std::string method, std::string path, Json body) {
    HttpRequest request = this->request(method, path);
    request.home_headers.emplace_back("Content-Type", "application/json");
    request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    co_return co_await write(std::move(request));
}

asio::awaitable<Json> UdataApi::upload(std::string path, UdataUpload upload) {
    // No byte sequence of a file can be the boundary: it would have to guess the clock.
    const std::string boundary =
        "moisson-" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
    HttpRequest request = this->request("POST", path);
    request.home_headers.emplace_back("Content-Type", "multipart/form-data; boundary=" + boundary);
    request.upload.file = upload.file;
    request.upload.bytes = upload.bytes;
    request.upload.before = "--" + boundary +
                            "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + upload.name +
                            "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    request.upload.after = "\r\n--" + boundary + "--\r\n";
    co_return co_await write(std::move(request));
}

asio::awaitable<std::uint64_t> UdataApi::download(std::string url, std::filesystem::path to) {
    for (unsigned hop = 0;; ++hop) {
        HttpRequest request = this->request("GET", url);
        request.headers = {{"Accept", "*/*"}, {"Cache-Control", "no-cache"}};
        FileSink sink(to);
        HttpAnswer answer;
        try {
            answer = co_await client_->send(request, sink);
        } catch (const HttpFault& fault) {
            throw fault_of(request, fault);
        }
        sink.close();
        if (answer.head.status == 200) co_return sink.bytes;
        const std::string location(answer.head.header("location"));
        const bool redirect = answer.head.status / 100 == 3 && !location.empty();
        if (!redirect || hop >= most_hops) throw fault_of(request, Reply{answer.head, ""});
        try {
            const Url to_there = resolve_url(request.url, location);
            if (request.url.secure() && !to_there.secure())
                throw permanent_fault("blocked.downgrade",
                                      "it redirects to an address without TLS (" + to_there.shown() + ")");
            url = to_there.text();
        } catch (const HttpFault& fault) {
            throw fault_of(request, fault);
        }
    }
}

} // namespace moisson
