/* The SIMD level of this process: the best one the CPU has, lowered by FASTAUG_SIMD=baseline|avx2|avx512. */
#ifndef FASTAUG_LEVEL_H
#define FASTAUG_LEVEL_H

#include "platform.h"

enum { FA_BASELINE, FA_AVX2, FA_AVX512 };

#if FA_X86
static inline int fa_best_level(void)
{
    __builtin_cpu_init();
    int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
    int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                 __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                 __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
                 __builtin_cpu_supports("avx512vnni");
    return avx2 ? (avx512 ? FA_AVX512 : FA_AVX2) : FA_BASELINE;
}
/* 1 if this CPU lacks even the baseline (x86-64-v2). */
static inline int fa_baseline_missing(void)
{
    __builtin_cpu_init();
    return !(__builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"));
}
#else
static inline int fa_best_level(void) { return FA_BASELINE; }
static inline int fa_baseline_missing(void) { return 0; }
#endif

/* One of the above. */
static inline int fa_simd_level(void)
{
    static int level = -1; /* every thread would compute the same value */
    if (level < 0) {
        const char *wish = getenv("FASTAUG_SIMD");
        int best = fa_best_level(), limit = FA_AVX512;
        if (wish && !strcmp(wish, "baseline")) limit = FA_BASELINE;
        if (wish && !strcmp(wish, "avx2")) limit = FA_AVX2;
        level = best < limit ? best : limit;
    }
    return level;
}

#endif
