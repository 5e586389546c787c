"""Drafts, which replace a file when they are whole, and otherwise leave it as it was.

Two programs or windows that write the same file at once have a draft each. What a killed program
has left is deleted by the next write.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pricing.problems.paths import path_exists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SUFFIX, _JOURNAL_SUFFIX = ".tmp", ".tmp-journal"
_RANDOM_BYTES = 4
_HEX_DIGITS = frozenset("0123456789abcdef")
_FOR_OWNER = stat.S_IRUSR | stat.S_IWUSR
_FOR_ALL = _FOR_OWNER | stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH


@contextmanager
def draft_of(target: Path, *, family: str = "", is_private: bool = False) -> Iterator[IO[bytes]]:
    """Open a binary draft that replaces `target` if the block ends without an error.

    Args:
        target: The file that is written.
        family: What the drafts of several targets in one folder have in common, so that each
            write deletes what was left of all of them. Without it, a target stands alone.
        is_private: Whether only the owner can read the file, where the system knows such.

    Raises:
        OSError: The draft cannot be written, or cannot replace the target.
        MemoryError: Memory ran out before the target was replaced.
    """
    prefix = _prefix(family or target.name)
    _sweep(target.parent, prefix)
    # Not by tempfile: on Windows it may try two billion names in a folder that refuses.
    draft = target.with_name(f"{prefix}{os.urandom(_RANDOM_BYTES).hex()}{_SUFFIX}")
    mode = _FOR_OWNER if is_private else _FOR_ALL
    is_complete = False
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            _mark_in_use(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        is_complete = True
        draft.replace(target)
    except BaseException as error:
        is_written = is_complete and not path_exists(draft)
        for leftover in (draft, _journal_of(draft)):
            with suppress(OSError):  # the next write tries again
                leftover.unlink()
        if not (is_written and isinstance(error, MemoryError)):
            raise


def write_whole(target: Path, copy_to: Callable[[Path], object], family: str = "") -> None:
    """Let a function write a private file by its path, so that it is complete or as it was before.

    Raises:
        OSError, MemoryError: It cannot be written.
    """
    with draft_of(target, family=family, is_private=True) as file:
        copy_to(Path(file.name))


def draft_size(target: Path) -> int:
    """Return how many bytes of a file are written so far.

    Raises:
        OSError: The folder cannot be read.
    """
    drafts = _drafts(target.parent, _prefix(target.name), _SUFFIX)
    return max((path.stat().st_size for path in drafts), default=0)


def _prefix(family: str) -> str:
    return f".{family[:40]}."


def _journal_of(draft: Path) -> Path:
    return draft.with_suffix(_JOURNAL_SUFFIX)


def _drafts(folder: Path, prefix: str, suffix: str) -> Iterator[Path]:
    for path in folder.iterdir():
        name = path.name
        random = name.removeprefix(prefix).removesuffix(suffix)
        is_random = len(random) == 2 * _RANDOM_BYTES and _HEX_DIGITS.issuperset(random)
        if is_random and name == f"{prefix}{random}{suffix}":
            yield path


def _sweep(folder: Path, prefix: str) -> None:
    """Delete the drafts that a killed program has left."""
    with suppress(OSError):
        for path in list(_drafts(folder, prefix, _SUFFIX)):
            if path.is_file():  # to open a pipe would wait for ever
                _delete_unless_in_use(path)
        for journal in list(_drafts(folder, prefix, _JOURNAL_SUFFIX)):
            if not path_exists(journal.with_suffix(_SUFFIX)):
                journal.unlink()


# Windows deletes no file that a program has open. Other systems need a lock that ends with it.
if sys.platform == "win32":

    def _mark_in_use(file: IO[bytes]) -> None:
        pass

    def _delete_unless_in_use(draft: Path) -> None:
        with suppress(OSError):
            draft.unlink()

else:

    def _mark_in_use(file: IO[bytes]) -> None:
        import fcntl

        with suppress(OSError):  # a network folder may know no locks
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _delete_unless_in_use(draft: Path) -> None:
        import fcntl

        with suppress(OSError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()
