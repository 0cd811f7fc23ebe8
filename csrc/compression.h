/* What compression leaves of images: JPEG without its entropy coding, which loses nothing. */
#ifndef FASTAUG_COMPRESSION_H
#define FASTAUG_COMPRESSION_H

#include "image.h"

enum { FA_JPEG_ROWS = 16 }; /* of an image, which are coded at once: two rows of blocks, one where chroma is halved */

/* uint8 with 1 or 3 channels. Luma and chroma are first coded, in planes; the rows of dst then come from them. */
typedef struct {
    fa_image src, dst;
    void *scratch;
    const int64_t *steps; /* (2, 64): of the coefficients of luma and of chroma */
    fa_image planes[3];   /* luma, blue, red; made by fa_jpeg_start in the scratch */
} fa_jpeg;
FA_FITS_A_STEP(fa_jpeg);

int64_t fa_jpeg_scratch(const fa_jpeg *p); /* bytes */
void fa_jpeg_start(fa_jpeg *p);
void fa_jpeg_code(const void *job, int64_t first, int64_t last); /* bands of FA_JPEG_ROWS rows */
void fa_jpeg_rows(const void *job, int64_t first, int64_t last); /* all bands are coded */
int fa_jpeg_prepare(void *job, void *scratch, int held);         /* all that comes before the rows */
void fa_jpeg_whole(const void *job, int64_t first, int64_t last); /* all of it as one row of work */

#endif
