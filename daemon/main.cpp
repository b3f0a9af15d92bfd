#include "core/model/digest.hpp"
#include <cstdio>
int main() { std::printf("%s\n", moisson::to_hex(moisson::digest128("")).c_str()); }
