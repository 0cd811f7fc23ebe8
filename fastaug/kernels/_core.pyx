# cython: binding=True
# as some of its functions are public: help() shows their arguments
"""Arrays as C structs, results, threads, and the one loop that runs a rows function over images and rows."""

import os
import sys

cimport cython
cimport numpy as cnp
from cython.parallel cimport prange
from libc.stdint cimport int64_t, uintptr_t
from libc.stdlib cimport calloc
from libc.string cimport memset

import numpy as np

cnp.import_array()

cdef extern from "level.h":
    int fa_simd_level()
    int fa_baseline_missing()

cdef extern from "threads.h":
    int fa_has_openmp() nogil
    int fa_omp_max_threads() nogil
    void fa_threads_init()
    int fa_team(int wanted) nogil
    int fa_is_forked_child() nogil

if fa_baseline_missing():
    raise ImportError("fastaug needs a CPU with SSE4.2 and POPCNT (x86-64-v2); this one lacks them")
fa_threads_init()


# ---- arrays ------------------------------------------------------------------------------------------------------

cdef int _dtype_code(int type_number) noexcept:
    if type_number == cnp.NPY_UINT8 or type_number == cnp.NPY_BOOL:
        return FA_U8
    if type_number == cnp.NPY_UINT16:
        return FA_U16
    if type_number == cnp.NPY_FLOAT32:
        return FA_F32
    if type_number == cnp.NPY_FLOAT64:
        return FA_F64
    return -1


cdef object unpack(object array, str name, Stack *stack):
    """Fills `stack` from an array; returns the array to keep alive (a copy if its pixels are not contiguous)."""
    if not isinstance(array, cnp.ndarray):
        raise TypeError(f"{name} must be a NumPy array, got {type(array).__name__}")
    cdef cnp.ndarray a = array
    cdef int rank = cnp.PyArray_NDIM(a), type_number = cnp.PyArray_TYPE(a), dtype = _dtype_code(type_number)
    if dtype < 0 or not cnp.PyArray_ISNOTSWAPPED(a):
        raise TypeError(f"{name} must be uint8, uint16, float32, float64 or bool in native byte order, got {a.dtype}")
    if rank < 2 or rank > 4:
        raise ValueError(f"{name} must have shape (H, W), (H, W, C) or (N, H, W, C), got {array.shape}")
    cdef cnp.npy_intp *shape = cnp.PyArray_DIMS(a)
    cdef int h = rank == 4
    stack.rank = rank
    stack.type_number = type_number
    stack.count = shape[0] if rank == 4 else 1
    stack.first.dtype = dtype
    stack.first.height = shape[h]
    stack.first.width = shape[h + 1]
    stack.first.channels = shape[h + 2] if rank > 2 else 1
    if stack.first.channels == 0:
        raise ValueError(f"{name} must have at least one channel, got shape {array.shape}")
    cdef cnp.npy_intp *strides = cnp.PyArray_STRIDES(a)
    cdef int64_t item = fa_itemsize(dtype)
    cdef bint packed = cnp.PyArray_ISALIGNED(a)
    packed = packed and (rank == 2 or stack.first.channels == 1 or strides[h + 2] == item)
    packed = packed and (stack.first.width <= 1 or strides[h + 1] == item * stack.first.channels)
    packed = packed and (stack.first.height <= 1 or strides[h] >= 0)
    if not packed:
        a = cnp.PyArray_NewCopy(a, cnp.NPY_CORDER)
        strides = cnp.PyArray_STRIDES(a)
    stack.first.data = <char *>cnp.PyArray_DATA(a)
    stack.first.stride = strides[h] if stack.first.height > 1 else item * stack.first.channels * stack.first.width
    stack.step = strides[0] if rank == 4 else 0
    return a


cdef bint _fits(object array, int rank, const cnp.npy_intp *shape, int type_number):
    return (
        isinstance(array, cnp.ndarray)
        and cnp.PyArray_NDIM(array) == rank
        and cnp.PyArray_TYPE(array) == type_number
        and cnp.PyArray_CompareLists(cnp.PyArray_DIMS(array), shape, rank)
    )


cdef bint _overlaps(cnp.ndarray out, tuple inputs):
    """Whether any input has a byte between the first and the last byte of `out`, which is contiguous."""
    cdef char *first = cnp.PyArray_BYTES(out)
    cdef char *low
    cdef char *high
    cdef cnp.ndarray a
    cdef cnp.npy_intp reach
    cdef int i
    for a in inputs:
        low = cnp.PyArray_BYTES(a)
        high = low + cnp.PyArray_ITEMSIZE(a)
        for i in range(cnp.PyArray_NDIM(a)):
            reach = (cnp.PyArray_DIM(a, i) - 1) * cnp.PyArray_STRIDE(a, i)
            low += min(reach, 0)
            high += max(reach, 0)
        if low < first + cnp.PyArray_NBYTES(out) and first < high:
            return True
    return False


cdef object result(object out, const Stack *like, int64_t height, int64_t width, int64_t channels, int type_number,
                   tuple inputs, Stack *stack):
    """Fills `stack` with the array to write into: `out` where it fits, else a new one (see `finish`)."""
    cdef cnp.npy_intp shape[4]
    cdef int rank = like.rank, h = rank == 4
    cdef cnp.ndarray made
    shape[0] = like.count
    shape[h] = height
    shape[h + 1] = width
    if rank > 2:
        shape[h + 2] = channels
    if out is not None:
        if not _fits(out, rank, shape, type_number):
            wanted = tuple([shape[i] for i in range(rank)])
            got = f"{out.dtype} {out.shape}" if isinstance(out, np.ndarray) else type(out).__name__
            raise ValueError(f"out must be a {cnp.PyArray_DescrFromType(type_number)} array of shape {wanted}, got {got}")
        if not cnp.PyArray_ISWRITEABLE(out):
            raise ValueError("out must be writeable, got a read-only array")
        if cnp.PyArray_ISCARRAY(out) and not _overlaps(out, inputs):
            unpack(out, "out", stack)
            return out
    made = cnp.PyArray_EMPTY(rank, shape, type_number, 0)
    unpack(made, "out", stack)
    return made


cdef object finish(object out, object made):
    """The array to return; copies into `out` where the kernel could not write there itself."""
    if out is None or out is made:
        return made
    np.copyto(out, made)
    return out


cdef fa_image image_at(const Stack *stack, int64_t i) noexcept nogil:
    cdef fa_image image = stack.first
    image.data += i * stack.step
    return image


cdef void *allocate(size_t count, size_t size) except NULL:
    """Zeroed memory for `count` items; the caller frees it."""
    cdef void *p = calloc(count if count else 1, size)
    if p == NULL:
        raise MemoryError()
    return p


cdef object fill_pixel(object fill, const Stack *like):
    """The fill value as one pixel of the images' dtype: an array of length C."""
    cdef cnp.npy_intp channels = like.first.channels
    cdef int most = 1 if like.type_number == cnp.NPY_BOOL else 255 if like.first.dtype == FA_U8 else 65535
    if type(fill) is int and 0 <= fill <= most:  # the usual case, without NumPy's overhead
        pixel = cnp.PyArray_ZEROS(1, &channels, like.type_number, 0)
        if fill and like.first.dtype == FA_U8:
            memset(cnp.PyArray_DATA(pixel), fill, channels)
        elif fill:
            cnp.PyArray_FillWithScalar(pixel, fill)
        return pixel
    values = np.asarray(fill)
    if values.dtype.kind not in "buif" or values.shape not in ((), (1,), (channels,)):
        raise ValueError(f"fill must be a number or {channels} numbers, one per channel, got {fill!r}")
    if like.first.dtype <= FA_U16:
        if not all([0 <= value <= most for value in values.reshape(-1).tolist()]):
            raise ValueError(
                f"fill must lie in 0 .. {most} for {cnp.PyArray_DescrFromType(like.type_number)} images, got {fill!r}"
            )
        values = np.rint(values) if values.dtype.kind == "f" else values
    pixel = cnp.PyArray_EMPTY(1, &channels, like.type_number, 0)
    pixel[...] = values
    return pixel


cdef const void *data(object array):
    """Where an array or None begins."""
    return NULL if array is None else cnp.PyArray_DATA(array)


cdef cnp.ndarray packed(object array, int type_number):
    """An array of this type without gaps: itself, where it is one."""
    return cnp.PyArray_FROMANY(array, type_number, 0, 0, cnp.NPY_ARRAY_CARRAY_RO)


cdef int64_t entry(object value, int64_t i) except? -1:
    """Entry i of an int, or of an int64 array of length 1 or N."""
    if isinstance(value, int):
        return value
    return (<int64_t *>cnp.PyArray_DATA(value))[i if cnp.PyArray_SIZE(value) > 1 else 0]


# ---- scratch -----------------------------------------------------------------------------------------------------

# The scratch of an earlier call: fresh memory costs about as much as the work in it. At most KEPT floats (16 MB).
cdef list _kept = []
cdef int64_t KEPT = 1 << 22
# From LARGE floats on (512 KB) it lies on huge pages, which NumPy asks for from HUGE_ARRAY floats on (4 MB): on small ones,
# scattered over memory, its rows may share sets of the second-level cache, and a blur takes up to twice as long.
cdef int64_t LARGE = 1 << 17, HUGE_PAGE = 1 << 19, HUGE_ARRAY = 1 << 20
# Those of the jobs that run at once, unless there are more threads.
cdef int64_t SHARED_FLOATS = 1 << 20


cdef cnp.ndarray take_scratch(int64_t floats):
    """An array that has room for so many floats from `aligned` on; pass it to give_scratch in the end."""
    cdef cnp.npy_intp size = floats + 16 if floats < LARGE else max(floats + HUGE_PAGE, HUGE_ARRAY)
    if len(_kept) > 0:  # two threads may each have left one
        try:  # another thread may take it first
            block = _kept.pop()
            if cnp.PyArray_SIZE(block) >= size:
                return block
        except IndexError:
            pass
    return cnp.PyArray_EMPTY(1, &size, cnp.NPY_FLOAT32, 0)


cdef float *aligned(cnp.ndarray scratch) noexcept:
    """Its first address that is a multiple of 64, or in a large one of a huge page."""
    cdef uintptr_t last = (HUGE_PAGE * sizeof(float) if cnp.PyArray_SIZE(scratch) >= HUGE_ARRAY else 64) - 1
    return <float *>((<uintptr_t>cnp.PyArray_DATA(scratch) + last) & ~last)


cdef int give_scratch(cnp.ndarray block) except -1:
    if len(_kept) == 0 and cnp.PyArray_SIZE(block) <= KEPT:
        _kept.append(block)
    return 0


cdef cnp.ndarray share_scratch(void *of_first, size_t job_size, int64_t count, int64_t size, object threads,
                               int64_t *at_once):
    """Gives jobs `size` bytes each; `at_once` of them in a row share nothing. of_first: where the first job keeps its
    address. Pass what it returns to give_scratch in the end.
    """
    cdef int64_t i, floats = (size + 63) // 64 * 16
    at_once[0] = 1
    cdef int team = 1
    if count > 1:
        team = _default_threads() if threads is None else _checked(threads)
    if team > 1:
        at_once[0] = min(count, max(SHARED_FLOATS // max(floats, 1), team))
    cdef cnp.ndarray block = take_scratch(at_once[0] * floats)
    for i in range(count):
        (<float **>(<char *>of_first + i * job_size))[0] = aligned(block) + i % at_once[0] * floats
    return block


# ---- threads -----------------------------------------------------------------------------------------------------

cdef object _chosen = None          # set_num_threads
cdef int _from_environment = 0      # FASTAUG_NUM_THREADS
cdef int _cores = 1
cdef bint _is_worker = False        # a multiprocessing child that did not come by fork


def _count_cores():
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        with open("/sys/fs/cgroup/cpu.max") as f:
            quota, period = f.read().split()
        if quota != "max":
            cores = min(cores, max(1, int(quota) // int(period)))
    except (OSError, ValueError):
        pass
    return cores


def _init_threads():
    global _cores, _from_environment, _is_worker
    _cores = _count_cores()
    text = os.environ.get("FASTAUG_NUM_THREADS", "")
    _from_environment = int(text) if text.isdigit() else 0
    process = sys.modules.get("multiprocessing.process")
    _is_worker = process is not None and process.parent_process() is not None


_init_threads()


cdef int _checked(object threads) except -1:
    if type(threads) is not int and (isinstance(threads, bool) or not isinstance(threads, (int, np.integer))):
        raise TypeError(f"threads must be an integer, got {type(threads).__name__}")
    if threads < 1:
        raise ValueError(f"threads must be at least 1, got {threads}")
    return 1024 if threads > 1024 else threads


cdef int _default_threads():
    if _chosen is not None:
        return _chosen
    if _from_environment > 0:
        return _from_environment
    cdef int most = fa_omp_max_threads()
    if most < _cores or "OMP_NUM_THREADS" in os.environ:
        return most
    return 1 if _is_worker or fa_is_forked_child() else _cores


def set_num_threads(threads):
    """Sets how many threads a call may use; None returns to the automatic choice.

    The automatic choice is FASTAUG_NUM_THREADS, else OMP_NUM_THREADS or a threadpoolctl limit, else one thread in a
    worker process and one per core elsewhere. `threads=` of a call comes before it. Results never depend on it.

    Parameters
    ----------
    threads : int or None
        At least 1.

    Examples
    --------
    >>> fastaug.set_num_threads(1)
    >>> fastaug.set_num_threads(None)
    """
    global _chosen
    _chosen = None if threads is None else _checked(threads)


def get_num_threads():
    """The number of threads a large call would use now.

    Examples
    --------
    >>> fastaug.get_num_threads() >= 1
    True
    """
    return _default_threads()


def in_worker():
    """Whether this process was forked, or started by multiprocessing, after or before fastaug was imported."""
    return _is_worker or bool(fa_is_forked_child())


def _chosen_threads():
    """What set_num_threads was last given."""
    return _chosen


def build_info():
    """Version, SIMD level and threads of this build in this process.

    Returns
    -------
    dict
        `version`, `simd` ("baseline", "avx2" or "avx512"), `openmp` (False: a serial build) and `threads`.

    Examples
    --------
    >>> sorted(fastaug.build_info())
    ['openmp', 'simd', 'threads', 'version']
    """
    from fastaug import __version__

    simd = ("baseline", "avx2", "avx512")[fa_simd_level()]
    return {"version": __version__, "simd": simd, "openmp": bool(fa_has_openmp()), "threads": get_num_threads()}


# ---- the loop ----------------------------------------------------------------------------------------------------

# Below this much work a second thread costs more than it saves when the team has to be woken.
cdef double SERIAL_NS = 300_000
# Below this much work releasing the GIL costs more than holding it.
cdef double HOLD_GIL_NS = 5_000


cdef int run(fa_rows rows, const void *jobs, size_t job_size, int64_t count, int64_t height, double ns_per_row,
             object threads) except -1:
    """Runs `rows` over all rows of `count` jobs of `height` rows each, on threads where the work is worth it."""
    cdef int team = 0 if threads is None else _checked(threads)
    cdef double work = ns_per_row * height * count
    cdef const char *job = <const char *>jobs
    cdef int64_t i, bands, band
    if count == 0 or height == 0:
        return 0
    if work < HOLD_GIL_NS:
        for i in range(count):
            rows(job + i * job_size, 0, height)
        return 0
    if work < SERIAL_NS:
        team = 1
    elif threads is None:
        team = _default_threads()
    if team == 1:
        with nogil:
            for i in range(count):
                rows(job + i * job_size, 0, height)
        return 0
    team = fa_team(team)
    bands = 1 if count >= 4 * team else min(height, (4 * team + count - 1) // count)
    band = (height + bands - 1) // bands
    bands = (height + band - 1) // band
    for i in prange(count * bands, nogil=True, num_threads=team, schedule="dynamic"):
        rows(job + (i // bands) * job_size, (i % bands) * band, min(height, (i % bands + 1) * band))
    return 0


cdef int run_whole(fa_rows whole, const void *jobs, size_t job_size, int64_t count, int64_t at_once, double ns,
                   object threads) except -1:
    """Runs jobs that are one row of work each, `ns` long; no more than `at_once` of them share no scratch."""
    cdef int64_t i
    for i in range(0, count, at_once):
        run(whole, <const char *>jobs + i * job_size, job_size, min(at_once, count - i), 1, ns, threads)
    return 0
