#include "connectors/drops/curl_session.hpp"

#include "connectors/drops/curl_common.hpp"
#include "connectors/drops/known_hosts.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <curl/curl.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace moisson {

namespace {

using CurlClock = std::chrono::steady_clock;

constexpr std::uint64_t largest_listing = 16u << 20;

} // namespace

struct CurlSession::State {
    enum class Ending { none, cancelled, silent, thrown };

    State(DropAccess where, const HttpLimits& limit, const Deadline& end,
          std::shared_ptr<std::atomic<bool>> stop)
        : access(std::move(where)), limits(limit), deadline(end), cancelled(std::move(stop)) {
        start_libcurl();
        handle.reset(::curl_easy_init());
        if (!handle) throw std::bad_alloc();
        if (access.host_key) known_hosts.emplace(access.url.host, access.url.port, *access.host_key);
        set_common();
        if (access.url.scheme == "sftp") set_ssh();
        if (access.encrypted()) set_tls();
    }
    ~State() {
        // A server that no longer answers must not keep us at the goodbye.
        curl_socket_t socket = CURL_SOCKET_BAD;
        if (::curl_easy_getinfo(handle.get(), CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK &&
            socket != CURL_SOCKET_BAD)
            ::shutdown(socket, SHUT_RD);
        handle.reset();
        ::curl_slist_free_all(resolved);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    template<class Value>
    void set(CURLoption option, Value value) {
        if (::curl_easy_setopt(handle.get(), option, value) != CURLE_OK)
            throw std::runtime_error("libcurl does not know option " + std::to_string(option) +
                                     ": is it the flavour of Debian 12 (libcurl4-gnutls-dev)?");
    }

    void set_common() {
        const bool sftp = access.url.scheme == "sftp";
        set(CURLOPT_PROTOCOLS_STR, sftp ? "sftp" : "ftp,ftps");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        set(CURLOPT_PROXY, "");
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_ERRORBUFFER, error);
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>((limits.connect + limits.tls).count()));
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT,
            std::max(1L, static_cast<long>(limits.first_byte.count() / 1000)));
        set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits.low_speed));
        set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.low_speed_window.count() / 1000));
        set(CURLOPT_FILETIME, 1L);
        set(CURLOPT_USERNAME, access.username.empty() ? "anonymous" : access.username.c_str());
        set(CURLOPT_PASSWORD, access.username.empty() ? "moisson@" : access.password.c_str());
        set(CURLOPT_FTP_SKIP_PASV_IP, 1L);
        set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
        set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
        set(CURLOPT_WRITEFUNCTION, &on_bytes);
        set(CURLOPT_WRITEDATA, static_cast<void*>(this));
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &on_progress);
        set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
        pin_addresses();
    }

    void pin_addresses() {
        if (access.url.is_ipv4 || access.url.is_ipv6) return;
        const std::string line = pinned_addresses(access.url.host, access.url.port, access.addresses);
        resolved = ::curl_slist_append(nullptr, line.c_str());
        set(CURLOPT_RESOLVE, resolved);
    }

    void set_ssh() {
        const bool with_key = !access.key_file.empty();
        set(CURLOPT_SSH_AUTH_TYPES,
            static_cast<long>(with_key ? CURLSSH_AUTH_PUBLICKEY
                                       : CURLSSH_AUTH_PASSWORD | CURLSSH_AUTH_KEYBOARD));
        if (with_key) {
            set(CURLOPT_SSH_PRIVATE_KEYFILE, access.key_file.c_str());
            set(CURLOPT_KEYPASSWD, access.passphrase.c_str());
        }
        set(CURLOPT_SSH_HOSTKEYFUNCTION, &on_host_key);
        set(CURLOPT_SSH_HOSTKEYDATA, static_cast<void*>(this));
    }

    void set_tls() {
        set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        if (!access.tls.ca.empty()) set(CURLOPT_CAINFO, access.tls.ca.c_str());
        if (access.tls.client_certificate.empty()) return;
        set(CURLOPT_SSLCERT, access.tls.client_certificate.c_str());
        set(CURLOPT_SSLKEY, access.tls.client_key.c_str());
    }

    std::string address(const std::string& path) const {
        // curl's ftps: is the old kind where the first byte is TLS already; port 990 is the one of that kind.
        const bool explicit_tls = access.encrypted() && access.url.port != 990;
        const std::string scheme = explicit_tls ? "ftp" : access.url.scheme;
        const std::string host = access.url.is_ipv6 ? "[" + access.url.host + "]" : access.url.host;
        return scheme + "://" + host + ":" + std::to_string(access.url.port) + path;
    }

    // What libcurl calls while it works.

    static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* to) {
        return open_checked_socket(static_cast<State*>(self)->access.addresses, *to);
    }

    static std::size_t on_bytes(char* bytes, std::size_t, std::size_t size, void* self) {
        auto& state = *static_cast<State*>(self);
        try {
            state.received += size;
            if (state.take) state.take({bytes, size});
            return size;
        } catch (...) {
            state.thrown = std::current_exception();
            state.ending = Ending::thrown;
            return 0;
        }
    }

    static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        auto& state = *static_cast<State*>(self);
        if (state.cancelled->load()) {
            state.ending = Ending::cancelled;
            return 1;
        }
        const auto now = CurlClock::now();
        if (state.received != state.seen) state.seen = state.received, state.moved = now;
        const Millis patience = state.received
                                    ? state.limits.idle
                                    : state.limits.connect + state.limits.tls + state.limits.first_byte;
        if (now - state.moved <= patience) return 0;
        state.ending = Ending::silent;
        return 1;
    }

    static int on_host_key(void* self, int, const char* key, std::size_t size) {
        auto& state = *static_cast<State*>(self);
        const std::string presented = ssh_fingerprint({key, size});
        if (presented == state.access.host_key->fingerprint) return CURLKHMATCH_OK;
        if (std::find(state.presented.begin(), state.presented.end(), presented) == state.presented.end())
            state.presented.push_back(presented);
        return CURLKHMATCH_MISMATCH;
    }

    // One command, and what became of it.

    CURLcode perform_once() {
        received = seen = 0;
        moved = CurlClock::now();
        ending = Ending::none;
        error[0] = '\0';
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(deadline.within(limits.total).count()));
        return ::curl_easy_perform(handle.get());
    }

    /// A server has several keys; which one it shows depends on what we ask for. When only the fingerprint is
    /// known, each kind is asked for in turn.
    CURLcode perform(const std::string& path) {
        set(CURLOPT_URL, address(path).c_str());
        if (!known_hosts) return perform_once();
        CURLcode code = CURLE_OK;
        presented.clear();
        do {
            set(CURLOPT_SSH_KNOWNHOSTS, known_hosts->path().c_str());
            code = perform_once();
        } while ((code == CURLE_PEER_FAILED_VERIFICATION || no_common_key(code)) && known_hosts->next_type());
        return code;
    }

    bool no_common_key(CURLcode code) const {
        return code == CURLE_FAILED_INIT &&
               std::string_view(error).find("exchange") != std::string_view::npos;
    }

    void reset_command() {
        take = nullptr;
        set(CURLOPT_NOBODY, 0L);
        set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
        set(CURLOPT_RESUME_FROM_LARGE, curl_off_t(0));
        set(CURLOPT_DIRLISTONLY, 0L);
    }

    long response() const {
        long value = 0;
        ::curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &value);
        return value;
    }

    std::optional<std::uint64_t> announced() const {
        curl_off_t value = -1;
        ::curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &value);
        return value < 0 ? std::nullopt : std::optional<std::uint64_t>(value);
    }

    void check(CURLcode code, const std::string& path) {
        if (ending == Ending::thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
        if (ending == Ending::cancelled)
            throw boost::system::system_error(boost::asio::error::operation_aborted);
        if (code != CURLE_OK) throw fault(code, access.url.scheme + "://" + access.url.authority() + path);
    }

    std::string reason(CURLcode code) const { return error[0] ? error : ::curl_easy_strerror(code); }

    HttpFault fault(CURLcode code, const std::string& shown) const {
        switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
            return connect_fault(shown);
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_ABORTED_BY_CALLBACK:
            return time_fault(shown);
        case CURLE_LOGIN_DENIED:
            return permanent_fault("drop.login",
                                   shown + " refuses our credentials: check the user and the password "
                                           "or key of the feed, or ask the producer whether they "
                                           "expired");
        case CURLE_REMOTE_FILE_NOT_FOUND:
            return transient_fault("file.missing",
                                   shown + " does not exist: check the url of the feed, or wait for "
                                           "the file to be delivered");
        case CURLE_REMOTE_ACCESS_DENIED:
            return transient_fault("file.unreadable",
                                   shown + " does not exist or may not be read by our user (" + reason(code) +
                                       "): check the url, or tell the producer");
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_GOT_NOTHING:
            return transient_fault(received ? "http.truncated" : "network.closed",
                                   "the transfer of " + shown + " was cut after " + std::to_string(received) +
                                       " bytes; it is tried again");
        default:
            return access.url.scheme == "sftp" ? ssh_fault(code, shown) : ftp_fault(code, shown);
        }
    }

    HttpFault connect_fault(const std::string& shown) const {
        long number = 0;
        ::curl_easy_getinfo(handle.get(), CURLINFO_OS_ERRNO, &number);
        if (number == ECONNREFUSED)
            return transient_fault("network.refused", shown + " refuses the connection: check host and port");
        return transient_fault("network.unreachable",
                               shown + " cannot be reached (" + reason(CURLE_COULDNT_CONNECT) + ")");
    }

    HttpFault time_fault(const std::string& shown) const {
        curl_off_t connected = 0;
        ::curl_easy_getinfo(handle.get(), CURLINFO_CONNECT_TIME_T, &connected);
        deadline.within(limits.total); // throws when it was the total time
        if (connected == 0)
            return transient_fault("timeout.connect", shown + " did not accept the connection in time");
        if (std::string_view(error).find("too slow") != std::string_view::npos)
            return transient_fault("timeout.low-speed", shown + " sends less than " +
                                                            std::to_string(limits.low_speed) +
                                                            " bytes a second and would never end");
        if (received)
            return transient_fault("timeout.idle",
                                   shown + " fell silent after " + std::to_string(received) + " bytes");
        return transient_fault("timeout.first-byte",
                               shown + " accepted the connection but did not answer in time");
    }

    HttpFault ssh_fault(CURLcode code, const std::string& shown) const {
        if (!presented.empty() && (code == CURLE_PEER_FAILED_VERIFICATION || no_common_key(code))) {
            std::string keys;
            for (const std::string& key : presented) keys += (keys.empty() ? "" : ", ") + key;
            return permanent_fault(
                "ssh.host-key",
                shown + " shows another key than [source.ssh] host_key: " + keys + " instead of " +
                    access.host_key->fingerprint +
                    ". Ask the producer, by another way than this server, whether the key was "
                    "changed; only then write the new one in host_key");
        }
        if (no_common_key(code))
            return permanent_fault(
                "ssh.handshake",
                shown + " and moisson have no kind of key or cipher in common; RSA keys work only "
                        "with servers that still accept SHA-1: pin the server's ssh-ed25519 or "
                        "ecdsa key (ssh-keyscan shows them)");
        return transient_fault(code == CURLE_FAILED_INIT ? "ssh.handshake" : "drop.protocol",
                               "the connection to " + shown + " failed: " + reason(code));
    }

    HttpFault ftp_fault(CURLcode code, const std::string& shown) const {
        const std::string why = reason(code);
        const auto says = [&](std::string_view words) { return why.find(words) != std::string::npos; };
        if (code == CURLE_USE_SSL_FAILED)
            return permanent_fault("tls.not-offered",
                                   shown + " does not offer TLS, and ftps: never goes without: ask "
                                           "the producer to switch it on");
        if (code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_CERTPROBLEM)
            return permanent_fault("tls.bad-file", "a file of [source.tls] cannot be used: " + why);
        if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR) {
            const char* kind = says("expired")          ? "tls.certificate-expired"
                               : says("does not match") ? "tls.hostname-mismatch"
                               : says("CAfile") || says("issuer") || says("signer") ? "tls.unknown-ca"
                               : code == CURLE_SSL_CONNECT_ERROR                    ? "tls.handshake"
                                                                                    : "tls.certificate";
            return permanent_fault(kind, "the secure connection to " + shown + " is refused: " + why);
        }
        return transient_fault("drop.protocol",
                               "the server of " + shown + " answers in a way that cannot be used: " + why);
    }

    DropAccess access;
    const HttpLimits& limits;
    const Deadline& deadline;
    std::shared_ptr<std::atomic<bool>> cancelled;
    std::optional<KnownHosts> known_hosts;
    struct Close {
        void operator()(CURL* curl) const { ::curl_easy_cleanup(curl); }
    };
    std::unique_ptr<CURL, Close> handle;
    curl_slist* resolved = nullptr;
    char error[CURL_ERROR_SIZE] = "";

    std::function<void(std::string_view)> take;
    std::uint64_t received = 0, seen = 0;
    CurlClock::time_point moved;
    Ending ending = Ending::none;
    std::exception_ptr thrown;
    std::vector<std::string> presented; ///< keys that are not the pinned one
};

CurlSession::CurlSession(DropAccess access, const HttpLimits& limits, const Deadline& deadline,
                         std::shared_ptr<std::atomic<bool>> cancelled)
    : state_(std::make_unique<State>(std::move(access), limits, deadline, std::move(cancelled))) {}

CurlSession::~CurlSession() = default;

std::optional<std::string> CurlSession::list(const std::string& path, bool mlsd) {
    State& state = *state_;
    state.reset_command();
    if (mlsd) state.set(CURLOPT_CUSTOMREQUEST, "MLSD");
    std::string text;
    state.take = [&](std::string_view bytes) {
        text += bytes;
        if (text.size() > largest_listing)
            throw permanent_fault("drop.listing",
                                  "the server's list of files has more than 16 MiB: ask the producer "
                                  "for a directory of its own");
    };
    const CURLcode code = state.perform(path);
    const long answer = state.response();
    if (mlsd && code == CURLE_FTP_COULDNT_RETR_FILE &&
        (answer == 500 || answer == 501 || answer == 502 || answer == 504))
        return std::nullopt;
    state.check(code, path);
    return text;
}

DropFacts CurlSession::facts(const std::string& path) {
    State& state = *state_;
    state.reset_command();
    state.set(CURLOPT_NOBODY, 1L);
    state.check(state.perform(path), path);
    DropFacts facts;
    facts.size = state.announced();
    curl_off_t modified = -1;
    ::curl_easy_getinfo(state.handle.get(), CURLINFO_FILETIME_T, &modified);
    if (modified >= 0) facts.modified = modified;
    return facts;
}

void CurlSession::download(const std::string& path, std::uint64_t from,
                           const std::function<void(std::string_view)>& take) {
    State& state = *state_;
    state.reset_command();
    state.take = take;
    state.set(CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(from));
    state.check(state.perform(path), path);
    if (const auto size = state.announced(); size && state.received < *size)
        state.check(CURLE_PARTIAL_FILE, path);
}

} // namespace moisson
