#include "daemon/exit_codes.hpp"

#include <array>

namespace moisson {

namespace {

struct ExitCodeText {
    int code;
    const char* meaning;
};

constexpr std::array<ExitCodeText, 12> texts{{
    {exit_code::done, "done"},
    {exit_code::attention,
     "done, and something needs attention: differences, failing feeds, warnings denied"},
    {exit_code::usage, "wrong use of the command line"},
    {exit_code::held, "a guard holds the run until somebody decides (moisson approve, moisson deny)"},
    {exit_code::rejected, "data refused beyond the limit, or a damaged store"},
    {exit_code::unknown, "no such feed, run or id"},
    {exit_code::unavailable, "the daemon does not answer"},
    {exit_code::internal, "a fault of this program"},
    {exit_code::io, "a file cannot be read or written, or the disk failed"},
    {exit_code::try_again, "try again later: transient failure, or another process owns the store"},
    {exit_code::not_allowed, "not allowed"},
    {exit_code::config, "wrong configuration (moisson check says where)"},
}};

} // namespace

std::string exit_codes_text() {
    std::string out;
    for (const auto& [code, meaning] : texts) {
        std::string number = std::to_string(code);
        number.insert(0, number.size() < 2 ? 1 : 0, ' ');
        out += number + "  " + meaning + "\n";
    }
    return out;
}

} // namespace moisson
