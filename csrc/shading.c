#include "shading.h"
#include "platform.h"

enum { STRIP = 768 }; /* values: whole pixels of 1, 2, 3 and 4 channels */

#define FA_BODY "shading_rows.h"
#include "each_level.h"

void fa_bias_rows(const void *job, int64_t first, int64_t last) { FA_PICK(bias_rows)(job, first, last); }
void fa_local_gamma_rows(const void *job, int64_t first, int64_t last) { FA_PICK(local_gamma_rows)(job, first, last); }
