"""What the program must not do while it tries itself: write elsewhere, speak to a network."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Where a system says that a user's files go; each is pointed to an empty folder.
HOME_VARIABLES = (
    "HOME", "TMPDIR", "TEMP", "TMP", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
)  # fmt: skip
_NETWORK = re.compile(r"\b(?:socket|connect|sendto)\(.*AF_(?:INET|PACKET|NETLINK).*")


def isolated_homes(folder: Path) -> dict[str, str]:
    """An environment that sends whatever the program writes by itself below a folder."""
    made = {name: folder / name.lower() for name in HOME_VARIABLES}
    for each in made.values():
        each.mkdir(parents=True, mode=0o700)
    return {name: str(each) for name, each in made.items()}


def written_files(folder: Path) -> list[str]:
    """What lies in those folders now."""
    return sorted(each.relative_to(folder).as_posix() for each in folder.glob("*/**/*"))


def network_calls(
    *program: str | Path, scratch: Path, environment: Mapping[str, str]
) -> list[str] | None:
    """The calls by which a program spoke to a network; None where they cannot be watched here."""
    trace = scratch / "trace"
    if shutil.which("strace") is None:
        return None
    watched = ("strace", "-f", "-e", "trace=network", "-o", trace, *program)
    done = subprocess.run(
        watched, env=environment, cwd=scratch, check=False, timeout=300,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    if not trace.exists() or (done.returncode != 0 and not trace.read_text("utf-8")):
        return None  # as in a container that may not watch
    return _NETWORK.findall(trace.read_text("utf-8", "replace"))
