"""What the sheets of one workbook share: formats, names, tables, and text that stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.currency import currencies
from pricing.measures import BY_KEY, Measure
from pricing.writing.sheets.cells import FIRST_ROW, number_format

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.comparison import Comparison

    Stored = float | int | str

INPUT_CELL = {"font_color": "#0B3D91", "bg_color": "#EEF4FF"}
_NAMED = frozenset(("=", "+", "-", "@"))


def stored(value: Fraction | int | None) -> Stored:
    """A figure as a cell keeps it; empty text where it does not exist."""
    if value is None:
        return ""
    return int(value) if value.denominator == 1 else float(value)


class Book:
    """A workbook in the making, and the comparison that it shows."""

    def __init__(self, made: Any, comparison: Comparison) -> None:
        self._made = made
        self.comparison = comparison
        self.currency = currencies()[comparison.scenario.currency]
        self.count = len(comparison.entered)
        self._formats: dict[str, Any] = {}

    def format(self, **properties: object) -> Any:
        """A cell format; each is made once."""
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._made.add_format(properties)
        return self._formats[key]

    def figure_format(self, measure: Measure) -> Any:
        return self.format(num_format=number_format(measure.shown, self.currency))

    def format_of(self, key: str) -> Any:
        """The format of a measure's column; None for any other."""
        return self.figure_format(BY_KEY[key]) if key in BY_KEY else None

    def define(self, name: str, place: str) -> None:
        """A defined name for a cell or a range."""
        self._made.define_name(name, f"={place}")

    def text(self, sheet: Any, row: int, column: int, text: str) -> None:
        """User text: quoted, so that a spreadsheet keeps it text even when it is edited."""
        quoted = text.lstrip("'")[:1] in _NAMED
        sheet.write_string(row, column, text, self.format(quote_prefix=True) if quoted else None)

    def table(self, sheet: Any, name: str, headers: Sequence[str], rows: int) -> None:
        """An Excel table with frozen headers, over cells that are written one by one."""
        header_format = self.format(bold=True, text_wrap=True)
        columns = [{"header": text, "header_format": header_format} for text in headers]
        last = FIRST_ROW + max(rows, 1) - 1
        options = {"name": name, "columns": columns, "style": "Table Style Light 9"}
        sheet.add_table(0, 0, last, len(headers) - 1, options)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.repeat_rows(0)
        sheet.set_row(0, 32)
