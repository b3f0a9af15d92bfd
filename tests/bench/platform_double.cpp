// The double of the national platform as a program, for the bench: prints where it listens, lives until its
// standard input ends.
#include "tests/support/udata/platform.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

int main() {
    const moisson::test::UdataPlatform platform;
    std::cout << nlohmann::json{{"url", platform.url()},
                                {"key", moisson::test::UdataPlatform::key()},
                                {"organization", platform.organization()}}
                     .dump()
              << std::endl;
    while (std::cin.get() != EOF) {
    }
}
