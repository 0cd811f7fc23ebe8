# A pass of a plan: what it does to each sample of a batch.
from libc.stdint cimport int64_t, uint8_t, uint64_t

from fastaug.kernels._core cimport fa_image, fa_rows

cdef extern from "pipeline.h":
    enum: FA_JOB_BYTES
    ctypedef struct fa_step:
        fa_rows rows
        int64_t top, left
        int whole, planar, long_bands, mirrors
        int *mirror
        fa_image result
        int64_t scratch
        const void *holds
        int (*prepare)(void *job, void *scratch, int held) noexcept nogil
        void (*release)(void *job) noexcept nogil
        char *job
    ctypedef void (*fa_bind)(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil
    ctypedef struct fa_pass:
        fa_bind bind
        const void *parameters
        const uint8_t *active

cdef class Pass:
    # Base of the passes of all families, each of which fills `c`.
    cdef fa_pass c
    cdef list kept      # the arrays that `c` points into
    cdef int failed     # 1: a step found no memory for its rows

    cdef int begin(self, fa_bind bind, const void *parameters, object active) except -1
    cdef const void *keep(self, object array, object dtype, int64_t size) except? NULL
    cdef const double *doubles(self, object array, int64_t size) except? NULL
    cdef const int64_t *integers(self, object array, int64_t size) except? NULL
    cdef const uint64_t *words(self, object array, int64_t size) except? NULL
    cdef const char *pixel(self, object fill, object like) except NULL
