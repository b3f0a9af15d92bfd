#include "daemon/commands/command_line.hpp"

#include <iostream>

int main(int argc, char** argv) {
    return moisson::run_command_line({argv, argv + argc}, std::cout, std::cerr);
}
