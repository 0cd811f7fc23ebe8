# What other kernel modules use of angles.
cdef void cosine_and_sine(double degrees, double *cosine, double *sine) noexcept nogil
