/* The byte orders of color_planes.h: split[c][j] = (3 j + c) mod width, merge[c][i] = (i - c) / 3 mod width. */
#ifndef FASTAUG_COLOR_TABLES_H
#define FASTAUG_COLOR_TABLES_H

#include "platform.h"

#if FA_X86
#define SPLIT_AT(j, c, width) (3 * (j) + (c)) & ((width) - 1)
#define MERGE_AT(i, c, width) (((i) + (width) - (c)) * 43) & ((width) - 1) /* 3 * 43 = 1 mod 64 and mod 16 */
#define FOUR(AT, i, c, w) AT(i, c, w), AT(i + 1, c, w), AT(i + 2, c, w), AT(i + 3, c, w)
#define SIXTEEN(AT, i, c, w) FOUR(AT, i, c, w), FOUR(AT, i + 4, c, w), FOUR(AT, i + 8, c, w), FOUR(AT, i + 12, c, w)
#define SIXTY_FOUR(AT, c) SIXTEEN(AT, 0, c, 64), SIXTEEN(AT, 16, c, 64), SIXTEEN(AT, 32, c, 64), SIXTEEN(AT, 48, c, 64)
FA_ALIGN64 static const uint8_t split_64[3][64] = {{SIXTY_FOUR(SPLIT_AT, 0)}, {SIXTY_FOUR(SPLIT_AT, 1)}, {SIXTY_FOUR(SPLIT_AT, 2)}};
FA_ALIGN64 static const uint8_t merge_64[3][64] = {{SIXTY_FOUR(MERGE_AT, 0)}, {SIXTY_FOUR(MERGE_AT, 1)}, {SIXTY_FOUR(MERGE_AT, 2)}};
FA_ALIGN64 static const uint8_t split_16[3][16] = {{SIXTEEN(SPLIT_AT, 0, 0, 16)}, {SIXTEEN(SPLIT_AT, 0, 1, 16)}, {SIXTEEN(SPLIT_AT, 0, 2, 16)}};
FA_ALIGN64 static const uint8_t merge_16[3][16] = {{SIXTEEN(MERGE_AT, 0, 0, 16)}, {SIXTEEN(MERGE_AT, 0, 1, 16)}, {SIXTEEN(MERGE_AT, 0, 2, 16)}};
/* 8 x 8 bytes with rows as columns, which is its own inverse. */
#define TURN_AT(i, c, width) (i) % 8 * 8 + (i) / 8
FA_ALIGN64 static const uint8_t turned_8x8[64] = {SIXTY_FOUR(TURN_AT, 0)};
#undef TURN_AT
#undef SPLIT_AT
#undef MERGE_AT
#undef FOUR
#undef SIXTEEN
#undef SIXTY_FOUR

/* Places of residue n mod 3: a bit for each of 64 bytes, or the bytes of a 16-byte lane. */
static const uint64_t every_third[3] = {0x9249249249249249u, 0x2492492492492492u, 0x4924924924924924u};
#define THIRD_BYTE(i, n) ((i) % 3 == (n) ? -1 : 0)
#define THIRD_LANE(n)                                                                                             \
    _mm_setr_epi8(THIRD_BYTE(0, n), THIRD_BYTE(1, n), THIRD_BYTE(2, n), THIRD_BYTE(3, n), THIRD_BYTE(4, n),       \
                  THIRD_BYTE(5, n), THIRD_BYTE(6, n), THIRD_BYTE(7, n), THIRD_BYTE(8, n), THIRD_BYTE(9, n),       \
                  THIRD_BYTE(10, n), THIRD_BYTE(11, n), THIRD_BYTE(12, n), THIRD_BYTE(13, n), THIRD_BYTE(14, n),  \
                  THIRD_BYTE(15, n))
#endif

#endif
