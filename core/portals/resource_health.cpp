#include "core/portals/resource_health.hpp"

#include "core/model/digest.hpp"

#include <algorithm>
#include <map>

namespace moisson {

namespace {

constexpr std::int64_t check_hour = 3600, check_day = 24 * check_hour;
constexpr unsigned dead_times = 2;

std::string resource_state_of(const ResourceAnswer& answer) {
    if (answer.status == 404 || answer.status == 410 || answer.code == "network.dns") return "gone";
    if ((answer.status >= 200 && answer.status < 300) || answer.status == 304) return "ok";
    if (answer.status == 429 || answer.status == 401 || answer.status == 403 ||
        answer.code.starts_with("blocked."))
        return "unknown";
    return "trouble";
}

std::int64_t resource_wait_of(const ResourceCheck& check, std::int64_t every) {
    if (check.state == "ok") return every;
    if (check.state == "gone") return std::min(check_day, every);
    if (check.state == "unknown") return std::max(check_day, every / 2);
    return std::min(every, check_hour << std::min(check.times - 1, 10u));
}

} // namespace

bool is_dead(const ResourceCheck& check) {
    return check.state == "gone" && check.times >= dead_times && check.checked_at - check.since >= check_day;
}

ResourceCheck after_answer(ResourceCheck before, const ResourceAnswer& answer, UnixTime now,
                           std::chrono::seconds every) {
    const std::string state = resource_state_of(answer);
    if (state != before.state) {
        before.since = now;
        before.times = 0;
    }
    before.state = state;
    before.code = answer.code;
    before.checked_at = now;
    ++before.times;
    if (state == "ok") {
        if (answer.status != 304) before.etag = answer.etag, before.last_modified = answer.last_modified;
    } else {
        before.etag.clear(), before.last_modified.clear();
    }
    const auto wanted = static_cast<std::int64_t>(answer.retry_after.count());
    before.next_at = now + std::max(resource_wait_of(before, every.count()), wanted);
    return before;
}

ResourceCheck new_resource_check(std::string url, UnixTime now, std::chrono::seconds every) {
    ResourceCheck check;
    const auto period = static_cast<std::uint64_t>(std::max<std::int64_t>(1, every.count()));
    check.next_at = now + static_cast<UnixTime>(digest64(url) % period);
    check.since = now;
    check.url = std::move(url);
    return check;
}

std::vector<ResourceCheck> due_resources(const std::vector<ResourceCheck>& known, UnixTime now,
                                         std::size_t limit, std::size_t per_host) {
    std::vector<ResourceCheck> due;
    for (const ResourceCheck& check : known)
        if (check.next_at <= now) due.push_back(check);
    std::stable_sort(due.begin(), due.end(),
                     [](const ResourceCheck& a, const ResourceCheck& b) { return a.next_at < b.next_at; });
    std::map<std::string, std::size_t> of_host;
    std::erase_if(
        due, [&](const ResourceCheck& check) { return ++of_host[host_of_resource(check.url)] > per_host; });
    if (due.size() > limit) due.resize(limit);
    return due;
}

void DuePick::add(ResourceCheck check) {
    if (check.next_at > now_) return;
    ++due_;
    kept_.push_back(std::move(check));
    if (kept_.size() > 4 * limit_) kept_ = take();
}

bool is_askable(std::string_view url) { return url.starts_with("https://") || url.starts_with("http://"); }

std::string host_of_resource(std::string_view url) {
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos)
        url.remove_prefix(scheme + 3);
    return std::string(url.substr(0, url.find_first_of("/?#")));
}

} // namespace moisson
