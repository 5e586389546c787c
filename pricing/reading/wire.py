"""Values on their way between this process and the one that reads files, as JSON.

Only the classes below are ever made from what arrives. So a reader that a file took over can send
wrong values, but nothing that runs.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections import defaultdict
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache
from itertools import count
from types import NoneType
from typing import IO, TYPE_CHECKING, Any

from pricing.model.row_batch import RowBatch
from pricing.model.scenario import Scenario
from pricing.problems.errors import Problem, ProblemKind, Reason, Term
from pricing.quantities.amounts import DecimalMark
from pricing.quantities.dates import DateOrder
from pricing.reading.grid import Grid, GridCell, GridRow
from pricing.reading.list_questions import FirstRows
from pricing.reading.product_list import ListBatch
from pricing.reading.reading_options import ColumnChoice, Layout, ReadingOptions
from pricing.reference.payers import Payer, PayerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from enum import Enum

MAX_MESSAGE_MB = 32
_LENGTH = struct.Struct(">I")
_SCALARS = frozenset({str, int, bool, float, NoneType})
_DAYS = frozenset({date, NoneType})
# A column of one kind of value is packed if its values repeat. In one of several kinds, 1 and True
# would be one value.
_PACKED_KINDS = tuple(frozenset({kind, NoneType}) for kind in (str, int, date))
_MIN_PACKED_LENGTH = 64
_MIN_REPEATS = 2
_MAX_PLACES = 2**16
_MAX_NUMBERS = 1_000_000
_CLASSES: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        *(ColumnChoice, FirstRows, Grid, GridCell, Layout, ListBatch, Payer),
        *(ReadingOptions, RowBatch, Scenario),
    )
}
_ENUMS: dict[str, type[Enum]] = {
    kind.__name__: kind for kind in (DateOrder, DecimalMark, PayerKind, ProblemKind, Reason)
}


class MessageTooLargeError(Exception):
    """A message is larger than any that a list needs."""


# -- messages ----------------------------------------------------------------------------------


def write_message(file: IO[bytes], message: object) -> None:
    """Write a message at once.

    Raises:
        MessageTooLargeError: It is larger than MAX_MESSAGE_MB.
    """
    data = json.dumps(_to_plain(message), separators=(",", ":")).encode("ascii")
    if len(data) > MAX_MESSAGE_MB * 1_000_000:
        raise MessageTooLargeError
    file.write(_LENGTH.pack(len(data)) + data)
    file.flush()


def read_message(file: IO[bytes]) -> bytes | None:
    """Return the next message for `decode_message`, or None at the end of the file.

    Raises:
        MessageTooLargeError: It is larger than MAX_MESSAGE_MB.
    """
    head = file.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAX_MESSAGE_MB * 1_000_000:
        raise MessageTooLargeError
    data = file.read(length)
    return data if len(data) == length else None


def decode_message(data: bytes) -> Any:  # noqa: ANN401 - it can be any of the classes
    """Return the value of a message.

    Raises:
        ValueError, TypeError, LookupError, RecursionError: It is not a message.
    """
    return _from_plain(json.loads(data))


# -- values ------------------------------------------------------------------------------------


def _to_plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value as JSON has it. A dict with one key states the class of its content."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is list or kind is tuple:
        kinds = set(map(type, value))
        if len(value) >= _MIN_PACKED_LENGTH and any(kinds <= packed for packed in _PACKED_KINDS):
            return _packed(value)
        return _list_to_plain(value, kinds)
    return _object_to_plain(value)


def _list_to_plain(value: Sequence[Any], kinds: set[type[Any]]) -> Any:  # noqa: ANN401
    if kinds <= _SCALARS:
        return value
    if kinds <= _DAYS:
        return {"dates": [day and day.isoformat() for day in value]}
    return list(map(_to_plain, value))


def _packed(column: Sequence[Any]) -> Any:  # noqa: ANN401
    """Return a column whose values are repeated as its distinct values and their places."""
    place_of: defaultdict[Any, int] = defaultdict(count().__next__)
    places = list(map(place_of.__getitem__, column))
    distinct = list(place_of)
    kinds = set(map(type, distinct))
    if len(distinct) > min(len(column) // _MIN_REPEATS, _MAX_PLACES):
        return _list_to_plain(column, kinds)
    # An array takes the values of a list faster than those of an iterator.
    return {"repeated": [_list_to_plain(distinct, kinds), array("H", places).tobytes().hex()]}


def _unpacked(content: list[Any]) -> tuple[Any, ...]:
    distinct, packed = content
    places = array("H", bytes.fromhex(packed))
    return tuple(map(_from_plain(distinct).__getitem__, places))


def _numbers(content: list[int]) -> range:
    numbers = range(*content)
    if numbers[_MAX_NUMBERS:]:
        raise ValueError
    return numbers


def _object_to_plain(value: Any) -> Any:  # noqa: ANN401
    name = type(value).__name__
    if name == "GridRow":
        return {name: [value.number, list(map(_plain_cell, value.cells))]}
    if name == "Problem":
        return {name: [value.kind.name, _plain_items(value.parameters), *_place(value)]}
    if name in _CLASSES:
        return {name: [_to_plain(getattr(value, field)) for field in _field_names(name)]}
    if name in _ENUMS:
        return {name: value.name}
    return _other_to_plain(value)


def _other_to_plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {"map": _plain_items(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, range):
        return {"range": [value.start, value.stop, value.step]}
    # A message takes any parameter as its text, such as the error of a library.
    return {"Term": str(value)} if isinstance(value, Term) else str(value)


def _plain_items(values: Mapping[str, object]) -> dict[str, Any]:
    return {key: _to_plain(value) for key, value in values.items()}


def _place(problem: Problem) -> tuple[Any, ...]:
    return (
        problem.file,
        problem.row,
        problem.column,
        problem.value,
        problem.is_row_kept,
        problem.sheet,
    )


def _problem(content: Any) -> Problem:  # noqa: ANN401
    kind, parameters, *place = content
    return Problem(ProblemKind[kind], _mapping(parameters), *place)


def _mapping(content: dict[str, Any]) -> dict[str, Any]:
    return {key: _from_plain(value) for key, value in content.items()}


def _from_plain(value: Any) -> Any:  # noqa: ANN401
    if type(value) is list:
        if set(map(type, value)) <= _SCALARS:
            return tuple(value)
        return tuple(map(_from_plain, value))
    if type(value) is not dict:
        return value
    ((name, content),) = value.items()
    if name in _CLASSES:
        return _CLASSES[name](*map(_from_plain, content))
    if name in _ENUMS:
        return _ENUMS[name][content]
    return _OTHERS[name](content)


def _plain_cell(cell: GridCell) -> Any:  # noqa: ANN401
    """Return a cell as its text, if it is nothing else."""
    if cell.is_plain_text and not cell.shown:
        return cell.text
    return [_to_plain(getattr(cell, name)) for name in _field_names("GridCell")]


def _grid_row(content: Any) -> GridRow:  # noqa: ANN401
    number, cells = content
    return GridRow(
        number,
        tuple(
            _text_cell(cell) if isinstance(cell, str) else GridCell(*map(_from_plain, cell))
            for cell in cells
        ),
    )


# Tables repeat their texts.
_text_cell = lru_cache(maxsize=1_024)(GridCell)


@cache
def _field_names(name: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(_CLASSES[name]))


def _dates(content: list[str | None]) -> tuple[date | None, ...]:
    return tuple(text and date.fromisoformat(text) for text in content)  # type: ignore[misc]


_OTHERS: dict[str, Callable[[Any], Any]] = {
    "map": _mapping,
    "Problem": _problem,
    "date": date.fromisoformat,
    "dates": _dates,
    "repeated": _unpacked,
    "range": _numbers,
    "GridRow": _grid_row,
    "Term": Term,
}
