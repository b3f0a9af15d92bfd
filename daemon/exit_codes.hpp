// Exit codes of every command (sysexits where one fits). `moisson explain exit-codes` lists them.
#pragma once
#include <string>

namespace moisson::exit_code {

inline constexpr int done = 0;
inline constexpr int attention = 1; ///< differences, failing feeds, warnings denied
inline constexpr int usage = 2;
inline constexpr int held = 10;        ///< a guard waits for a decision
inline constexpr int rejected = 65;    ///< data refused, or a corrupt store
inline constexpr int unknown = 66;     ///< no such feed, run or id
inline constexpr int unavailable = 69; ///< the daemon does not answer
inline constexpr int internal = 70;
inline constexpr int io = 74;
inline constexpr int try_again = 75; ///< transient failure, or another process owns the store
inline constexpr int not_allowed = 77;
inline constexpr int config = 78;

} // namespace moisson::exit_code

namespace moisson {
std::string exit_codes_text(); ///< one line each, for `moisson explain exit-codes` and the manual
}
