"""A whole catalogue as one file, read into another: whoever made the file."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from pricing.catalogue.sql import LABEL_KEYS, PRICE_TERM_KEYS
from pricing.model.columns import COLUMNS_BY_KEY, MAX_TEXT_LENGTH, ColumnKind
from pricing.model.product import UNIT_KINDS
from pricing.model.row_batch import RowBatch, incomplete_product
from pricing.problems.errors import BadInput, Problem, ProblemKind, Term
from pricing.reference.mineral_forms import elements
from pricing.store.data_files import CATALOGUE_FILE
from pricing.store.database import read_foreign_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.store.database import SqlValue

CATALOGUE_SUFFIX = ".elemental"
CATALOGUE_SUFFIXES = (CATALOGUE_SUFFIX, ".sqlite3")  # the second as it lies in a data folder
ROWS_PER_BATCH = 2_000
_CHOICES: Mapping[ColumnKind, Callable[[], Container[str]]] = {
    ColumnKind.UNIT_KIND: lambda: UNIT_KINDS,
    ColumnKind.ELEMENT: elements,
}
_PRODUCT_KEYS = (*LABEL_KEYS, "currency")
_PRICE_KEYS = (*PRICE_TERM_KEYS, "source")
_KEYS = (*_PRODUCT_KEYS, *_PRICE_KEYS, "priced_on")


def _query(day: str, condition: str) -> str:
    selected = ", ".join(
        (*(f"p.{key}" for key in _PRODUCT_KEYS), *(f"c.{key}" for key in _PRICE_KEYS))
    )
    return (
        f"SELECT p.id, {selected}, c.{day} FROM price c JOIN product p ON p.id = product_id "
        f"WHERE {condition} ORDER BY c.id"
    )


_QUERIES = (
    # Each price on its first day, then once more on its last: so a history comes across whole.
    _query("first_on", "TRUE"),
    _query("last_on", "last_on <> first_on"),
    # What has a label alone.
    f"SELECT id, {', '.join(_PRODUCT_KEYS)}, {'NULL, ' * len(PRICE_TERM_KEYS)} source, "
    f"NULL FROM product "
    "WHERE id NOT IN (SELECT product_id FROM price) ORDER BY id",
)


def is_catalogue_file(path: Path) -> bool:
    """Whether a file calls itself a whole catalogue."""
    return path.suffix.casefold() in CATALOGUE_SUFFIXES


def read_catalogue_file(path: Path, problems: list[Problem]) -> Iterator[RowBatch]:
    """The prices in another catalogue's file, each with its product and day, and its bare labels.

    What cannot be is left out and told of in `problems`. Raises BadInput for what is no catalogue.
    """
    rows = read_foreign_rows(path, CATALOGUE_FILE, _QUERIES)
    while chunk := list(islice(rows, ROWS_PER_BATCH)):
        batch = []
        for number, *stored in chunk:
            try:
                batch.append(_row_values(stored))
            except BadInput as refused:
                row = number if isinstance(number, int) else None
                problem = Problem.from_bad_input(refused, row=row, column="", value="")
                problems.append(problem.with_file(str(path)))
        yield RowBatch.from_rows(batch)


def _row_values(stored: list[SqlValue]) -> Mapping[str, BaseValue]:
    """A row's values. Raises BadInput where they can be no product's."""
    values = {
        key: _check_value(key, value)
        for key, value in zip(_KEYS, stored, strict=True)
        if value is not None and value != ""
    }
    incomplete_product(values)
    return values


def _check_value(key: str, value: SqlValue) -> BaseValue:
    """A value of the column's own kind. Raises BadInput, naming the column."""
    column, known = COLUMNS_BY_KEY[key], _CHOICES.get(COLUMNS_BY_KEY[key].kind)
    quantity = column.kind.quantity
    if quantity is not None and isinstance(value, int):
        if (0 if column.allows_zero else 1) <= value <= quantity.largest:
            return value
    elif quantity is None and isinstance(value, str) and len(value) <= MAX_TEXT_LENGTH:
        if column.kind is ColumnKind.DATE:
            return _read_date(key, value)
        if known is None or value in known():
            return value
    title = Term(column.full_title)
    raise BadInput(ProblemKind.IMPOSSIBLE_VALUE, value=value, title=title, column=key)


def _read_date(key: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(ProblemKind.NOT_A_DATE, value=text, column=key) from None
