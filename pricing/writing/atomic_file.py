"""Files that are written whole or not at all, through a draft that replaces the target."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from pricing.problems.errors import ProblemKind, UserError, unwritable_file
from pricing.problems.paths import path_exists
from pricing.store.targets import checked_target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DRAFT_SUFFIX = ".tmp"


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a binary draft that replaces `path` if the block ends without an error.

    After an error the draft is deleted and `path` is as it was. A link stays: the file that it
    names is replaced.

    Raises:
        UserError: The file may not be replaced, or cannot be written.
    """
    target = checked_target(path)
    _sweep_drafts(target)
    # Not by tempfile: on Windows it may try two billion names in a folder that refuses.
    draft = target.parent / f"{_draft_prefix(target)}{os.urandom(4).hex()}{_DRAFT_SUFFIX}"
    is_complete = False
    try:
        with draft.open("xb") as file:
            _mark_in_use(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        is_complete = True
        draft.replace(target)
    except OSError as error:
        raise unwritable_file(path, error) from None
    except MemoryError:
        if not is_complete or path_exists(
            draft
        ):  # else the file is written, and nothing else is left to do
            raise UserError(ProblemKind.NO_MEMORY, path=path) from None
    finally:
        with suppress(OSError):  # there is no draft if it was never made or has replaced the target
            draft.unlink()


def _draft_prefix(target: Path) -> str:
    return f".{target.name[:40]}."


def _sweep_drafts(target: Path) -> None:
    """Delete the drafts of a target that a killed program has left."""
    prefix = re.escape(_draft_prefix(target))
    pattern = re.compile(rf"{prefix}[0-9a-f]{{8}}{re.escape(_DRAFT_SUFFIX)}")
    with suppress(OSError):
        for path in target.parent.iterdir():
            if pattern.fullmatch(path.name) and path.is_file():
                _delete_unless_in_use(path)


# Windows deletes no file that a program has open. Other systems need a lock that ends with it.
if sys.platform == "win32":

    def _mark_in_use(file: IO[bytes]) -> None:
        pass

    def _delete_unless_in_use(draft: Path) -> None:
        with suppress(OSError):
            draft.unlink()

else:
    import fcntl

    def _mark_in_use(file: IO[bytes]) -> None:
        with suppress(OSError):  # a network folder may know no locks
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _delete_unless_in_use(draft: Path) -> None:
        with suppress(OSError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()
