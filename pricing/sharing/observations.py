"""The observations of the shared log as rows of a list: each is checked like a row of a list."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate, chain, compress, groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from pricing.catalogue.exchange import ROWS_PER_BATCH, checked_column, checked_value
from pricing.catalogue.outbox import (
    CONTENT_TIME,
    MOST_MILLISECONDS_AHEAD,
    OBSERVED_KEYS,
    WITHDRAWN_FROM,
    act_time,
    numbered_act_id,
)
from pricing.catalogue.price_history import PRICE_TERM_KEYS
from pricing.catalogue.withdrawals import Withdrawal
from pricing.model.columns import COMPLETABLE_KEYS, DATE_KEYS
from pricing.model.row_batch import RowBatch, is_blank
from pricing.problems.errors import BadInput, Problem, ProblemKind, Reason, Term
from pricing.sharing.state import RefusedObservation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pricing.model.columns import BaseValue
    from pricing.model.row_batch import ColumnValues

# The version of the columns that an observation's body may have.
BODY_VERSION = 1
_OBSERVED = frozenset((*OBSERVED_KEYS, WITHDRAWN_FROM))
_DECODER = json.JSONDecoder()
# What every row of a list states by the time the catalogue has it, and what one with a price does.
_LABEL_KEYS = ("element", "unit_kind", "serving_units", "smallest_dose")
_PRICED_KEYS = ("source", "currency", "priced_on", *PRICE_TERM_KEYS)
# The column whose values a key of the log has.
_COLUMN_OF = {WITHDRAWN_FROM: "priced_on"}
# What the rows of one act have in common. Rows that were added later, or by another counter, are an
# act of their own, so that it does not matter which rows a counter reads at once.
_one_act = attrgetter("act", "counter", "recorded_at")
# The end of an observation's id is its place in its act.
_PLACE_DIGITS = 8
# A message shows so many characters of a value, because a rubbish one may have thousands.
_MOST_SHOWN = 60


class LogRow(NamedTuple):
    """A row of the log. `latest` is the day at its counter when the server recorded it.

    `body` is None if it is longer than any observation. The server recorded it `recorded_at`
    milliseconds after 1970.
    """

    seq: int
    id: str
    counter: str
    latest: date
    version: int
    body: str | None
    recorded_at: int

    @property
    def digest(self) -> int:
        """A number that no other row has. Those of many rows are added up."""
        text = f"{self.seq},{self.id},{self.counter},{self.latest},{self.version},{self.body}"
        return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest())

    @property
    def act(self) -> str:
        """The id of the act that the observation belongs to."""
        return self.id[:-_PLACE_DIGITS] + "0" * _PLACE_DIGITS

    @property
    def counted_act(self) -> str:
        """The id by which the act is earlier or later than others.

        An id from after all time would make its withdrawals right for ever. So one that is far
        ahead of the server counts as made when the server recorded it.
        """
        is_possible = act_time(self.act) <= self.recorded_at + MOST_MILLISECONDS_AHEAD
        return self.act if is_possible else numbered_act_id(self.recorded_at, self.seq)


@dataclass(frozen=True, slots=True)
class Stated:
    """Observations of one act: the rows that it states, and the prices that it takes back."""

    rows: RowBatch
    withdrawals: tuple[Withdrawal, ...]


@dataclass(slots=True)
class LoggedAct:
    """An act as every counter applies it: what can be used of its observations.

    `counted_id` says which acts are later ones.
    """

    id: str
    counted_id: str
    counter: str
    latest: date
    stated: list[Stated] = field(default_factory=list)
    refused: list[tuple[str, RefusedObservation]] = field(default_factory=list)
    count: int = 0
    last_seq: int = 0
    last_id: str = ""
    digest: int = 0
    later_days: int = 0

    @property
    def is_one_price(self) -> bool:
        """Whether it states one price, as a typed one is, which nothing about it changes."""
        if self.count != 1 or self.refused or self.later_days or act_time(self.id) == CONTENT_TIME:
            return False
        (stated,) = self.stated
        return not stated.withdrawals and stated.rows.column("price")[0] is not None


def read_acts(rows: Iterable[LogRow]) -> Iterator[LoggedAct]:
    """Group the rows of the log, in their order, into acts."""
    act: LoggedAct | None = None
    rows, last_row = iter(rows), None
    while chunk := list(islice(rows, ROWS_PER_BATCH)):
        parts = [list(group) for _, group in groupby(chunk, _one_act)]
        for part, batch in zip(parts, _read_parts(parts), strict=True):
            first = part[0]
            if act is None or last_row is None or _one_act(last_row) != _one_act(first):
                if act is not None:
                    yield act
                act = LoggedAct(first.act, first.counted_act, first.counter, first.latest)
            _add_rows(act, part, batch)
            last_row = first
    if act is not None:
        yield act


def _read_parts(parts: Sequence[list[LogRow]]) -> list[RowBatch | None]:
    """Return the rows of each act as rows of a list, or None for those to be read one by one.

    Typed prices are acts of one row, so the columns of many acts are read at once.
    """
    rows = list(chain.from_iterable(parts))
    batch = _read_columns(rows)
    if batch is not None and not any(batch.row_errors(COMPLETABLE_KEYS)):
        ends = list(accumulate(map(len, parts)))
        return [batch.part(end - len(part), end) for part, end in zip(parts, ends, strict=True)]
    if len(parts) == 1:
        return [None]
    middle = len(parts) // 2
    return _read_parts(parts[:middle]) + _read_parts(parts[middle:])


def _add_rows(act: LoggedAct, rows: list[LogRow], batch: RowBatch | None) -> None:
    """Add the rows of an act that can be rows of a list, and refuse the others."""
    if batch is None:
        batch = _add_one_by_one(act, rows)
    else:
        act.stated.append(Stated(batch, ()))
    act.later_days += sum(
        day is not None and day > act.latest  # type: ignore[operator]
        for key in DATE_KEYS
        for day in batch.column(key)
    )
    act.count += len(rows)
    act.last_seq, act.last_id = rows[-1].seq, rows[-1].id
    act.digest += sum(row.digest for row in rows)


def _add_one_by_one(act: LoggedAct, rows: list[LogRow]) -> RowBatch:
    """Add the rows of an act, of which some are no rows of a list. Return those that may be."""
    read: list[tuple[LogRow, Mapping[str, BaseValue]]] = []
    for row in rows:
        try:
            read.append((row, _read_values(row)))
        except BadInput as error:
            act.refused.append(_refused(row, error))
    values = [values for _, values in read]
    batch = RowBatch.from_rows(values)
    errors = batch.row_errors(COMPLETABLE_KEYS)
    act.refused += [
        _refused(row, error)
        for (row, _), error in zip(read, errors, strict=True)
        if error is not None
    ]
    act.stated.append(_usable(values, batch, errors))
    return batch


def _usable(
    values: Sequence[Mapping[str, BaseValue]], batch: RowBatch, errors: Sequence[BadInput | None]
) -> Stated:
    """Return what can be used of observations: the rows of a batch, and the withdrawals."""
    usable = [error is None for error in errors]
    withdrawals = tuple(
        Withdrawal(value, value[WITHDRAWN_FROM])  # type: ignore[arg-type] # a date by its column
        for value in compress(values, usable)
        if WITHDRAWN_FROM in value
    )
    are_rows = [is_usable and WITHDRAWN_FROM not in value
                for value, is_usable in zip(values, usable, strict=True)]  # fmt: skip
    return Stated(batch.select_rows(are_rows), withdrawals)


def _read_columns(rows: Sequence[LogRow]) -> RowBatch | None:
    """Return observations as rows of a list, or None if one of them has to be read alone.

    To check a column at once takes a third of the time of its values one by one.
    """
    try:
        stated = list(map(_read_object, rows))
        keys = set().union(*stated)
        columns = {
            key: _read_column(key, [values.get(key) for values in stated])
            for key in OBSERVED_KEYS
            if key in keys
        }
        every_row = (True,) * len(rows)
        for key in _LABEL_KEYS:
            _refuse_rows_without(key, columns, every_row)
        for key in _PRICED_KEYS if "price" in columns else ():
            _refuse_rows_without(key, columns, columns["price"])
    except BadInput:
        return None
    filled = sum(len(rows) - column.count(None) for column in columns.values())
    has_others = filled < sum(map(len, stated))  # a withdrawal, an unknown key, or a null
    return None if has_others else RowBatch(range(1, len(rows) + 1), columns)


def _refuse_rows_without(
    key: str, columns: Mapping[str, ColumnValues], needing: ColumnValues
) -> None:
    """Raise BadInput if a row lacks a value beside one that needs it."""
    for needs, value in zip(needing, columns.get(key, (None,) * len(needing)), strict=True):
        if needs is not None and (value is None or is_blank(value)):
            raise BadInput(ProblemKind.OBSERVATION_LACKS, key=key)


def _read_column(key: str, values: Sequence[Any]) -> ColumnValues:
    types = set(map(type, values)) - {type(None)}
    if types == {int} or (types == {str} and _can_be_stored("".join(filter(None, values)))):
        return checked_column(key, values, may_be_later=True)
    raise BadInput(ProblemKind.OBSERVATION_VALUE_WRONG, key=key)


def _read_values(row: LogRow) -> Mapping[str, BaseValue]:
    return _read_stated(_read_object(row))


def _read_object(row: LogRow) -> Mapping[str, object]:
    if row.version > BODY_VERSION:
        raise BadInput(ProblemKind.OBSERVATION_NEWER)
    if row.version < 1:
        raise BadInput(ProblemKind.OBSERVATION_UNREADABLE, reason=Reason.OTHER_VERSION)
    if row.body is None:
        raise BadInput(ProblemKind.OBSERVATION_UNREADABLE, reason=Reason.TOO_LARGE)
    return decoded_body(row.body)


def read_bodies(bodies: Iterable[str]) -> Stated:
    """Return what observations state, without what no list can have."""
    rows = []
    for body in bodies:
        with suppress(BadInput):
            rows.append(read_body(body))
    batch = RowBatch.from_rows(rows)
    return _usable(rows, batch, batch.row_errors(COMPLETABLE_KEYS))


def read_body(body: str) -> Mapping[str, BaseValue]:
    """Return the values of an observation, or raise BadInput if no list can have them."""
    return _read_stated(decoded_body(body))


def decoded_body(body: str) -> dict[str, object]:
    """Return what an observation states, as it is written, or raise BadInput if it is no object."""
    try:
        stated, end = _DECODER.raw_decode(body)
        if end < len(body):
            raise json.JSONDecodeError("Extra data", body, end)
    except (ValueError, RecursionError) as error:
        raise BadInput(ProblemKind.OBSERVATION_UNREADABLE, reason=error) from None
    if not isinstance(stated, dict):
        raise BadInput(ProblemKind.OBSERVATION_UNREADABLE, reason=Reason.NOT_NAMED_VALUES)
    return stated


def _read_stated(stated: Mapping[str, object]) -> Mapping[str, BaseValue]:
    for key in stated:
        if key not in _OBSERVED:
            raise BadInput(ProblemKind.OBSERVATION_KEY_UNKNOWN, key=key)
    values = {key: _read_value(key, _hashable(value)) for key, value in stated.items()}
    for key in (*_LABEL_KEYS, *(_PRICED_KEYS if "price" in values else ())):
        if is_blank(values.get(key, "")):
            raise BadInput(ProblemKind.OBSERVATION_LACKS, key=key)
    if WITHDRAWN_FROM in values:
        _refuse_impossible_withdrawal(values)
    return values


def _refuse_impossible_withdrawal(values: Mapping[str, BaseValue]) -> None:
    """Raise BadInput unless a withdrawal names a price, and days in their order."""
    if "price" not in values:
        raise BadInput(ProblemKind.OBSERVATION_VALUE_WRONG, key="price")
    if values[WITHDRAWN_FROM] > values["priced_on"]:  # type: ignore[operator] # both are dates
        raise BadInput(ProblemKind.OBSERVATION_VALUE_WRONG, key=WITHDRAWN_FROM)


def _hashable(value: object) -> object:
    """Return a value that can be looked up: None, which no row states, for a list or an object."""
    return None if isinstance(value, list | dict) else value


# Most values of a list stand in many of its rows.
@lru_cache(maxsize=65_536, typed=True)
def _read_value(key: str, value: object) -> BaseValue:
    if type(value) is int or (isinstance(value, str) and _can_be_stored(value)):
        return checked_value(_COLUMN_OF.get(key, key), value, may_be_later=True)
    raise BadInput(ProblemKind.OBSERVATION_VALUE_WRONG, key=key)


def _can_be_stored(text: str) -> bool:
    has_surrogates = not text.isascii() and any("\ud800" <= mark <= "\udfff" for mark in text)
    return not has_surrogates and "\0" not in text


def _refused(row: LogRow, error: BadInput) -> tuple[str, RefusedObservation]:
    parameters = {name: _shortened(value) for name, value in error.parameters.items()}
    problem = Problem(error.kind, parameters)
    is_newer = error.kind is ProblemKind.OBSERVATION_NEWER  # here the user can do something
    return row.counter, RefusedObservation(
        row.seq, problem.line if is_newer else problem.description
    )


def _shortened(value: object) -> object:
    """Return a parameter of a message, without the end of a long one that the log states."""
    if isinstance(value, Term | Reason | tuple):
        return value
    text = str(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
