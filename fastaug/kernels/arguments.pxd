# What other kernel modules make of their arguments.
cimport numpy as cnp
from libc.stdint cimport int64_t

cdef object array_of(object value)
cdef cnp.ndarray doubles(object value)
cdef bint all_finite(cnp.ndarray numbers) noexcept
cpdef int flag(object value, str name) except -1
cpdef tuple image_shape(object image, str name=*)
cpdef tuple limits(object value_range)
cpdef double top_of_range(cnp.dtype dtype)
cpdef cnp.ndarray per_sample(object value, str name, int64_t count, object least=*, object most=*)
cpdef list per_sample_list(object value, str name, int64_t count, object least=*, object most=*)
cpdef double number(object value, str name, object least, object most=*) except? -1
cpdef integer(object value, str name, object least=*, object most=*)
cpdef tuple field_size(object height, object width, object count)
cpdef choice(object value, str name, object allowed)
cpdef border_code(object border)
