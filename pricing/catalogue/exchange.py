"""A whole catalogue as one file, read into another: whoever made the file."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from pricing.catalogue.sql import ASKED_KEYS, LABEL_KEYS
from pricing.model.columns import BY_KEY, LONGEST_TEXT, Kind
from pricing.model.product import UNIT_KINDS
from pricing.model.row_batch import Table, waiting_product
from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.reference.mineral_forms import elements
from pricing.store.data_files import CATALOGUE
from pricing.store.database import foreign_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping
    from pathlib import Path

    from pricing.model.columns import Base
    from pricing.store.database import Stored

ENDING = ".elemental"
ENDINGS = (ENDING, ".sqlite3")  # the second as it lies in a data folder
BATCH = 2_000
_CHOICES: Mapping[Kind, Callable[[], Container[str]]] = {
    Kind.UNIT_KIND: lambda: UNIT_KINDS,
    Kind.ELEMENT: elements,
}
_OF_PRODUCT = (*LABEL_KEYS, "currency")
_OF_PRICE = (*ASKED_KEYS, "source")
_KEYS = (*_OF_PRODUCT, *_OF_PRICE, "priced_on")


def _query(day: str, condition: str) -> str:
    selected = ", ".join((*(f"p.{key}" for key in _OF_PRODUCT), *(f"c.{key}" for key in _OF_PRICE)))
    return (
        f"SELECT p.id, {selected}, c.{day} FROM price c JOIN product p ON p.id = product_id "
        f"WHERE {condition} ORDER BY c.id"
    )


_QUERIES = (
    # Each price on its first day, then once more on its last: so a history comes across whole.
    _query("first_on", "TRUE"),
    _query("last_on", "last_on <> first_on"),
    # What has a label alone.
    f"SELECT id, {', '.join(_OF_PRODUCT)}, {'NULL, ' * len(ASKED_KEYS)} source, NULL FROM product "
    "WHERE id NOT IN (SELECT product_id FROM price) ORDER BY id",
)


def is_catalogue(path: Path) -> bool:
    """Whether a file calls itself a whole catalogue."""
    return path.suffix.casefold() in ENDINGS


def tables(path: Path, problems: list[Problem]) -> Iterator[Table]:
    """The prices in another catalogue's file, each with its product and day, and its bare labels.

    What cannot be is left out and told of in `problems`. Raises BadInput for what is no catalogue.
    """
    rows = foreign_rows(path, CATALOGUE, _QUERIES)
    while chunk := list(islice(rows, BATCH)):
        batch = []
        for number, *stored in chunk:
            try:
                batch.append(_values(stored))
            except BadInput as refused:
                row = number if isinstance(number, int) else None
                problem = Problem.of(refused, row=row, column="", value="")
                problems.append(problem.in_file(str(path)))
        yield Table.of(batch)


def _values(stored: list[Stored]) -> Mapping[str, Base]:
    """A row's values. Raises BadInput where they can be no product's."""
    values = {
        key: _checked(key, value)
        for key, value in zip(_KEYS, stored, strict=True)
        if value is not None and value != ""
    }
    waiting_product(values)
    return values


def _checked(key: str, value: Stored) -> Base:
    """A value of the column's own kind. Raises BadInput, naming the column."""
    column, known = BY_KEY[key], _CHOICES.get(BY_KEY[key].kind)
    quantity = column.kind.quantity
    if quantity is not None and isinstance(value, int):
        if (0 if column.zero else 1) <= value <= quantity.largest:
            return value
    elif quantity is None and isinstance(value, str) and len(value) <= LONGEST_TEXT:
        if column.kind is Kind.DATE:
            return _day(key, value)
        if known is None or value in known():
            return value
    raise BadInput(ProblemKind.UNKNOWN_CHOICE, value=value, choices=column.title, column=key)


def _day(key: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(ProblemKind.NOT_A_DATE, value=text, column=key) from None
