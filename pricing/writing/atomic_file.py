"""Files that are written whole or not at all, through a draft that replaces the target."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from pricing.problems.errors import ProblemKind, UserError, unwritable_file
from pricing.store.drafts import draft_of
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
    try:
        with draft_of(target) as file:
            yield file
    except OSError as error:
        raise unwritable_file(path, error) from None
    except MemoryError:
        raise UserError(ProblemKind.NO_MEMORY, path=path) from None
