// One line on a terminal that says how far a run is; nothing when stderr is not a terminal.
#pragma once
#include "daemon/commands/command.hpp"
#include "daemon/harvest/workshop.hpp"

#include <memory>
#include <string>

namespace moisson {

/// Draws ten times a second on the io thread until end(). Thread: io.
class ProgressBar {
public:
    ProgressBar(const CommandContext& context, boost::asio::io_context& io, std::string label,
                std::shared_ptr<RunProgress> progress);
    ~ProgressBar();
    void end(); ///< wipes the line

private:
    struct Drawing;
    std::shared_ptr<Drawing> drawing_;
};

/// "exemple  reading 412,000 records" or "exemple  applying [#####     ] 52 %"
std::string progress_line(const std::string& label, const RunProgress& progress);

} // namespace moisson
