"""Whole catalogues as files, which users can hand to each other."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from pricing.catalogue.matching import LABEL_KEYS
from pricing.catalogue.price_history import PRICE_TERM_KEYS
from pricing.model.columns import COLUMNS_BY_KEY, MAX_TEXT_LENGTH, ColumnKind
from pricing.model.ingredients import stated_ingredients
from pricing.model.product import NO, UNIT_KINDS, YES
from pricing.model.row_batch import RowBatch, incomplete_product, is_blank
from pricing.problems.errors import BadInput, Problem, ProblemKind, Term
from pricing.quantities.dates import refuse_early, refuse_future
from pricing.reference.mineral_forms import elements
from pricing.store.data_files import CATALOGUE_FILE
from pricing.store.database import join_names
from pricing.store.foreign_files import read_foreign_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from pathlib import Path

    from pricing.model.columns import BaseValue, Column
    from pricing.model.row_batch import ColumnValues
    from pricing.problems.progress import Progress
    from pricing.store.database import SqlValue

CATALOGUE_SUFFIX = ".elemental"
CATALOGUE_SUFFIXES = (CATALOGUE_SUFFIX, ".sqlite3")  # the second in a data folder
ROWS_PER_BATCH = 2_000
_CHOICES: Mapping[ColumnKind, Callable[[], Container[str]]] = {
    ColumnKind.UNIT_KIND: lambda: UNIT_KINDS,
    ColumnKind.ELEMENT: elements,
    ColumnKind.YES_NO: lambda: (YES, NO),
}
# Texts of these kinds only have to be short enough.
_PLAIN_TEXTS = (ColumnKind.TEXT, ColumnKind.CODE, ColumnKind.FORM, ColumnKind.CURRENCY)
_PRODUCT_KEYS = (*LABEL_KEYS, "currency")
_PRICE_KEYS = (*PRICE_TERM_KEYS, "source")
_KEYS = (*_PRODUCT_KEYS, *_PRICE_KEYS, "priced_on")


def _queries_without(lacking: frozenset[str]) -> tuple[str, ...]:
    """Return the queries for a file whose products lack some columns."""
    names = [f"p.{key}" if key not in lacking else "NULL" for key in _PRODUCT_KEYS]
    columns = f"SELECT p.id, {join_names(names)}, "
    with_price = f"{columns} {join_names(_PRICE_KEYS, 'c.{}')}, "
    joined = "FROM price c JOIN product p ON p.id = product_id"
    is_first = (
        "c.id = (SELECT f.id FROM price f JOIN product o ON o.id = f.product_id WHERE o.id = p.id "
        "ORDER BY f.source <> o.label_source, f.source, f.last_on, f.id LIMIT 1)"
    )
    return (
        # Each price on its first day, and again on its last day: this restores the price histories.
        # The first price of each product comes first, and is one of the source that its label comes
        # from. Of the prices that a source asked on one day, the one that counts comes last.
        f"{with_price} c.first_on {joined} WHERE {is_first} ORDER BY c.product_id",
        f"{with_price} iif(is_last, c.last_on, c.first_on) {joined} "
        "JOIN (SELECT 0 AS is_last UNION ALL SELECT 1) "
        f"ON iif(is_last, last_on <> first_on, NOT {is_first}) "
        "ORDER BY c.product_id, c.source <> p.label_source, c.source, c.last_on, c.id, is_last",
        # Products with only a label.
        f"{columns} {'NULL, ' * len(PRICE_TERM_KEYS)} source, NULL FROM product p "
        "WHERE id NOT IN (SELECT product_id FROM price) ORDER BY id",
    )


def is_catalogue_file(path: Path) -> bool:
    """Return whether the name of a file ends like that of a catalogue."""
    return path.suffix.casefold() in CATALOGUE_SUFFIXES


def read_catalogue_file(
    path: Path, problems: list[Problem], progress: Progress
) -> Iterator[RowBatch]:
    """Read the prices of a catalogue file, each with its product and day, and labels without price.

    Rows with impossible values are skipped and added to `problems`. Only the process that reads
    files for others calls this. Others call `reader_process.read_catalogue`.

    Raises:
        BadInput: The file is not a catalogue.
    """
    rows = read_foreign_rows(path, CATALOGUE_FILE, _queries_without, progress)
    while chunk := list(islice(rows, ROWS_PER_BATCH)):
        batch = []
        for product_id, *stored in chunk:
            try:
                batch.append(_row_values(stored))
            except BadInput as error:
                row = product_id if isinstance(product_id, int) else None
                problems.append(Problem.from_bad_input(error, row=row, column="", value=""))
        yield RowBatch.from_rows(batch)


def _row_values(stored: list[SqlValue]) -> Mapping[str, BaseValue]:
    """Return the values of a row. Raise BadInput if they cannot be those of a product."""
    values = {
        key: checked_value(key, value)
        for key, value in zip(_KEYS, stored, strict=True)
        if value is not None and not is_blank(value)
    }
    incomplete_product(values)
    return values


def checked_value(key: str, value: SqlValue, *, may_be_later: bool = False) -> BaseValue:
    """Return a value that is possible in the column, where a date may perhaps be a later one.

    Raises:
        BadInput: The value is not possible.
    """
    column = COLUMNS_BY_KEY[key]
    choices = _CHOICES.get(column.kind)
    quantity = column.kind.quantity
    if quantity is not None and isinstance(value, int):
        if _lowest(column) <= value <= quantity.largest:
            return value
    elif quantity is None and isinstance(value, str) and len(value) <= MAX_TEXT_LENGTH:
        if column.kind is ColumnKind.DATE:
            return _read_date(key, value, may_be_later=may_be_later)
        if column.kind is ColumnKind.INGREDIENTS:
            stated_ingredients(value)
        if choices is None or value in choices():
            return value
    title = Term(column.full_title)
    raise BadInput(ProblemKind.IMPOSSIBLE_VALUE, value=value, title=title, column=key)


def checked_column(
    key: str, values: Sequence[SqlValue], *, may_be_later: bool = False
) -> ColumnValues:
    """Return values of one column, which are what `checked_value` returns for each of them.

    They are all numbers or all texts, except for empty cells, which are None.

    Raises:
        BadInput: One of them is not possible.
    """
    column = COLUMNS_BY_KEY[key]
    distinct: set[Any] = set(values) - {None}
    quantity = column.kind.quantity
    is_number = isinstance(next(iter(distinct), None), int)
    if quantity is not None and is_number:
        is_possible = _lowest(column) <= min(distinct) and max(distinct) <= quantity.largest
    else:
        is_text = column.kind in _PLAIN_TEXTS and not is_number
        is_possible = is_text and max(map(len, distinct), default=0) <= MAX_TEXT_LENGTH
    if is_possible:
        return values
    checked = {value: checked_value(key, value, may_be_later=may_be_later) for value in distinct}
    return list(map(checked.get, values))


def _lowest(column: Column) -> int:
    return 0 if column.allows_zero else 1


def _read_date(key: str, text: str, *, may_be_later: bool) -> date:
    try:
        day = refuse_early(date.fromisoformat(text))
        return day if may_be_later else refuse_future(day)
    except BadInput as error:
        raise BadInput(error.kind, **error.parameters, column=key) from None
    except ValueError:
        raise BadInput(ProblemKind.NOT_A_DATE, value=text, column=key) from None
