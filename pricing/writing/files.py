"""Files written whole or not at all: a temporary file beside the target, then one replace."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pricing.errors import ProblemKind, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `path` when the block ends well, else leaves no trace.

    Raises UserError where the place cannot be written.
    """
    draft: str | None = None
    try:
        handle, draft = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".tmp"
        )
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _as_any_new_file(draft)
        Path(draft).replace(path)
        draft = None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(ProblemKind.UNWRITABLE, path=path, reason=reason) from None
    finally:
        if draft is not None:
            Path(draft).unlink(missing_ok=True)


def _as_any_new_file(path: str) -> None:
    """Give a private temporary file the rights that the user's new files have."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        Path(path).chmod(0o666 & ~mask)
