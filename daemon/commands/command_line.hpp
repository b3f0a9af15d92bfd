#pragma once
#include <iosfwd>
#include <string>
#include <vector>

namespace moisson {

/// Parses the arguments (the first is the program's name), runs one command and returns its exit code
/// (daemon/exit_codes.hpp). Data goes to `out`, messages to `err`. Never throws.
int run_command_line(std::vector<std::string> arguments, std::ostream& out, std::ostream& err);

} // namespace moisson
