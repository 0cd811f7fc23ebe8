# What other kernel modules use of the resizes.
from fastaug.kernels._core cimport Stack

cdef int resize_stack(const Stack *src, const Stack *dst, object top, object left, object height, object width,
                      int interpolation, bint antialias, object threads) except -1
