#include "shading.h"
#include "platform.h"

enum { STRIP = 768 }; /* values: whole pixels of 1, 2, 3 and 4 channels */

typedef void bias_function(const fa_bias *p, int64_t row, const char *src, char *dst);
typedef void gamma_function(const fa_local_gamma *p, int64_t row, const char *src, char *dst);

#define FA_BODY "shading_rows.h"
#include "each_level.h"

static float unit(int64_t pixels) { return pixels > 1 ? (float)(2.0 / (double)(pixels - 1)) : 0; }

fa_field fa_field_over(const fa_image *m, const float *coefficients, int terms_x, int terms_y)
{
    const float left = (float)((double)(m->width - 1) / 2), top = (float)((double)(m->height - 1) / 2);
    return (fa_field){coefficients, terms_x, terms_y, left, top, unit(m->width), unit(m->height)};
}

fa_field fa_window(const fa_image *m, double x, double y, double scale)
{
    static const float bell[9] = {[2] = -0.72134752f, [6] = -0.72134752f}; /* of y^2 and x^2: -1/2 to base 2 */
    const float unit_of_bell = (float)(1 / (scale * (double)fa_min(m->height, m->width)));
    return (fa_field){bell, 3, 3, (float)(x * (double)m->width - 0.5), (float)(y * (double)m->height - 0.5), unit_of_bell, unit_of_bell};
}

void fa_bias_rows(const void *job, int64_t first, int64_t last)
{
    const fa_bias *p = job;
    bias_function *shade = FA_PICK(biases)[p->src.dtype];
    for (int64_t i = first; i < last; i++) shade(p, i, fa_row(&p->src, i), fa_row(&p->dst, i));
}

void fa_local_gamma_rows(const void *job, int64_t first, int64_t last)
{
    const fa_local_gamma *p = job;
    gamma_function *shade = FA_PICK(local_gammas)[p->src.dtype];
    for (int64_t i = first; i < last; i++) shade(p, i, fa_row(&p->src, i), fa_row(&p->dst, i));
}
