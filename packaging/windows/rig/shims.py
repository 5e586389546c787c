"""Makes two libraries for the rig: python3.dll, and the complex functions that wine lacks."""

from __future__ import annotations

import itertools
import subprocess
from typing import TYPE_CHECKING

import pefile

if TYPE_CHECKING:
    from pathlib import Path

COMPILER = "x86_64-w64-mingw32-gcc"
REPLACED_DLL, SHIM_DLL = b"api-ms-win-crt-math-l1-1-0.dll", b"npy-ms-win-crt-math-l1-1-0.dll"
FUNCTIONS = (
    "cabs", "carg", "ccos", "ccosh", "cexp", "cpow", "csin", "csinh", "ctan", "ctanh", "cimag",
    "creal", "cacos", "casin", "catan", "cacosh", "casinh", "catanh", "clog", "csqrt", "conj",
    "cproj",
)  # fmt: skip
REAL_RESULT, TWO_ARGUMENTS = {"cabs", "carg", "cimag", "creal"}, {"cpow"}
# Windows passes a complex number as a structure. The functions of mingw take C's type.
C_HEADER = """
#include <complex.h>
#include <math.h>
typedef struct { float r, i; } F;
typedef struct { double r, i; } D;
static inline float complex f(F z) { float complex c; __real__ c = z.r; __imag__ c = z.i; return c; }
static inline double complex d(D z) { double complex c; __real__ c = z.r; __imag__ c = z.i; return c; }
static inline F rf(float complex c) { F z = {__real__ c, __imag__ c}; return z; }
static inline D rd(double complex c) { D z = {__real__ c, __imag__ c}; return z; }
"""  # noqa: E501


def make_python3_dll(library: Path, target: Path, scratch: Path) -> None:
    """Make python3.dll, the stable interface, which forwards each name to python311.dll."""
    exports = pefile.PE(str(library)).DIRECTORY_ENTRY_EXPORT.symbols
    names = [symbol.name.decode() for symbol in exports if symbol.name]
    lines = [f"  {name}=python311.{name}" for name in names if name.startswith(("Py", "_Py"))]
    definition = scratch / "python3.def"
    definition.write_text("LIBRARY python3\nEXPORTS\n" + "\n".join(lines) + "\n", "utf-8")
    empty = scratch / "empty.c"
    empty.write_text("int __stdcall DllMain(void*a,unsigned b,void*c){return 1;}\n", "utf-8")
    options = ("-shared", "-nostdlib", "-e", "DllMain", "-o", target)
    subprocess.run((COMPILER, *options, empty, definition), check=True)


def make_complex_functions(home: Path, scratch: Path) -> None:
    """Give numpy's modules a library with the functions that wine has only as stubs.

    Wine resolves the old name before any override, so the name in the modules' imports is changed.
    """
    imported: set[str] = set()
    site = home / "Lib" / "site-packages"
    patterns = ("numpy/**/*.pyd", "numpy.libs/*.dll", "pandas/**/*.pyd")
    for path in itertools.chain.from_iterable(site.glob(pattern) for pattern in patterns):
        data = path.read_bytes()
        if REPLACED_DLL in data:
            imported |= _imported_functions(data)
            path.write_bytes(data.replace(REPLACED_DLL, SHIM_DLL))
    source, definition = scratch / "complex.c", scratch / "complex.def"
    functions = {
        f"{name}{suffix}".strip(): _function_source(name, suffix)
        for name in FUNCTIONS
        for suffix in " fl"
    }
    source.write_text(C_HEADER + "\n".join(functions.values()) + "\n", "utf-8")
    exports = [
        f"  {name}={'my_' if name in functions else 'ucrtbase.'}{name}"
        for name in sorted(imported | set(functions))
    ]
    lines = (f"LIBRARY {SHIM_DLL.decode().removesuffix('.dll')}", "EXPORTS", *exports, "")
    definition.write_text("\n".join(lines), "utf-8")
    options = ("-O2", "-fno-builtin", "-shared", "-static", "-o", home / SHIM_DLL.decode())
    subprocess.run((COMPILER, *options, source, definition), check=True)


def _imported_functions(data: bytes) -> set[str]:
    """Return the functions that a module imports from the replaced library."""
    module = pefile.PE(data=data, fast_load=True)
    module.parse_data_directories([1, 13])
    tables = [
        *getattr(module, "DIRECTORY_ENTRY_IMPORT", ()),
        *getattr(module, "DIRECTORY_ENTRY_DELAY_IMPORT", ()),
    ]
    symbols = (
        symbol for table in tables if table.dll.lower() == REPLACED_DLL for symbol in table.imports
    )
    return {symbol.name.decode() for symbol in symbols if symbol.name}


def _function_source(name: str, suffix: str) -> str:
    """Return the C source of a function by Windows' convention. A long double is a double there."""
    is_float = suffix == "f"
    struct, from_struct, to_struct, real = (
        ("F", "f", "rf", "float") if is_float else ("D", "d", "rd", "double")
    )
    parameters, arguments = f"{struct} a", f"{from_struct}(a)"
    if name in TWO_ARGUMENTS:
        parameters = f"{parameters}, {struct} b"
        arguments = f"{arguments}, {from_struct}(b)"
    call = f"{name}{'f' if is_float else ''}({arguments})"
    if name in REAL_RESULT:
        return f"{real} my_{name}{suffix.strip()}({parameters}) {{ return {call}; }}"
    return f"{struct} my_{name}{suffix.strip()}({parameters}) {{ return {to_struct}({call}); }}"
