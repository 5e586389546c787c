"""Records of public registers: from JSON, CSV, a zip or a folder of them, one after the other.

Numbers of JSON stay text, so that none is rounded on the way.
"""

from __future__ import annotations

import codecs
import json
import re
import zipfile
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, Any

from pricing.errors import BadInput, ProblemKind
from pricing.reading import delimited
from pricing.reading.archives import DAMAGED
from pricing.reading.grid import LARGEST_FILE_MB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO, TextIO

    Record = Mapping[str, Any]

MOST_PARTS = 500_000
LARGEST_JSON_MB = 2_000
LARGEST_UNPACKED_MB = 10_000
# Text shrinks to a tenth or so; what shrinks far more is meant to fill a disk.
_MOST_SHRUNK = 100
_LONGEST_RECORD = 50_000_000
_PIECE = 100_000
# So near to the end of what was read, a word or number may be cut.
_NEAR = 10
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
            _check_size(size, LARGEST_JSON_MB)
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
                is_bomb = part.file_size > part.compress_size * _MOST_SHRUNK
                _check_size(part.file_size, LARGEST_FILE_MB if is_bomb else LARGEST_JSON_MB)
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
    if not name.casefold().endswith(".json"):
        yield from csv_records(file)
        return
    encoding = delimited.encodings(file.read(_HEAD))[0]
    file.seek(0)
    text = TextIOWrapper(file, encoding, errors=_AS_CP1252)
    try:
        yield from enumerate(_json_records(text), start=1)
    finally:
        text.detach()


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 as older programs of Windows mean it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_AS_CP1252 = "as-cp1252"
codecs.register_error(_AS_CP1252, _as_cp1252)


def _check_size(size: int, largest: int) -> None:
    if size > largest * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=largest)


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

    Raises BadInput where the text breaks off or is nested too deep.

    >>> list(json_records('{"meta": {}, "results": [{"a": 1.50}, {"b": null}]}'))
    [{'a': '1.50'}, {'b': None}]
    """
    return _json_records(StringIO(text))


def _json_records(text: TextIO) -> Iterator[Record]:
    """The same of an open text. They are read one by one, so that only one is in memory."""
    try:
        yield from _dicts(_Reading(text).records())
    except RecursionError:
        raise BadInput(ProblemKind.NOT_JSON, reason="it is nested too deep") from None
    except ValueError as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(ProblemKind.NOT_JSON, reason=str(error)[:100]) from None


def _dicts(values: Iterator[Any]) -> Iterator[Record]:
    for value in values:
        if isinstance(value, dict):
            inner = value.get("_source")
            yield inner if isinstance(inner, dict) else value


class _Reading:
    """A JSON text that is read value by value, of which only the value at hand is kept."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
        self._text = ""
        self._at = self._before = 0
        if self._next() == "\ufeff":
            self._at += 1

    def records(self) -> Iterator[Any]:
        """The items of the list of records, or the values that stand one after the other."""
        first = self._next()
        if first == "{":
            found = self._object()
            if found is None:
                first = "["
            else:
                yield found
        if first == "[":
            yield from self._items()
        else:
            while self._next():
                yield self._value()

    def _object(self) -> dict[str, Any] | None:
        """The object that begins here; None once a list of records begins in it."""
        began = self._before + self._at
        found: dict[str, Any] = {}
        self._at += 1
        while self._next() != "}":
            if found:
                self._pass(",")
            key = self._value()
            self._pass(":")
            first = self._next()
            if key in _LISTS and first == "[":
                return None
            inner = self._object() if key in _LISTS and first == "{" else self._value()
            if inner is None and first == "{":
                return None
            found[str(key)] = inner
            if self._before + self._at - began > _LONGEST_RECORD:
                raise ValueError("a record does not end")
        self._at += 1
        return found

    def _items(self) -> Iterator[Any]:
        """The items of the list that begins here."""
        self._at += 1
        while self._next() != "]":
            yield self._value()
            if self._next() != "]":
                self._pass(",")

    def _value(self) -> object:
        """The value that begins here."""
        self._next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._may_go_on(error) and self._more():
                    continue
                place = self._before + error.pos
                raise ValueError(f"{error.msg} at character {place:,}") from None
            if end < len(self._text) - _NEAR or not self._more():  # a number may go on
                self._at = end
                return value

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether what is wrong may only be that more is to be read."""
        return error.msg.startswith("Unterminated") or error.pos > len(self._text) - _NEAR

    def _next(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _pass(self, mark: str) -> None:
        if self._next() != mark:
            raise ValueError(f"“{mark}” is missing at character {self._before + self._at:,}")
        self._at += 1

    def _more(self) -> bool:
        """Read on, and forget what was gone through; False at the end."""
        kept = len(self._text) - self._at
        if kept > _LONGEST_RECORD:
            raise ValueError("a record does not end")
        piece = self._file.read(max(_PIECE, kept))
        if not piece:
            return False
        self._before += self._at
        self._text, self._at = self._text[self._at :] + piece, 0
        return True
