// What a producer, a portal or the network did wrong, on its way from deep inside a transfer to the one place
// that turns it into an outcome value (HttpClient::send's caller).
#pragma once
#include "core/model/run.hpp"

#include <chrono>
#include <exception>
#include <string>

namespace moisson {

/// Not a bug of ours and not our disk. `what()` is the sentence for the operator, without secrets.
class HttpFault : public std::exception {
public:
    HttpFault(std::string code, bool transient, std::string message)
        : error_{std::move(code), std::move(message), transient} {}

    const char* what() const noexcept override { return error_.message.c_str(); }
    const RunError& error() const { return error_; }

    std::chrono::seconds retry_after{0}; ///< the server asked to wait that long
    bool gone = false;                   ///< 404, 410
    int status = 0;                      ///< of the answer, when it was the status that ended it
private:
    RunError error_;
};

inline HttpFault transient_fault(std::string code, std::string message) {
    return HttpFault(std::move(code), true, std::move(message));
}
inline HttpFault permanent_fault(std::string code, std::string message) {
    return HttpFault(std::move(code), false, std::move(message));
}

/// The host is there, but it does not speak: a fault of this kind may mean that it is down.
inline bool is_silence(const RunError& error) {
    return error.code.starts_with("network.") || error.code == "timeout.connect" ||
           error.code == "timeout.tls" || error.code == "timeout.first-byte";
}

} // namespace moisson
