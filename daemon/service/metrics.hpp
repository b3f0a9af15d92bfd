// Counters of this process and their text form (Prometheus). Lives on the io thread.
#pragma once
#include "daemon/service/status_snapshot.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Text exposition format 0.0.4: a family, then its samples.
class Exposition {
public:
    using Labels = std::vector<std::pair<std::string_view, std::string_view>>;
    void family(std::string_view name, std::string_view type, std::string_view help);
    void sample(std::string_view name, const Labels& labels, double value);
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// How late a timer of the io thread comes: the greatest of the last minute or two, and of all.
class LoopLag {
public:
    void add(std::chrono::duration<double> late, std::chrono::steady_clock::time_point now);
    double recent() const { return std::max(current_, previous_); }
    double greatest() const { return greatest_; }

private:
    double current_ = 0, previous_ = 0, greatest_ = 0;
    std::chrono::steady_clock::time_point window_{};
};

class Metrics {
public:
    /// `rejects`: per code, of this run.
    void run_finished(const RunRow& run, const std::map<std::string, std::uint64_t>& rejects);
    void published(const std::string& target, const std::string& result);
    void schedule_delay(double seconds);
    void http_answer(const std::string& host, const std::string& code);
    void http_bytes(const std::string& host, std::uint64_t bytes);
    LoopLag& loop_lag() { return loop_lag_; }

    std::string render(const StatusSnapshot& status) const;

private:
    using Pair = std::pair<std::string, std::string>;
    static constexpr std::size_t host_cap = 200; ///< label values of `host`; others are "other"
    static const std::vector<double>& bounds();
    std::string capped(const std::string& host);
    void render_counters(Exposition& out) const;

    std::map<Pair, std::uint64_t> runs_, records_, rejects_, guards_, requests_, publications_;
    std::map<std::string, std::uint64_t> not_modified_, bytes_, hosts_;
    std::vector<std::uint64_t> duration_buckets_ = std::vector<std::uint64_t>(bounds().size() + 1);
    double duration_sum_ = 0;
    double schedule_delay_ = 0;
    LoopLag loop_lag_;
};

} // namespace moisson
