#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#ifdef __SANITIZE_ADDRESS__
/// libssh2 1.10 of Debian 12 removes the kinds of key that it does not know from a list by a memcpy within
/// that list; repaired in 1.11 (libssh2 pull request 1000). Everything else that it does stays checked.
extern "C" const char* __asan_default_suppressions() { return "interceptor_via_lib:libssh2\n"; }
#endif
