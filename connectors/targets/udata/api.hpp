// The platform's API (udata 17: data.gouv.fr), as thin as it can be: paths, JSON, uploads, and what each
// answer means for who asked. No retry of writes, no state.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "connectors/fetch/request_template.hpp"
#include "connectors/http/http_client.hpp"
#include "core/config/app.hpp"

#include <chrono>
#include <exception>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace moisson {

/// What a request came to when it did not succeed. `what()`: the sentence for the operator, with the
/// platform's own words, without secrets.
class UdataFault : public std::exception {
public:
    enum class Meaning : std::uint8_t {
        refused,      ///< 400, 403, 405, 413, 415 …: it was not done, and will not be
        unauthorized, ///< 401: nothing will be done until a person changes the credential
        missing,      ///< 404, 410
        later,        ///< 423, 429, no connection: it was not done, later it may be
        unknown,      ///< it may have been done: read before anything is sent again
    };
    UdataFault(Meaning what_it_means, int http_status, std::string message)
        : meaning(what_it_means), status(http_status), message_(std::move(message)) {}
    const char* what() const noexcept override { return message_.c_str(); }

    Meaning meaning;
    int status = 0;                      ///< 0: no answer
    std::chrono::seconds retry_after{0}; ///< the platform asked to wait that long
    bool may_still_run = false;          ///< unknown: it may happen yet, so that reading now proves nothing

private:
    std::string message_;
};

/// A file that is uploaded: streamed from disk.
struct UdataUpload {
    std::filesystem::path file;
    std::string name; ///< as the platform shows it, "structures.csv"
    std::uint64_t bytes = 0;
};

struct UdataAccess {
    std::string url;     ///< "https://www.data.gouv.fr"
    std::string api_key; ///< by reference: "{secret:NAME}"
    AppConfig app;       ///< limits, proxy, allow_private
    SecretReader secrets;
    std::shared_ptr<Network> network;
    RetryPolicy retry; ///< of reads
};

/// io thread. Lives as long as one pass over a target. Every function throws UdataFault.
class UdataApi {
public:
    /// Throws UdataFault (refused) for a URL or secret that cannot be used.
    explicit UdataApi(UdataAccess access);

    /// `path`: "/api/1/datasets/", with its slash. `mask`: X-Fields. With `anonymous` what everybody sees.
    boost::asio::awaitable<nlohmann::json> get(std::string path, std::string mask = {},
                                               bool anonymous = false);
    boost::asio::awaitable<nlohmann::json> send(std::string method, std::string path, nlohmann::json body);
    boost::asio::awaitable<nlohmann::json> upload(std::string path, UdataUpload upload);
    /// What anybody gets at this address, redirects followed, to a file. Returns its bytes.
    boost::asio::awaitable<std::uint64_t> download(std::string url, std::filesystem::path to);

    const std::string& base() const { return base_; }
    /// "{secret:datagouv}" → "the secret datagouv"
    std::string credential() const;

private:
    struct Reply;
    HttpRequest request(const std::string& method, const std::string& path) const;
    boost::asio::awaitable<Reply> ask(HttpRequest request);
    boost::asio::awaitable<nlohmann::json> write(HttpRequest request);
    UdataFault fault_of(const HttpRequest& request, const Reply& reply) const;
    UdataFault fault_of(const HttpRequest& request, const HttpFault& fault) const;

    UdataAccess access_;
    std::string base_;
    SecretBag secrets_;
    std::string key_;
    Url home_;
    std::unique_ptr<HttpClient> client_;
};

} // namespace moisson
