/* The widest vector of floats of each level, in the operators of C; one float where the compiler has none. */
#undef LANES
#undef CONVERT
#if !defined(__GNUC__)
#define LANES 1
typedef float FA(floats);
typedef int32_t FA(ints);
#define CONVERT(v, type) ((type)(v))
#else
#define LANES (FA_LEVEL == 2 ? 16 : FA_LEVEL == 1 ? 8 : 4)
typedef float FA(floats) __attribute__((vector_size(LANES * 4)));
typedef int32_t FA(ints) __attribute__((vector_size(LANES * 4)));
#define CONVERT(v, type) __builtin_convertvector(v, type)
#endif

FA_INLINE FA(ints) FA(bits)(FA(floats) v)
{
    FA(ints) b;
    memcpy(&b, &v, sizeof b);
    return b;
}

FA_INLINE FA(floats) FA(from_bits)(FA(ints) b)
{
    FA(floats) v;
    memcpy(&v, &b, sizeof v);
    return v;
}

/* Vectors side by side: alone, each operation would wait for the one before it. */
enum { FA(ABREAST) = 4 };
#undef EACH_OF
#undef EACH
#define EACH_OF(n) for (int b = 0; b < (n); b++)
#define EACH EACH_OF(FA(ABREAST))
