"""Unpacks the support modules of PySide6 and compiles them, so that each start is faster.

PySide6 keeps the Python source of these modules (120 kB) in a library, and compiles it at each
start. If shiboken6 has a folder files.dir, it uses the modules there. SBK_EMBED=0 makes it.
dev.py runs this in .venv after each installation, because pip does not know the folder.

usage: python packaging/qt_support.py
"""

import compileall
import importlib.util
import os
import shutil
import sys
from pathlib import Path
from py_compile import PycInvalidationMode

FOLDER = "files.dir"


def support_folder() -> Path:
    """Return the folder of the unpacked modules, which may not exist yet."""
    spec = importlib.util.find_spec("shiboken6")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("shiboken6 is not installed")
    return Path(spec.origin).parent / FOLDER


def unpack() -> bool:
    """Unpack and compile the modules of the installed release. Return whether that succeeded."""
    folder = support_folder()
    shutil.rmtree(folder, ignore_errors=True)  # an update leaves those of the earlier release
    os.environ["SBK_EMBED"] = "0"
    importlib.import_module("shiboken6")
    # A bundle's files may get another time when they are installed. Their content never changes.
    mode = PycInvalidationMode.UNCHECKED_HASH
    return bool(compileall.compile_dir(folder, quiet=1, invalidation_mode=mode))


def bundle_data() -> list[tuple[str, str]]:
    """Return what PyInstaller adds to a bundle: the folder, and its place there."""
    folder = support_folder()
    return [(str(folder), f"shiboken6/{FOLDER}")] if folder.exists() else []


if __name__ == "__main__":
    sys.exit(not unpack())
