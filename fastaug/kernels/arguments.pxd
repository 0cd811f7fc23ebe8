# What other kernel modules make of their arguments.
cimport numpy as cnp

cdef object array_of(object value)
cdef cnp.ndarray doubles(object value)
cdef bint all_finite(cnp.ndarray numbers) noexcept
cpdef double top_of_range(cnp.dtype dtype)
