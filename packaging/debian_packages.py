"""Asks Debian or Ubuntu for the package, version and copyright file of a shared library."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

DOC_FOLDER = Path("/usr/share/doc")
COMMON_LICENCES_FOLDER = Path("/usr/share/common-licenses")
_COMMON_LICENCE = re.compile(r"/usr/share/common-licenses/([\w.-]*\w)")
# The program has these texts anyway, under names of its own.
BUNDLED_LICENCES = {"GPL-3": "GPL-3.0", "LGPL-3": "LGPL-3.0", "Apache-2.0": "Apache-2.0"}


class Package(NamedTuple):
    """An installed package: its name, the name of its source package, and the source's version."""

    name: str
    source: str
    version: str


@cache
def package_of_file(library: str) -> Package | None:
    """Return the package that a file was installed from, or None."""
    if shutil.which("dpkg-query") is None:
        return None
    for path in _possible_names(Path(library)):
        owners = _query_dpkg("--search", path)
        if owners:
            name = owners.splitlines()[0].rsplit(": ", 1)[0].split(",")[0]
            source = _query_dpkg(
                "--show", "--showformat", "${source:Package} ${source:Version}", name
            )
            return Package(name.split(":")[0], *source.split())
    return None


def copyright_texts(packages: set[Package]) -> dict[str, str]:
    """Return the copyright file of each source package, and the common licences they refer to."""
    texts = {
        package.source: (
            f"{_source_notice(package)}\n\n{_read(DOC_FOLDER / package.name / 'copyright')}"
        )
        for package in sorted(packages)
    }
    names = {name for text in texts.values() for name in _COMMON_LICENCE.findall(text)}
    paths = {(COMMON_LICENCES_FOLDER / name).resolve() for name in names}
    common = {
        path.name: _read(path)
        for path in paths
        if path.is_file() and path.name not in BUNDLED_LICENCES
    }
    return {**texts, **common}


def os_release() -> dict[str, str]:
    """Return the system's description of itself, with ID and PRETTY_NAME."""
    return platform.freedesktop_os_release()


def _source_notice(package: Package) -> str:
    """Return where the source is available. The LGPL requires this notice."""
    name, version = package.source, package.version
    return (
        f"{name} {version}, unchanged from {os_release()['PRETTY_NAME']}.\n"
        f"Its source is in the archive of that system: apt-get source {name}={version}"
    )


def _possible_names(path: Path) -> list[str]:
    """Return the paths under which dpkg may know a file: links resolved, with and without /usr."""
    names = [str(path), str(path.resolve())]
    return [*names, *(name.removeprefix("/usr") for name in names if name.startswith("/usr/lib"))]


def _query_dpkg(*question: str) -> str:
    result = subprocess.run(
        ("dpkg-query", *question), capture_output=True, encoding="utf-8", check=False
    )
    return result.stdout if result.returncode == 0 else ""


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace")
