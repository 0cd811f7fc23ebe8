/* What every C file needs: integer types, the SIMD headers of the machine, and how to ask for a target. */
#ifndef FASTAUG_PLATFORM_H
#define FASTAUG_PLATFORM_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if (defined(__x86_64__) || defined(_M_X64)) && (defined(__GNUC__) || defined(__clang__))
#define FA_X86 1
#include <immintrin.h> /* before any target pragma, or its functions would get that target */
#else
#define FA_X86 0
#endif

#if defined(__GNUC__) || defined(__clang__)
#define FA_INLINE static inline __attribute__((always_inline, unused))
#define FA_NOINLINE __attribute__((noinline))
#define FA_UNUSED __attribute__((unused))
#define FA_ALIGN64 __attribute__((aligned(64)))
#define FA_LIKELY(x) __builtin_expect(!!(x), 1)
#define FA_PREFETCH(p) __builtin_prefetch(p)
#else
#define FA_INLINE static __forceinline
#define FA_NOINLINE __declspec(noinline)
#define FA_UNUSED
#define FA_ALIGN64 __declspec(align(64))
#define FA_LIKELY(x) (x)
#define FA_PREFETCH(p) ((void)(p))
#endif

#define FA_PRAGMA(x) _Pragma(#x)
#if defined(__clang__) /* before __GNUC__, which clang defines too */
#define FA_TARGET_PUSH(t) FA_PRAGMA(clang attribute push(__attribute__((target(t))), apply_to = function))
#define FA_TARGET_POP FA_PRAGMA(clang attribute pop)
#define FA_WIDEST /* clang knows no such target, and would take none of the others */
#define FA_INDEPENDENT FA_PRAGMA(clang loop vectorize(assume_safety))
#elif defined(__GNUC__)
#define FA_TARGET_PUSH(t) FA_PRAGMA(GCC push_options) FA_PRAGMA(GCC target(t))
#define FA_TARGET_POP FA_PRAGMA(GCC pop_options)
#define FA_WIDEST ",prefer-vector-width=512"
#define FA_INDEPENDENT FA_PRAGMA(GCC ivdep)
#else
#define FA_INDEPENDENT
#endif

FA_INLINE int64_t fa_min(int64_t a, int64_t b) { return a < b ? a : b; }
FA_INLINE int64_t fa_max(int64_t a, int64_t b) { return a > b ? a : b; }

/* The place of the lowest bit that is set. */
FA_INLINE int fa_lowest_bit(uint64_t v)
{
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_ctzll(v);
#else
    int place = 0;
    while (!(v >> place & 1)) place++;
    return place;
#endif
}

#endif
