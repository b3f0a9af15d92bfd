// Instructions that only some processors have: asked for when the program runs, with a portable way beside
// them.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__)
#define MOISSON_AVX2 __attribute__((target("avx2,bmi,popcnt")))
#endif

namespace moisson {

/// Functions marked MOISSON_AVX2 may be called. False on other architectures, where there is no such mark.
inline bool has_avx2() {
#ifdef MOISSON_AVX2
    static const bool has =
        __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
    return has;
#else
    return false;
#endif
}

} // namespace moisson
