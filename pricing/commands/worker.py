"""The process that reads files for another one. It is asked through stdin and answers on stdout.

A file can make a library end its process, never return, or take all memory. Here it can do no harm:
this process is bounded, holds nothing of the user's, and is ended at will.
"""

from __future__ import annotations

import gc
import os
import sys
from base64 import b64decode, b64encode
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.product import DEFAULT_ELEMENT
from pricing.problems.errors import BadInput, Problem, ProblemKind, UserError
from pricing.problems.progress import Progress
from pricing.reading import wire
from pricing.reading.batches import read_batches
from pricing.reading.first_rows import read_first_rows
from pricing.reading.header_grammar import parse_header
from pricing.reading.process_bounds import (
    MAX_MEMORY_MB,
    allow_processor_time,
    bound_this_process,
)
from pricing.reading.product_list import ListBatch
from pricing.reference.mineral_forms import recognize_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# More than the parent waits: this is only for a parent that died.
_SECONDS_BETWEEN_MESSAGES = 60
_PIECE_BYTES = 6_000_000  # of a workbook that is sent back
_OBJECTS_BEFORE_COLLECTION = 20_000  # rows are many tuples, and make hardly any cycle


def main() -> None:
    """Answer one request after the other until stdin ends."""
    bound_this_process()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    channel = _Channel(answers)
    _load_tables()
    gc.freeze()  # all that was loaded stays, so no search for cycles looks at it again
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTION)
    while (data := wire.read_message(sys.stdin.buffer)) is not None:
        channel.answer(wire.decode_message(data))


def _load_tables() -> None:
    """Load the words of headers and forms, which every list needs, before a list is known.

    A process that was started ahead does so while the user still chooses the list.
    """
    parse_header(COLUMNS_BY_KEY["product"].title)
    recognize_form("", DEFAULT_ELEMENT)


class _Channel(Progress):
    """Sends the answers to a request: its values, signs of life, and what ended it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def answer(self, request: tuple[str, str, Any]) -> None:
        """Read a file, and send what it holds."""
        try:
            for value in _read(request, self):
                self._send("value", value)
        except (BadInput, UserError) as error:
            self._send("refused", Problem(error.kind, error.parameters))
        except (MemoryError, wire.MessageTooLargeError):
            kind = ProblemKind.READING_TAKES_TOO_MUCH_MEMORY
            self._send("refused", Problem(kind, {"largest": MAX_MEMORY_MB}))
        except Exception:  # noqa: BLE001 - a bug is raised again in the other process
            import traceback

            self._send("bug", traceback.format_exc())
        else:
            self._send("end", None)

    def report(self, rows: int, share: float = 0.0) -> None:  # noqa: ARG002
        """Send a sign of life while no row can be sent yet."""
        self._send("alive", None)

    def _send(self, kind: str, value: object) -> None:
        allow_processor_time(_SECONDS_BETWEEN_MESSAGES)
        wire.write_message(self._file, (kind, value))


def _read(request: tuple[str, str, Any], progress: Progress) -> Iterator[object]:
    """Yield what is asked for, such as the batches of a list."""
    kind, name, arguments = request
    allow_processor_time(_SECONDS_BETWEEN_MESSAGES)
    yield from _READERS[kind](Path(name), arguments, progress)


def _read_batches(path: Path, arguments: Any, progress: Progress) -> Iterator[object]:  # noqa: ANN401
    options, size = arguments
    return read_batches(path, options, size, progress)


def _read_first_rows(path: Path, asks_encoding: object, _: Progress) -> Iterator[object]:
    yield read_first_rows(path, asks_encoding=bool(asks_encoding))


def _read_catalogue(path: Path, _: object, progress: Progress) -> Iterator[object]:
    from pricing.catalogue.exchange import read_catalogue_file

    problems: list[Problem] = []
    for rows in read_catalogue_file(path, problems, progress):
        yield ListBatch(products=rows, problems=tuple(problems))
        problems.clear()


def _merge_workbook(path: Path, sheets: str, _: Progress) -> Iterator[object]:
    from pricing.writing.workbook.update_existing import merged_workbook

    data = merged_workbook(path, b64decode(sheets))
    for start in range(0, len(data), _PIECE_BYTES):
        yield b64encode(data[start : start + _PIECE_BYTES]).decode("ascii")


_READERS: Mapping[str, Callable[[Path, Any, Progress], Iterator[object]]] = {
    "batches": _read_batches,
    "first rows": _read_first_rows,
    "catalogue": _read_catalogue,
    "workbook": _merge_workbook,
}


if __name__ == "__main__":
    main()
