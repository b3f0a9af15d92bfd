#include "daemon/commands/progress_lines.hpp"

#include <algorithm>

namespace moisson {

namespace {

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

std::string bar(std::uint64_t done, std::uint64_t total) {
    constexpr std::size_t width = 24;
    const std::size_t filled = total ? width * std::min(done, total) / total : 0;
    return "[" + std::string(filled, '#') + std::string(width - filled, ' ') + "] " +
           std::to_string(total ? 100 * std::min(done, total) / total : 0) + " %";
}

} // namespace

std::string progress_line(const std::string& label, const RunProgress& progress) {
    switch (progress.phase.load()) {
    case RunProgress::Phase::fetching:
        return label + "  fetching " + grouped(progress.bytes / 1024) + " KiB";
    case RunProgress::Phase::reading:
        return label + "  reading " + grouped(progress.records) + " records";
    case RunProgress::Phase::applying:
        return label + "  applying " + bar(progress.applied, progress.to_apply);
    case RunProgress::Phase::done:
        break;
    }
    return label;
}

void ProgressLines::add(const std::string& label, std::shared_ptr<RunProgress> progress) {
    runs_.emplace_back(label, std::move(progress));
}

void ProgressLines::remove(const std::string& label) {
    std::erase_if(runs_, [&](const auto& run) { return run.first == label; });
    if (shown_) out_ << "\r\x1b[K" << std::flush;
}

void ProgressLines::draw() {
    if (!shown_ || runs_.empty()) return;
    out_ << '\r' << progress_line(runs_.front().first, *runs_.front().second);
    if (runs_.size() > 1) out_ << "  (+" << runs_.size() - 1 << " more)";
    out_ << "\x1b[K" << std::flush;
}

} // namespace moisson
