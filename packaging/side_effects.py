"""Watches what a program must not do: write outside its data folder, or use a network."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The variables that name folders of the user's files.
HOME_VARIABLES = (
    "HOME", "TMPDIR", "TEMP", "TMP", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
)  # fmt: skip
_NETWORK = re.compile(r"\b(?:socket|connect|sendto)\(.*AF_(?:INET|PACKET|NETLINK).*")


def isolated_homes(folder: Path) -> dict[str, str]:
    """Return an environment whose home and temporary folders are empty ones in the folder."""
    homes = {name: folder / name.lower() for name in HOME_VARIABLES}
    for path in homes.values():
        path.mkdir(parents=True, mode=0o700)
    return {name: str(path) for name, path in homes.items()}


def written_files(folder: Path) -> list[str]:
    """Return the files in those home folders."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/**/*"))


def network_calls(
    *program: str | Path, scratch: Path, environment: Mapping[str, str]
) -> list[str] | None:
    """Run a program and return its calls to a network, or None if they cannot be watched here."""
    trace = scratch / "trace"
    if shutil.which("strace") is None:
        return None
    command = ("strace", "-f", "-e", "trace=network", "-o", trace, *program)
    result = subprocess.run(
        command, env=environment, cwd=scratch, check=False, timeout=300,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    if not trace.exists() or (result.returncode != 0 and not trace.read_text("utf-8")):
        return None  # strace may not trace, as in some containers
    return _NETWORK.findall(trace.read_text("utf-8", "replace"))
