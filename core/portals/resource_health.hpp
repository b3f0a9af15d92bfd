// Whether the addresses of data sets still answer: when each is asked, and what an answer means. Pure.
#pragma once
#include "core/model/resource_check.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace moisson {

/// What one question brought.
struct ResourceAnswer {
    int status = 0;   ///< 0: no answer came
    std::string code; ///< "404", or the code of the fault
    std::chrono::seconds retry_after{0};
    std::string etag, last_modified;
};

/// Gone at two questions at least, a day apart: one answer may be an outage.
bool is_dead(const ResourceCheck& check);

/// 404, 410 and a name that nobody has are gone; 429 and what needs an account say nothing; the rest may
/// pass. The next question: after `every` when all is well, after a day when it is gone for the first time,
/// after a wait that doubles from an hour to `every` when it may pass, never before the server's own
/// Retry-After.
ResourceCheck after_answer(ResourceCheck before, const ResourceAnswer& answer, UnixTime now,
                           std::chrono::seconds every);

/// A new address gets a place of its own within `every`, so that a catalogue is asked over days, not at once.
ResourceCheck new_resource_check(std::string url, UnixTime now, std::chrono::seconds every);

/// Due ones, the longest waiting first, at most `limit`, and at most `per_host` of one host.
std::vector<ResourceCheck> due_resources(const std::vector<ResourceCheck>& known, UnixTime now,
                                         std::size_t limit, std::size_t per_host);

/// What due_resources() says of addresses that pass by one after the other; holds a few times `limit`.
class DuePick {
public:
    DuePick(UnixTime now, std::size_t limit, std::size_t per_host)
        : now_(now), limit_(limit), per_host_(per_host) {}
    void add(ResourceCheck check);
    std::size_t due() const { return due_; } ///< of all that passed by
    std::vector<ResourceCheck> take() { return due_resources(kept_, now_, limit_, per_host_); }

private:
    UnixTime now_;
    std::size_t limit_, per_host_, due_ = 0;
    std::vector<ResourceCheck> kept_;
};

/// http and https only; what a browser could not open is not asked.
bool is_askable(std::string_view url);
std::string host_of_resource(std::string_view url);

} // namespace moisson
