"""Files that are written whole or not at all, through a draft that replaces the target."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from pricing.problems.errors import ProblemKind, UserError
from pricing.store.targets import checked_target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a binary draft that replaces `path` if the block ends without an error.

    After an error the draft is deleted and `path` is as it was. A link stays: the file that it
    names is replaced.

    Raises:
        UserError: The file may not be replaced, or cannot be written.
    """
    target = checked_target(path)
    # Not by tempfile: on Windows it may try two billion names in a folder that refuses.
    draft = target.parent / f".{target.name[:40]}.{os.urandom(4).hex()}.tmp"
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(ProblemKind.UNWRITABLE_FILE, path=path, reason=reason) from None
    finally:
        with suppress(OSError):  # there is no draft if it was never made or has replaced the target
            draft.unlink()
