"""Records in JSON, read one after the other: only the one at hand is in memory.

Numbers stay text, so that none is rounded on the way.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TextIO

    Record = Mapping[str, Any]

_LONGEST_RECORD = 50_000_000
_PIECE = 100_000
# So near to the end of what was read, a word or number may be cut.
_NEAR = 10
# Where the answers of an API keep their records.
_LISTS = ("results", "hits", "data")
_SPACE = re.compile(r"\s*")


def json_records(text: TextIO) -> Iterator[Record]:
    """The records of an open JSON text: one, a list of them, or the list in an API's answer.

    Raises BadInput where the text breaks off or is nested too deep.

    >>> import io
    >>> list(json_records(io.StringIO('{"meta": {}, "results": [{"a": 1.50}, {"b": null}]}')))
    [{'a': '1.50'}, {'b': None}]
    """
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
