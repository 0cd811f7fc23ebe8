#include "warp.h"

#include "border.h"
#include "copy.h"
#include "platform.h"

#define SEGMENT 256 /* pixels whose coordinates are made at once: they stay in the first-level cache */

enum { OUTSIDE, BORDER, INSIDE }; /* a block of 16 pixels, see warp_blocks.h */

#include "warp_pixel.h"

#define FA_BODY "warp_rows.h"
#include "each_level.h"

void fa_warp_rows(const void *job, int64_t first, int64_t last) { FA_PICK(warp)(job, first, last); }
