"""Records of public registers: from JSON, CSV, a zip or a folder of them, one after the other.

Numbers of JSON stay text, so that none is rounded on the way.
"""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, Any

from pricing.errors import BadInput, ProblemKind
from pricing.reading import delimited
from pricing.reading.archives import DAMAGED
from pricing.reading.grid import LARGEST_FILE_MB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO

    Record = Mapping[str, Any]

MOST_PARTS = 500_000
LARGEST_UNPACKED_MB = 10_000
# Where the answers of an API keep their records.
_LISTS = ("results", "hits", "data")
_SPACE = re.compile(r"\s*")
_HEAD = 200_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A record with its place: the part of a zip or folder ("" for the file), the row in it.

    `done` is the share of the whole that is read, as far as that is known.
    """

    part: str
    row: int
    record: Record
    done: float = 0.0


@dataclass(frozen=True, slots=True)
class Broken:
    """A part that could not be read further."""

    part: str
    refused: BadInput


def records(path: Path) -> Iterator[Placed | Broken]:
    """Every record of a file, a zip or a folder. Raises BadInput where the whole is unusable."""
    if path.is_dir():
        yield from _of_folder(path)
    elif path.suffix.casefold() == ".zip":
        yield from _of_zip(path)
    else:
        size = path.stat().st_size or 1
        if path.suffix.casefold() == ".json":
            _check_size(size)
        with path.open("rb") as file:
            for row, record in _of_file(path.name, file):
                yield Placed("", row, record, file.tell() / size)


def _of_folder(path: Path) -> Iterator[Placed | Broken]:
    parts = sorted(path.glob("*.json"))
    if not parts:
        raise BadInput(ProblemKind.NOTHING_INSIDE, endings=".json")
    for each in islice(parts, MOST_PARTS):
        try:
            with each.open("rb") as file:
                for row, record in _of_file(each.name, file):
                    yield Placed(each.name, row, record)
        except BadInput as refused:
            yield Broken(each.name, refused)


def _of_zip(path: Path) -> Iterator[Placed | Broken]:
    with _archive(path) as archive:
        parts = [part for part in archive.infolist() if _is_read(part.filename)]
        if not parts:
            raise BadInput(ProblemKind.NOTHING_INSIDE, endings=".json or .csv")
        if len(parts) > MOST_PARTS:
            raise BadInput(ProblemKind.TOO_MANY_ROWS, largest=MOST_PARTS)
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED_MB * 1_000_000:
            raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=LARGEST_UNPACKED_MB)
        for number, part in enumerate(parts):
            try:
                _check_size(part.file_size)
                with archive.open(part) as file:
                    for row, record in _of_file(part.filename, file):
                        yield Placed(part.filename, row, record, number / len(parts))
            except BadInput as refused:
                yield Broken(part.filename, refused)
            except DAMAGED as error:
                yield Broken(part.filename, _no_archive(error))


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except DAMAGED as error:
        raise _no_archive(error) from None


def _no_archive(error: Exception) -> BadInput:
    reason = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
    return BadInput(ProblemKind.NOT_AN_ARCHIVE, reason=reason)


def _is_read(name: str) -> bool:
    return name.casefold().endswith((".json", ".csv")) and not name.startswith("__MACOSX")


def _of_file(name: str, file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """The records of one file, each with the line or place where it stands."""
    if name.casefold().endswith(".json"):
        data = file.read(LARGEST_FILE_MB * 1_000_000 + 1)
        _check_size(len(data))
        yield from enumerate(json_records(delimited.decode(data)), start=1)
    else:
        yield from csv_records(file)


def _check_size(size: int) -> None:
    if size > LARGEST_FILE_MB * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=LARGEST_FILE_MB)


# -- CSV ---------------------------------------------------------------------------------------


def csv_records(file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """The rows of a table by the names of its first line."""
    head = file.read(_HEAD)
    file.seek(0)
    encoding = delimited.encodings(head)[0]
    text = TextIOWrapper(file, encoding, errors="replace", newline="")
    line = head.decode(encoding, "replace").split("\n", 1)[0]
    delimiter = max(delimited.DELIMITERS, key=line.count)
    rows = delimited.numbered(delimited.lines(text), delimiter)
    try:
        _, names = next(rows, (0, []))
        for number, cells in rows:
            if any(cells):
                yield number, dict(zip(names, cells, strict=False))
    finally:
        text.detach()


# -- JSON --------------------------------------------------------------------------------------


def json_records(text: str) -> Iterator[Record]:
    """The records of a JSON text: one, a list of them, or the list in an API's answer.

    They are read one by one, so that only the text itself is in memory. Raises BadInput where the
    text breaks off or is nested too deep.

    >>> list(json_records('{"meta": {}, "results": [{"a": 1.50}, {"b": null}]}'))
    [{'a': '1.50'}, {'b': None}]
    """
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
    reading = _Reading(text.removeprefix("\ufeff"), decoder)
    try:
        start = reading.start_of_list()
        if start is None:
            yield from _dicts(reading.values())
        else:
            yield from _dicts(reading.items(start))
    except RecursionError:
        raise BadInput(ProblemKind.NOT_JSON, reason="it is nested too deep") from None
    except (ValueError, IndexError) as error:
        raise BadInput(ProblemKind.NOT_JSON, reason=str(error)[:100]) from None


def _dicts(values: Iterator[Any]) -> Iterator[Record]:
    for value in values:
        if isinstance(value, dict):
            inner = value.get("_source")
            yield inner if isinstance(inner, dict) else value


class _Reading:
    """A JSON text that is read value by value."""

    def __init__(self, text: str, decoder: json.JSONDecoder) -> None:
        self._text = text
        self._decoder = decoder

    def _next(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def start_of_list(self) -> int | None:
        """Where the list of records begins; None where there is none."""
        at = self._next(0)
        if self._text[at] == "[":
            return at
        while self._text[at] in "{,":
            at = self._next(at + 1)
            if self._text[at] == "}":
                return None
            key, at = self._decoder.raw_decode(self._text, at)
            at = self._next(self._next(at) + 1)
            if key in _LISTS and self._text[at] == "{":
                continue
            if key in _LISTS and self._text[at] == "[":
                return at
            _, at = self._decoder.raw_decode(self._text, at)
            at = self._next(at)
        return None

    def items(self, at: int) -> Iterator[Any]:
        """The items of the list that begins there."""
        at = self._next(at + 1)
        while self._text[at] != "]":
            value, at = self._decoder.raw_decode(self._text, at)
            yield value
            at = self._next(at)
            if self._text[at] == ",":
                at = self._next(at + 1)
            elif self._text[at] != "]":
                raise ValueError(f"a comma is missing at character {at}")

    def values(self) -> Iterator[Any]:
        """The values that stand one after the other: one, or a line each."""
        at = self._next(0)
        while at < len(self._text):
            value, at = self._decoder.raw_decode(self._text, at)
            yield value
            at = self._next(at)
