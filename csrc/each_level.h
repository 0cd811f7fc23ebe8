/* Compiles FA_BODY once per SIMD level. In the body FA(name) gives a name of its own to each level, and FA_LEVEL
 * (0, 1, 2) selects code where a level has its own form. FA_PICK(name) is the one for this process. */
#include "level.h"
#include "platform.h"

#define FA_JOIN_(a, b) a##_##b
#define FA_JOIN(a, b) FA_JOIN_(a, b)
#define FA(name) FA_JOIN(name, FA_LEVEL_NAME)

#define FA_LEVEL 0
#define FA_LEVEL_NAME baseline
#if FA_X86
FA_TARGET_PUSH("ssse3,sse4.1,sse4.2,popcnt")
#include FA_BODY
FA_TARGET_POP
#else
#include FA_BODY
#endif
#undef FA_LEVEL
#undef FA_LEVEL_NAME

#if FA_X86
#define FA_LEVEL 1
#define FA_LEVEL_NAME avx2
FA_TARGET_PUSH("avx2,fma,bmi,bmi2,popcnt")
#include FA_BODY
FA_TARGET_POP
#undef FA_LEVEL
#undef FA_LEVEL_NAME

#define FA_LEVEL 2
#define FA_LEVEL_NAME avx512
FA_TARGET_PUSH("avx2,fma,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,avx512vnni" FA_WIDEST)
#include FA_BODY
FA_TARGET_POP
#undef FA_LEVEL
#undef FA_LEVEL_NAME
#define FA_PICK(name) \
    (fa_simd_level() == FA_AVX512 ? name##_avx512 : fa_simd_level() == FA_AVX2 ? name##_avx2 : name##_baseline)
#else
#define FA_PICK(name) (name##_baseline)
#endif
