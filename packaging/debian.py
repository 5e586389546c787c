"""What Debian and Ubuntu know of a shared library: its package, version and copyright file."""

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
_REFERRED = re.compile(r"/usr/share/common-licenses/([\w.-]*\w)")
# Texts that the program brings anyway, under names of its own.
BUNDLED_LICENCES = {"GPL-3": "GPL-3.0", "LGPL-3": "LGPL-3.0", "Apache-2.0": "Apache-2.0"}


class Package(NamedTuple):
    """An installed package: its own name, that of its source, and the source's version."""

    name: str
    source: str
    version: str


@cache
def package_of_file(library: str) -> Package | None:
    """The package that a file was installed from; None where there is none."""
    if shutil.which("dpkg-query") is None:
        return None
    for path in _possible_names(Path(library)):
        found = _query_dpkg("--search", path)
        if found:
            name = found.splitlines()[0].rsplit(": ", 1)[0].split(",")[0]
            shown = _query_dpkg(
                "--show", "--showformat", "${source:Package} ${source:Version}", name
            )
            return Package(name.split(":")[0], *shown.split())
    return None


def copyright_texts(packages: set[Package]) -> dict[str, str]:
    """The copyright file of each source, and each common licence that one refers to, by name."""
    found = {
        each.source: f"{_source_notice(each)}\n\n{_read(DOC_FOLDER / each.name / 'copyright')}"
        for each in sorted(packages)
    }
    referred = {name for text in found.values() for name in _REFERRED.findall(text)}
    paths = {(COMMON_LICENCES_FOLDER / name).resolve() for name in referred}
    common = {
        path.name: _read(path)
        for path in paths
        if path.is_file() and path.name not in BUNDLED_LICENCES
    }
    return {**found, **common}


def os_release() -> dict[str, str]:
    """What this system calls itself: ID, PRETTY_NAME."""
    return platform.freedesktop_os_release()


def _source_notice(found: Package) -> str:
    """Where the source of a library is to be had, which the LGPL wants said."""
    name, version = found.source, found.version
    return (
        f"{name} {version}, unchanged from {os_release()['PRETTY_NAME']}.\n"
        f"Its source is in that system's archive: apt-get source {name}={version}"
    )


def _possible_names(path: Path) -> list[str]:
    """The names that a file may be known by: /lib is a link to /usr/lib, and so is the version."""
    names = [str(path), str(path.resolve())]
    return [*names, *(name.removeprefix("/usr") for name in names if name.startswith("/usr/lib"))]


def _query_dpkg(*question: str) -> str:
    done = subprocess.run(
        ("dpkg-query", *question), capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout if done.returncode == 0 else ""


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace")
