"""Two libraries that the rig makes: python3.dll, and the complex functions that wine lacks."""

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
# Windows passes a complex number as a structure; mingw's own functions take C's type.
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


def make_python3_dll(library: Path, made: Path, scratch: Path) -> None:
    """python3.dll, the stable interface: each name of it is python311.dll's."""
    exported = pefile.PE(str(library)).DIRECTORY_ENTRY_EXPORT.symbols
    names = [each.name.decode() for each in exported if each.name]
    lines = [f"  {name}=python311.{name}" for name in names if name.startswith(("Py", "_Py"))]
    definition = scratch / "python3.def"
    definition.write_text("LIBRARY python3\nEXPORTS\n" + "\n".join(lines) + "\n", "utf-8")
    empty = scratch / "empty.c"
    empty.write_text("int __stdcall DllMain(void*a,unsigned b,void*c){return 1;}\n", "utf-8")
    options = ("-shared", "-nostdlib", "-e", "DllMain", "-o", made)
    subprocess.run((COMPILER, *options, empty, definition), check=True)


def make_complex_functions(home: Path, scratch: Path) -> None:
    """Give numpy's modules a library with the functions that wine has only as stubs.

    wine resolves the old name before any override, so the name in the modules' imports is changed.
    """
    wanted: set[str] = set()
    site = home / "Lib" / "site-packages"
    modules = (
        site.glob(each) for each in ("numpy/**/*.pyd", "numpy.libs/*.dll", "pandas/**/*.pyd")
    )
    for path in itertools.chain.from_iterable(modules):
        data = path.read_bytes()
        if REPLACED_DLL in data:
            wanted |= _imported_functions(data)
            path.write_bytes(data.replace(REPLACED_DLL, SHIM_DLL))
    source, definition = scratch / "complex.c", scratch / "complex.def"
    written = {
        f"{name}{ending}": _function_source(name, ending) for name in FUNCTIONS for ending in " fl"
    }
    ours = {name.strip(): text for name, text in written.items()}
    source.write_text(C_HEADER + "\n".join(ours.values()) + "\n", "utf-8")
    places = [
        f"  {name}={'my_' if name in ours else 'ucrtbase.'}{name}"
        for name in sorted(wanted | set(ours))
    ]
    lines = (f"LIBRARY {SHIM_DLL.decode().removesuffix('.dll')}", "EXPORTS", *places, "")
    definition.write_text("\n".join(lines), "utf-8")
    options = ("-O2", "-fno-builtin", "-shared", "-static", "-o", home / SHIM_DLL.decode())
    subprocess.run((COMPILER, *options, source, definition), check=True)


def _imported_functions(data: bytes) -> set[str]:
    """The functions that a module takes from the old library."""
    module = pefile.PE(data=data, fast_load=True)
    module.parse_data_directories([1, 13])
    tables = [
        *getattr(module, "DIRECTORY_ENTRY_IMPORT", ()),
        *getattr(module, "DIRECTORY_ENTRY_DELAY_IMPORT", ()),
    ]
    found = (
        each for table in tables if table.dll.lower() == REPLACED_DLL for each in table.imports
    )
    return {each.name.decode() for each in found if each.name}


def _function_source(name: str, ending: str) -> str:
    """A function by Windows' convention; a long double is a double there."""
    kind, take, give, number = (
        ("F", "f", "rf", "float") if ending == "f" else ("D", "d", "rd", "double")
    )
    called = name + ("f" if ending == "f" else "")
    arguments, values = f"{kind} a", f"{take}(a)"
    if name in TWO_ARGUMENTS:
        arguments, values = f"{arguments}, {kind} b", f"{values}, {take}(b)"
    call = f"{called}({values})"
    result, value = (number, call) if name in REAL_RESULT else (kind, f"{give}({call})")
    return f"{result} my_{name}{ending.strip()}({arguments}) {{ return {value}; }}"
