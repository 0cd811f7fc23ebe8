"""Builds one extension per fastaug/kernels/*.pyx, with the C file of the same name and what all share.

FASTAUG_DEBUG=1 builds with bounds checks and assertions; FASTAUG_SANITIZE=address,undefined adds sanitizers.
"""

import os
import tempfile
from pathlib import Path

import numpy
from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

DEBUG = os.environ.get("FASTAUG_DEBUG") == "1"
SANITIZE = os.environ.get("FASTAUG_SANITIZE", "")
OPENMP_TEST = "#include <omp.h>\nint main(void) { return omp_get_max_threads() < 1; }\n"

# No tables for unwinding: nothing here throws, and wheels have a limit.
RELEASE = ["-O3", "-g0", "-fvisibility=hidden", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables"]
# What Cython writes handles arguments, once a call: compiled for size it is 40 % smaller and as fast. It also converts
# structs that nothing asks for.
SMALL = ["-Os", "-DCYTHON_CLINE_IN_TRACEBACK=0"]
GENERATED = ["-Wno-unused-function"]


def extensions():
    for pyx in sorted(Path("fastaug/kernels").glob("*.pyx")):
        own = Path("csrc") / ("threads.c" if pyx.stem == "_core" else f"{pyx.stem}.c")
        yield Extension(
            f"fastaug.kernels.{pyx.stem}",
            [str(pyx), *([str(own)] if own.exists() else [])],
            include_dirs=["csrc", numpy.get_include()],
            depends=[str(p) for p in sorted(Path("csrc").glob("*.h"))],
            define_macros=[("NPY_NO_DEPRECATED_API", "NPY_1_7_API_VERSION")],
        )


class BuildWithFlags(build_ext):
    """Adds what the compiler at hand takes: optimisation that changes no arithmetic, and OpenMP if it is there."""

    def build_extensions(self):
        msvc = self.compiler.compiler_type == "msvc"
        compile_flags = (
            ["/O2"] if msvc else ["-std=gnu11", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"]
        )
        link_flags = []
        if not msvc:
            compile_flags += ["-O1", "-g", "-UNDEBUG"] if DEBUG or SANITIZE else RELEASE
            if SANITIZE:
                compile_flags += [f"-fsanitize={SANITIZE}", "-fno-omit-frame-pointer"]
                link_flags += [f"-fsanitize={SANITIZE}"]
            elif not DEBUG:
                link_flags += ["-Wl,-s"]
        openmp = self.openmp_flags(["/openmp"] if msvc else ["-fopenmp"])
        if not openmp:
            print("fastaug: this compiler has no OpenMP; building without threads")
        for extension in self.extensions:
            extension.extra_compile_args = compile_flags + openmp
            extension.extra_link_args = link_flags + ([] if msvc else openmp)
        if not msvc:
            self.compile_generated_code_with(GENERATED if DEBUG or SANITIZE else GENERATED + SMALL)
        super().build_extensions()

    def compile_generated_code_with(self, flags):
        compile_source = self.compiler._compile

        def compile_by_kind(obj, src, ext, cc_args, extra_postargs, pp_opts):
            more = flags if Path(src).parent.name == "kernels" else []
            compile_source(obj, src, ext, cc_args, [*extra_postargs, *more], pp_opts)

        self.compiler._compile = compile_by_kind

    def openmp_flags(self, flags):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "test.c"
            source.write_text(OPENMP_TEST)
            try:
                objects = self.compiler.compile([str(source)], output_dir=folder, extra_postargs=flags)
                self.compiler.link_executable(objects, str(Path(folder) / "test"), extra_postargs=flags)
            except Exception:
                return []
        return flags


directives = {
    "language_level": 3,
    "binding": False,  # plain built-in functions: a tenth of the wheel less
    "boundscheck": DEBUG,
    "wraparound": False,
    "cdivision": True,
    "initializedcheck": DEBUG,
    "freethreading_compatible": True,
}
CORES = os.cpu_count() or 1

if __name__ == "__main__":  # the processes that cythonize starts may import this file
    setup(
        ext_modules=cythonize(list(extensions()), compiler_directives=directives, nthreads=CORES),
        cmdclass={"build_ext": BuildWithFlags},
        options={"build_ext": {"parallel": CORES}},
    )
