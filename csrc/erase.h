/* Filling a rectangle of an image. */
#ifndef FASTAUG_ERASE_H
#define FASTAUG_ERASE_H

#include "paste.h"

void fa_erase_rows(const void *job, int64_t first, int64_t last);

#endif
