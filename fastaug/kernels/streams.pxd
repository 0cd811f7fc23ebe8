# What other kernel modules draw.
from libc.stdint cimport int64_t

cdef int draw_uniforms(object rng, double *to, int64_t count) except -1
