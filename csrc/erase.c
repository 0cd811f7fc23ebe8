#include "erase.h"

void fa_erase_rows(const void *job, int64_t first, int64_t last) { fa_paste_range(job, first, last); }
