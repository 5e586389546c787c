"""Files written whole or not at all: a draft beside the target, then one replace."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from pricing.problems.errors import ProblemKind, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `path` when the block ends well, else leaves no trace.

    Raises UserError where the place cannot be written.
    """
    # Not by tempfile: on Windows it may try two billion names in a folder that refuses.
    draft = path.parent / f".{path.name[:40]}.{os.urandom(4).hex()}.tmp"
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(ProblemKind.UNWRITABLE_FILE, path=path, reason=reason) from None
    finally:
        with suppress(OSError):  # where it never was, or already is the file
            draft.unlink()
