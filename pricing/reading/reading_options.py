"""The way a list is read: what the user has said about it, and the layout of its table.

The window needs these without a reader, so this module imports none.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import DecimalMark
from pricing.quantities.dates import DateOrder

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """The meaning of one column of a list, and the style of its numbers.

    `key` is the key of a column, or "" if the column is left out. `unit` is the unit of an amount,
    the currency of money, or what a percentage is in. `base` is what an amount is stated for,
    `is_subunit` says that money is in hundredths, and `tax` whether a price includes tax. With ""
    and AUTO the list decides.
    """

    key: str = ""
    mark: DecimalMark = DecimalMark.AUTO
    unit: str = ""
    base: str = ""
    is_subunit: bool = False
    tax: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The reading of a table: the position of its header row, and a choice for each column.

    `header_position` is an index in `Grid.rows`, or None if every row is a product. `encoding` is
    that of a text that can be read in several, or "". `unanswered` are the columns that the program
    chose and whose titles leave a question that no user has answered.
    """

    header_position: int | None
    choices: tuple[ColumnChoice, ...]
    encoding: str = ""
    unanswered: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """The options for reading a list. With "" and AUTO the list decides.

    Attributes:
        decimal_mark: The decimal mark of all numbers.
        date_order: The order of day and month in all dates.
        column_keys: What columns are, by their headers: a key, or a key with parts, such as
            "price:pence".
        layout: The place and meaning of all columns.
        sheet: The sheet of a workbook that `layout` describes.
        encoding: The encoding of a text.
        element: The mineral of rows that name none.
        currency: The currency of rows that state none.
        expected_currency: The currency of the comparison. Rows that state none have it if others
            state it, or if as many state one currency as another.
        tells_default_currency: Whether it is told that a list names no currency, because nothing
            shows which one its prices then have.
        optional_keys: The columns whose values an incomplete row may lack.
        keeps_incomplete: Whether a row that lacks something required is kept besides its problem,
            so that a user can complete it.
    """

    decimal_mark: DecimalMark = DecimalMark.AUTO
    date_order: DateOrder = DateOrder.AUTO
    column_keys: Mapping[str, str] = field(default_factory=dict)
    layout: Layout | None = None
    sheet: str = ""
    encoding: str = ""
    element: str = "Mg"
    currency: str = ""
    expected_currency: str = ""
    tells_default_currency: bool = False
    optional_keys: tuple[str, ...] = ()
    keeps_incomplete: bool = False
