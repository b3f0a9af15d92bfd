#include "daemon/commands/progress_bar.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

namespace asio = boost::asio;

namespace moisson {

struct ProgressBar::Drawing {
    Drawing(std::ostream& stream, asio::io_context& io) : out(stream), timer(io) {}
    std::ostream& out;
    asio::steady_timer timer;
    std::string label;
    std::shared_ptr<RunProgress> progress;
    bool ended = false;
};

namespace {

template<class Drawing>
asio::awaitable<void> draw(std::shared_ptr<Drawing> drawing) {
    boost::system::error_code cancelled;
    while (!drawing->ended) {
        drawing->timer.expires_after(std::chrono::milliseconds(100));
        co_await drawing->timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
        if (!drawing->ended)
            drawing->out << '\r' << progress_line(drawing->label, *drawing->progress) << "\x1b[K"
                         << std::flush;
    }
}

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

ProgressBar::ProgressBar(const CommandContext& context, asio::io_context& io, std::string label,
                         std::shared_ptr<RunProgress> progress) {
    if (!context.progress) return;
    drawing_ = std::make_shared<Drawing>(context.err, io);
    drawing_->label = std::move(label);
    drawing_->progress = std::move(progress);
    auto ignore = [](std::exception_ptr) {}; // a progress bar never fails a run
    asio::co_spawn(io, draw(drawing_), ignore);
}

ProgressBar::~ProgressBar() { end(); }

void ProgressBar::end() {
    if (!drawing_ || drawing_->ended) return;
    drawing_->ended = true;
    drawing_->timer.cancel();
    drawing_->out << "\r\x1b[K" << std::flush;
}

} // namespace moisson
