"""JSON records read one after the other, with only the current one in memory.

Numbers stay text, so none is rounded. `docs/decisions/0026-own-json-stream.md` compares ijson.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

    Record = Mapping[str, Any]

_MAX_RECORD_LENGTH = 10_000_000
_CHUNK_LENGTH = 100_000
# A word or number this close to the end of the text so far may go on in the next chunk.
_CUT_MARGIN = 10
# The fields in which the answers of an API keep their records.
_RECORD_LIST_KEYS = ("results", "hits", "data", "products")
_SPACE = re.compile(r"\s*")


class JsonNumber(str):
    """A number as the JSON text writes it."""

    __slots__ = ()


def read_json_records(text: TextIO, *, joins_repeated: bool = False) -> Iterator[Record]:
    """Yield the records of an open JSON text: one, a list of them, or the list in an API's answer.

    If `joins_repeated`, a key that a record has twice gives both values: “9 or 8”. Else, the last
    one counts.

    Raises:
        BadInput: The text breaks off, is nested too deep, or has a record without an end.

    >>> import io
    >>> list(read_json_records(io.StringIO('{"meta": {}, "results": [{"a": 1.50}, {"b": null}]}')))
    [{'a': '1.50'}, {'b': None}]
    """
    try:
        yield from _dicts(_JsonStream(text, joins_repeated=joins_repeated).records())
    except RecursionError:
        raise BadInput(ProblemKind.NOT_JSON, reason=Reason.NESTED_TOO_DEEP) from None
    except ValueError as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(ProblemKind.NOT_JSON, reason=str(error)[:100]) from None


def _dicts(values: Iterator[Any]) -> Iterator[Record]:
    for value in values:
        if isinstance(value, dict):
            inner = value.get("_source")
            yield inner if isinstance(inner, dict) else value


def _joined(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object in which a key with several values has all of them as one text."""
    record: dict[str, Any] = {}
    for key, value in pairs:
        _add(record, key, value)
    return record


def _add(record: dict[str, Any], key: str, value: object) -> None:
    if key in record and record[key] != value:
        value = f"{record[key]} or {value}"
    record[key] = value


class _JsonStream:
    """A JSON text that is read value by value. Only the current value is kept."""

    def __init__(self, file: TextIO, *, joins_repeated: bool) -> None:
        self._file = file
        self._joins_repeated = joins_repeated
        self._decoder = json.JSONDecoder(
            parse_float=JsonNumber,
            parse_int=JsonNumber,
            parse_constant=str,
            object_pairs_hook=_joined if joins_repeated else None,
        )
        self._text = ""
        self._position = self._discarded = 0
        if self._next_character() == "\ufeff":
            self._position += 1

    def records(self) -> Iterator[Any]:
        """Yield the items of the list of records, or the values that follow each other."""
        first = self._next_character()
        if first == "{":
            record = self._read_object()
            if record is None:
                first = "["
            else:
                yield record
        if first == "[":
            yield from self._read_items()
        else:
            while self._next_character():
                yield self._read_value()

    def _read_object(self) -> dict[str, Any] | None:
        """Return the object that begins here, or None as soon as a list of records begins in it."""
        start = self._discarded + self._position
        record: dict[str, Any] = {}
        self._position += 1
        while self._next_character() != "}":
            if record:
                self._expect(",")
            key = self._read_value()
            self._expect(":")
            first = self._next_character()
            if key in _RECORD_LIST_KEYS and first == "[":
                return None
            inner = (
                self._read_object()
                if key in _RECORD_LIST_KEYS and first == "{"
                else self._read_value()
            )
            if inner is None and first == "{":
                return None
            if self._joins_repeated:
                _add(record, str(key), inner)
            else:
                record[str(key)] = inner
            if self._discarded + self._position - start > _MAX_RECORD_LENGTH:
                raise ValueError("a record does not end")
        self._position += 1
        return record

    def _read_items(self) -> Iterator[Any]:
        """Yield the items of the list that begins here."""
        self._position += 1
        while self._next_character() != "]":
            yield self._read_value()
            if self._next_character() != "]":
                self._expect(",")

    def _read_value(self) -> object:
        """Return the value that begins here."""
        self._next_character()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._position)
            except json.JSONDecodeError as error:
                if self._may_be_cut(error) and self._read_more():
                    continue
                position = self._discarded + error.pos
                raise ValueError(f"{error.msg} at character {position:,}") from None
            if end < len(self._text) - _CUT_MARGIN or not self._read_more():  # a number may go on
                self._position = end
                return value

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        """Return whether the error may only mean that more of the text has to be read."""
        return error.msg.startswith("Unterminated") or error.pos > len(self._text) - _CUT_MARGIN

    def _next_character(self) -> str:
        """Return the next character that is not a space, or "" at the end."""
        while True:
            spaces = _SPACE.match(self._text, self._position)
            self._position = spaces.end() if spaces else self._position
            if self._position < len(self._text):
                return self._text[self._position]
            if not self._read_more():
                return ""

    def _expect(self, mark: str) -> None:
        if self._next_character() != mark:
            raise ValueError(
                f"“{mark}” is missing at character {self._discarded + self._position:,}"
            )
        self._position += 1

    def _read_more(self) -> bool:
        """Read the next chunk and forget the text that was used. Return False at the end."""
        kept = len(self._text) - self._position
        if kept > _MAX_RECORD_LENGTH:
            raise ValueError("a record does not end")
        chunk = self._file.read(max(_CHUNK_LENGTH, kept))
        if not chunk:
            return False
        self._discarded += self._position
        self._text, self._position = self._text[self._position :] + chunk, 0
        return True
