/* Bytes of a pattern laid over others: kept is 255 where they stay and 0 where `filled` is shown, which is 0 elsewhere.
 * in may be out. */
static void FA(lay_over)(const uint8_t *in, uint8_t *out, int64_t size, const uint8_t *kept, const uint8_t *filled)
{
    for (int64_t i = 0; i < size; i++) out[i] = (uint8_t)((in[i] & kept[i]) | filled[i]);
}
