// How far the runs are, on one line of a terminal; nothing is drawn when stderr is not a terminal.
#pragma once
#include "daemon/commands/command.hpp"
#include "daemon/harvest/run_options.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace moisson {

class ProgressLines {
public:
    explicit ProgressLines(const CommandContext& context) : out_(context.err), shown_(context.progress) {}
    void add(const std::string& label, std::shared_ptr<RunProgress> progress);
    void remove(const std::string& label); ///< wipes the line, so that the run's result can be printed
    void draw();

private:
    std::ostream& out_;
    bool shown_;
    std::vector<std::pair<std::string, std::shared_ptr<RunProgress>>> runs_;
};

/// "exemple  reading 412,000 records" or "exemple  applying [#####     ] 52 %"
std::string progress_line(const std::string& label, const RunProgress& progress);

} // namespace moisson
