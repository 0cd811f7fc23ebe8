#include "channels.h"

#include "each_row.h"
#include "platform.h"

/* Where each byte of a run of pixels comes from, for runs as long as a vector; and what is put there instead. */
enum { RUN = 64, NOWHERE = 0x80 };
typedef struct {
    uint8_t from[RUN], fill[RUN];
    int64_t length; /* in bytes: whole pixels */
} channel_run;

typedef struct {
    int64_t run; /* bytes of a vector; 0: none */
    int64_t (*move)(const char *x, char *y, int64_t n, const channel_run *k); /* returns the bytes done */
} channels_table;

#define FA_BODY "channels_rows.h"
#include "each_level.h"

static channel_run plan_run(const fa_channels *p, int64_t size)
{
    const int64_t item = fa_itemsize(p->src.dtype), pixel = fa_pixel_bytes(&p->src);
    channel_run k = {.length = size / pixel * pixel};
    for (int64_t i = 0; i < k.length; i++) {
        const int64_t at = i % pixel, from = p->from[at / item];
        k.from[i] = (uint8_t)(from < 0 ? NOWHERE : i - at + from * item + at % item);
        k.fill[i] = from < 0 ? (uint8_t)p->fill[at] : 0;
    }
    return k;
}

static void move_pixels(const fa_channels *p, const char *x, char *y, int64_t pixels)
{
    const int64_t item = fa_itemsize(p->src.dtype), channels = p->src.channels;
    for (; pixels > 0; pixels--, x += channels * item, y += channels * item)
        for (int64_t c = 0; c < channels; c++)
            memcpy(y + c * item, p->from[c] < 0 ? p->fill + c * item : x + p->from[c] * item, (size_t)item);
}

void fa_channels_rows(const void *job, int64_t first, int64_t last)
{
    const fa_channels *p = job;
    const channels_table *table = FA_PICK(&channels);
    const int64_t pixel = fa_pixel_bytes(&p->src);
    const int vectors = pixel <= table->run;
    const channel_run k = plan_run(p, vectors ? table->run : 0);
    EACH_ROW(p, {
        const int64_t done = vectors ? table->move(x, y, n * pixel, &k) : 0;
        move_pixels(p, x + done, y + done, n - done / pixel);
    })
}
