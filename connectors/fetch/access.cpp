#include "connectors/fetch/access.hpp"

#include "connectors/formats/decoder.hpp"
#include "connectors/formats/json_probe.hpp"
#include "connectors/http/status.hpp"
#include "core/export/json_text.hpp"
#include "core/text/sha256.hpp"

#include <charconv>

namespace moisson {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t longest_answer = 1u << 20;
constexpr std::chrono::seconds unknown_life{600}; ///< of a token that does not say how long it is good
constexpr std::chrono::seconds safety{30};        ///< a token must not expire on its way

std::string as_form(const std::vector<std::pair<std::string, std::string>>& parameters) {
    std::string text;
    for (const auto& [name, value] : parameters)
        text += (text.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
    return text;
}

std::string as_json(const std::vector<std::pair<std::string, std::string>>& parameters) {
    std::string text = "{";
    for (const auto& [name, value] : parameters) {
        if (text.size() > 1) text += ',';
        append_json_string(text, name);
        text += ':';
        append_json_string(text, value);
    }
    return text + "}";
}

class TextSink : public AnswerSink {
public:
    void head(const ResponseHead&) override { text.clear(); }
    void body(std::string_view bytes) override { text += bytes; }
    std::string text;
};

std::chrono::seconds life_of(const std::string& answer) {
    std::int64_t seconds = 0;
    const std::string text = json_text_in(answer, "/expires_in").value_or("");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || seconds <= 0) return unknown_life;
    return std::chrono::seconds(std::min<std::int64_t>(seconds, 86400));
}

} // namespace

Access::Access(const FetchRequest& fetch, SecretBag& secrets, std::shared_ptr<Network> network)
    : fetch_(fetch), auth_(fetch.feed->source.auth), secrets_(secrets), network_(std::move(network)) {
    const bool oauth2 = auth_.type == "oauth2";
    if (!oauth2 && auth_.type != "session") return;
    token_url_ = parse_url(secrets_.fill(auth_.token_url));
    if (oauth2) parameters_.emplace_back("grant_type", "client_credentials");
    const std::string id = secrets_.fill(auth_.client_id), secret = secrets_.fill(auth_.client_secret);
    if (oauth2 && auth_.client_auth == "basic")
        authorization_ = basic_credentials(percent_encode(id), percent_encode(secret)); // RFC 6749 §2.3.1
    else if (oauth2)
        parameters_.insert(parameters_.end(), {{"client_id", id}, {"client_secret", secret}});
    if (!auth_.scope.empty()) parameters_.emplace_back("scope", auth_.scope);
    for (const auto& [name, value] : auth_.parameters) parameters_.emplace_back(name, secrets_.fill(value));
    if (!auth_.username.empty())
        authorization_ = basic_credentials(secrets_.fill(auth_.username), secrets_.fill(auth_.password));
    key_ = fetch.feed->id + " " +
           sha256_hex(token_url_.text() + "\n" + authorization_ + "\n" + as_form(parameters_));
}

asio::awaitable<void> Access::authorize(HttpRequest& request) {
    if (!wanted()) co_return;
    std::optional<std::string> token = network_->tokens.find(key_);
    if (!token) {
        AccessToken fresh = co_await ask();
        token = fresh.value;
        network_->tokens.keep(key_, std::move(fresh));
    }
    secrets_.remember(*token);
    const std::string name = auth_.name.empty() ? "Authorization" : auth_.name;
    std::string value = auth_.value.empty() ? "Bearer {token}" : auth_.value;
    for (std::size_t at; (at = value.find("{token}")) != std::string::npos;) value.replace(at, 7, *token);
    std::erase_if(request.home_headers, [&](const auto& header) { return header.first == name; });
    request.home_headers.emplace_back(name, value);
}

bool Access::renew() {
    if (!wanted() || renewed_) return false;
    network_->tokens.forget(key_);
    return renewed_ = true;
}

HttpRequest Access::token_request() const {
    HttpRequest request;
    request.url = token_url_;
    request.method = parameters_.empty() ? "GET" : "POST";
    const bool json = auth_.parameters_as.empty() ? auth_.type == "session" : auth_.parameters_as == "json";
    if (!parameters_.empty()) {
        request.body = json ? as_json(parameters_) : as_form(parameters_);
        request.home_headers.emplace_back("Content-Type",
                                          json ? "application/json" : "application/x-www-form-urlencoded");
    }
    request.headers.emplace_back("Accept", "application/json");
    if (!authorization_.empty()) request.home_headers.emplace_back("Authorization", authorization_);
    return request;
}

AccessToken Access::read_answer(const std::string& body) const {
    const std::string path = auth_.token_path.empty() ? "/access_token" : auth_.token_path;
    try {
        const auto token = json_text_in(body, path);
        if (token && !token->empty())
            return {*token, Clock::now() + std::max(life_of(body) - safety, safety)};
    } catch (const FormatError&) { // what came is no JSON; it may hold secrets and is not shown
    }
    throw permanent_fault("http.auth", token_url_.shown() + " gave no token: nothing stands at \"" + path +
                                           "\" of its answer; check token_path in [source.auth]");
}

asio::awaitable<AccessToken> Access::ask() {
    HttpClientOptions options = client_options(fetch_, token_url_, secrets_);
    options.limits.body = options.limits.decoded = longest_answer;
    HttpClient client(std::move(options), network_);
    TextSink answer;
    try {
        co_await client.send(token_request(), answer);
    } catch (const HttpFault& fault) {
        if (fault.status != 400 && fault.status != 401 && fault.status != 403) throw;
        throw permanent_fault("http.auth", token_url_.shown() + " refused to give a token (status " +
                                               std::to_string(fault.status) +
                                               "): check client_id, scope, parameters and the secrets of "
                                               "[source.auth]");
    }
    co_return read_answer(answer.text);
}

} // namespace moisson
