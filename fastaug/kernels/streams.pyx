"""Random numbers named by what they are for, (seed, epoch, sample, slot, number), and words of a Generator."""

cimport numpy as cnp
from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.stdint cimport int64_t, uint32_t, uint64_t

import numpy as np

cnp.import_array()

cdef extern from "numpy/random/bitgen.h":  # to cimport numpy.random would import it too
    ctypedef struct bitgen_t:
        void *state
        uint64_t (*next_uint64)(void *state) nogil
        uint32_t (*next_uint32)(void *state) nogil
        double (*next_double)(void *state) nogil

cdef enum:
    ROUNDS = 7


cdef inline void _philox(uint32_t *c, uint64_t key) noexcept nogil:
    """Philox4x32-7 of a counter, in place."""
    cdef uint32_t k0 = <uint32_t>key, k1 = <uint32_t>(key >> 32)
    cdef uint64_t p, q
    cdef int i
    for i in range(ROUNDS):
        p = <uint64_t>c[0] * 0xD2511F53u
        q = <uint64_t>c[2] * 0xCD9E8D57u
        c[0], c[1] = <uint32_t>(q >> 32) ^ c[1] ^ k0, <uint32_t>q
        c[2], c[3] = <uint32_t>(p >> 32) ^ c[3] ^ k1, <uint32_t>p
        k0 += 0x9E3779B9u
        k1 += 0xBB67AE85u


def uniforms(uint64_t seed, uint64_t epoch, cnp.ndarray index, list counts):
    """(N, sum of counts) numbers in [0, 1) with 53 bits: for each sample `counts[s]` of slot s.

    index: N contiguous int64. Numbers 2 b and 2 b + 1 of a slot come from the counter (256 slot + b, epoch, index).
    """
    cdef int64_t n = cnp.PyArray_SIZE(index), total = sum(counts), i, at = 0, k
    cdef cnp.npy_intp[2] shape = [n, total]
    cdef cnp.ndarray made = cnp.PyArray_EMPTY(2, shape, cnp.NPY_FLOAT64, 0)
    cdef const uint64_t *samples = <const uint64_t *>cnp.PyArray_DATA(index)
    cdef double *out = <double *>cnp.PyArray_DATA(made)
    cdef uint32_t[4] c
    cdef int64_t slot = 0, count
    for count in counts:
        if count > 512:
            raise ValueError(f"a transform can take 512 random numbers of a sample, got {count}")
        for i in range(n):
            for k in range(0, count, 2):
                c[0], c[1] = <uint32_t>(256 * slot + k // 2), <uint32_t>epoch
                c[2], c[3] = <uint32_t>samples[i], <uint32_t>(samples[i] >> 32)
                _philox(c, seed)
                out[i * total + at + k] = ((<uint64_t>c[1] << 32 | c[0]) >> 11) * 2.0**-53
                if k + 1 < count:
                    out[i * total + at + k + 1] = ((<uint64_t>c[3] << 32 | c[2]) >> 11) * 2.0**-53
        at += count
        slot += 1
    return made


def indices(index, int64_t count):
    """`index` as an array with one int64 per sample."""
    cdef cnp.ndarray given = cnp.PyArray_FROM_O(index), made = cnp.PyArray_EMPTY(1, <cnp.npy_intp *>&count, cnp.NPY_INT64, 0)
    cdef int64_t *samples = <int64_t *>cnp.PyArray_DATA(made)
    cdef int64_t i
    cdef bint fits = cnp.PyArray_SIZE(given) == count and (cnp.PyArray_NDIM(given) == 1 or cnp.PyArray_NDIM(given) == 0)
    if not (fits and cnp.PyArray_ISINTEGER(given)):
        raise ValueError(f"index must be one integer for each of {count} samples, got {index!r}")
    cnp.PyArray_CopyInto(made, given)
    for i in range(count):
        if samples[i] < 0:
            raise ValueError(f"index must be at least 0 and below 2**63, got {index!r}")
    return made


cdef object _Generator = None   # numpy.random.Generator, once it is needed


cpdef generator(rng):
    """`rng` as a Generator: None is a fresh one, an int a seed, a Generator itself."""
    global _Generator
    if _Generator is None:
        _Generator = np.random.Generator
    if isinstance(rng, _Generator):
        return rng
    if rng is None or (isinstance(rng, (int, np.integer)) and not isinstance(rng, bool) and rng >= 0):
        return np.random.default_rng(rng)
    raise TypeError(f"rng must be None, a non-negative integer or a numpy.random.Generator, got {rng!r}")


cdef bitgen_t *_bits(object source) except NULL:
    return <bitgen_t *>PyCapsule_GetPointer(source.capsule, "BitGenerator")


cdef object _locked(object source):
    """The lock of a bit generator, to be released: a `with` statement takes three times as long."""
    lock = source.lock
    lock.acquire()
    return lock


def image_seeds(rng, int64_t count):
    """A 64-bit seed for each image, as a list; n images at once have the seeds of n calls.

    They are those of generator(rng).integers(0, 2**64, count, np.uint64), in a tenth of the time for one.
    """
    source = generator(rng).bit_generator
    cdef bitgen_t *bits = _bits(source)
    cdef list made = []
    cdef int64_t i
    lock = _locked(source)
    try:
        for i in range(count):
            made.append(bits.next_uint64(bits.state))
    finally:
        lock.release()
    return made


cdef int draw_uniforms(object rng, double *to, int64_t count) except -1:
    """generator(rng).random(count), in a third of the time for a few."""
    source = generator(rng).bit_generator
    cdef bitgen_t *bits = _bits(source)
    cdef int64_t i
    lock = _locked(source)
    for i in range(count):
        to[i] = bits.next_double(bits.state)
    lock.release()
    return 0


cdef int64_t _up_to(bitgen_t *generator, int64_t end) noexcept:
    """A whole number from 0 to `end`, either sign and nearer than 2^32 - 1; as NumPy draws it (Lemire 2019)."""
    cdef uint32_t most = end if end > 0 else -end
    cdef uint32_t unfair = (0xFFFFFFFFu - most) % (most + 1)
    cdef uint64_t product
    while most > 0:
        product = <uint64_t>generator.next_uint32(generator.state) * (most + 1)
        if <uint32_t>product >= unfair:
            return <int64_t>(product >> 32) + min(0, end)
    return 0


cdef object _many_up_to(bitgen_t *generator, int64_t end, int64_t count):
    cdef cnp.ndarray made = cnp.PyArray_EMPTY(1, <cnp.npy_intp *>&count, cnp.NPY_INT64, 0)
    cdef int64_t i
    for i in range(count):
        (<int64_t *>cnp.PyArray_DATA(made))[i] = _up_to(generator, end)
    return made


def whole_numbers(rng, tuple ends, count):
    """rng.integers(min(0, end), max(0, end), count, endpoint=True) for each, in a tenth of the time for a few."""
    cdef int64_t end, nearest = 0, farthest = 0
    for end in ends:
        nearest, farthest = min(nearest, end), max(farthest, end)
    if farthest - nearest >= 0xFFFFFFFF:
        return [rng.integers(min(0, end), max(0, end), count, endpoint=True) for end in ends]
    source = rng.bit_generator
    cdef bitgen_t *generator = _bits(source)
    lock = _locked(source)
    try:
        if count is None:
            return [_up_to(generator, end) for end in ends]
        return [_many_up_to(generator, end, count) for end in ends]
    finally:
        lock.release()
