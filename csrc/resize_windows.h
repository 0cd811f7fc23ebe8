/* Windows of a source row at AVX-512: 16 values of a row of results, a 32-bit lane each, take their pixels out of the bytes
 * from base on by a byte permutation. */

/* Whether a pixel's channels fit a window, and places in a row a lane. */
static int FA(fits_windows)(const fa_axis *x, int64_t channels)
{
    return channels <= FA_WINDOW_VALUES && x->in * channels <= INT32_MAX;
}

/* For the values from e on: the byte of each one's first pixel, counted from *base, which is at most `most`; and *pixel,
 * its output pixel, counted from e / channels. Values beyond the end are taken from the last pixel. */
FA_INLINE __m512i FA(window_places)(const fa_axis *x, int64_t channels, int64_t e, int64_t most, int64_t *base, __m512i *pixel)
{
    const int64_t j = e / channels, left = x->out - j;
    const __m512i count = _mm512_set1_epi32((int)channels), reciprocal = _mm512_set1_epi32((int)(65536 / channels + 1));
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i value = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)(e % channels)));
    const __m512i of = _mm512_srli_epi32(_mm512_mullo_epi32(value, reciprocal), 16); /* value / channels */
    const __m512i channel = _mm512_sub_epi32(value, _mm512_mullo_epi32(of, count));
    const __m512i first = _mm512_maskz_loadu_epi32((__mmask16)FA(first_bytes)(left), x->first + j);
    *pixel = _mm512_min_epi32(of, _mm512_set1_epi32((int)fa_min(left - 1, 15)));
    *base = fa_max(0, fa_min(x->first[j] * channels, most));
    const __m512i place = _mm512_mullo_epi32(_mm512_permutexvar_epi32(*pixel, first), count);
    return _mm512_sub_epi32(_mm512_add_epi32(place, channel), _mm512_set1_epi32((int)*base));
}
