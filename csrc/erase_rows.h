/* Compiled per SIMD level for erase.c. */
#include "philox.h"

#include "random_values.h"

/* in may be out. */
static void FA(lay_over)(const uint8_t *in, const uint8_t *kept, const uint8_t *filled, uint8_t *out, int64_t size)
{
    for (int64_t i = 0; i < size; i++) out[i] = (uint8_t)((in[i] & kept[i]) | filled[i]);
}
