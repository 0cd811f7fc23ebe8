# What the kernel modules share: arrays as C structs, results, and the one loop that runs rows on threads.
cimport numpy as cnp
from libc.stdint cimport int64_t

cdef extern from "image.h":
    enum: FA_U8, FA_U16, FA_F32, FA_F64
    ctypedef struct fa_image:
        char *data
        int64_t height, width, channels, stride
        int dtype
    ctypedef void (*fa_rows)(const void *job, int64_t first, int64_t last) noexcept nogil
    int fa_itemsize(int dtype) nogil

cdef struct Stack:
    # A batch of equal images; (H, W) and (H, W, C) are batches of one.
    fa_image first      # image 0
    int64_t count       # images
    int64_t step        # bytes from one image to the next
    int rank            # of the array: 2, 3 or 4
    int type_number     # NumPy's, which tells bool from uint8

cdef object unpack(object array, str name, Stack *stack)
cdef object result(object out, const Stack *like, int64_t height, int64_t width, int64_t channels, int type_number,
                   tuple inputs, Stack *stack)
cdef object finish(object out, object made)
cdef fa_image image_at(const Stack *stack, int64_t i) noexcept nogil
cdef int run(fa_rows rows, const void *jobs, size_t job_size, int64_t count, int64_t height, double ns_per_row,
             object threads) except -1
cdef int run_whole(fa_rows whole, const void *jobs, size_t job_size, int64_t count, int64_t at_once, double ns,
                   object threads) except -1
cdef const void *data(object array)
cdef cnp.ndarray packed(object array, int type_number)
cdef void *allocate(size_t count, size_t size) except NULL
cdef int64_t entry(object value, int64_t i) except? -1
cdef object fill_pixel(object fill, const Stack *like)
cdef int give_scratch(cnp.ndarray block) except -1
cdef cnp.ndarray share_scratch(void *of_first, size_t job_size, int64_t count, int64_t size, object threads,
                               int64_t *at_once)
