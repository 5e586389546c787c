"""What the sheets of one workbook share: formats, names, tables, and text that stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.calculation.measures import MEASURES_BY_KEY, Measure
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.currencies import currencies
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, number_format

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.calculation.comparison import Comparison

    CellValue = float | int | str

# Of a protected sheet everything may be read, filtered and sized; only inputs be typed into.
_PROTECTION_OPTIONS = {
    "sort": True, "autofilter": True, "format_columns": True, "format_rows": True,
    "select_locked_cells": True, "select_unlocked_cells": True, "objects": True,
}  # fmt: skip
EXCEL_A4 = 9  # as Excel numbers papers
_FORMULA_SIGNS = frozenset(("=", "+", "-", "@"))


def cell_value(value: Fraction | int | None) -> CellValue:
    """A figure as a cell keeps it; empty text where it does not exist."""
    if value is None:
        return ""
    return int(value) if value.denominator == 1 else float(value)


class WorkbookBuilder:
    """A workbook in the making, and the comparison that it shows."""

    def __init__(
        self, workbook: Any, comparison: Comparison, progress: Progress = SILENT_PROGRESS
    ) -> None:
        self._workbook = workbook
        self.progress = progress
        self.comparison = comparison
        self.currency = currencies()[comparison.scenario.currency]
        self.product_count = len(comparison.entered_products)
        self._formats: dict[str, Any] = {}

    def format(self, **properties: object) -> Any:
        """A cell format; each is made once."""
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def measure_format(self, measure: Measure) -> Any:
        return self.format(num_format=number_format(measure.figure_format, self.currency))

    def column_format(self, key: str) -> Any:
        """The format of a measure's column; None for any other."""
        return self.measure_format(MEASURES_BY_KEY[key]) if key in MEASURES_BY_KEY else None

    def add_data_bars(self, sheet: Any, place: tuple[int, int, int, int]) -> None:
        """A bar behind each number of a column."""
        options = {"type": "data_bar", "bar_color": "#BFE3DE"}
        sheet.conditional_format(*place, options)

    def highlight_filled(self, sheet: Any, place: tuple[int, int, int, int]) -> None:
        """Amber behind whatever a check says in words."""
        warned = self.format(bg_color="#FDF0DC", font_color="#7A4200", bold=True)
        sheet.conditional_format(*place, {"type": "no_blanks", "format": warned})

    def highlight_text(self, sheet: Any, place: tuple[int, int, int, int], text: str) -> None:
        """The same behind one word."""
        warned = self.format(bg_color="#FDF0DC", font_color="#7A4200", bold=True)
        options = {"type": "text", "criteria": "containing", "value": text, "format": warned}
        sheet.conditional_format(*place, options)

    def set_up_print(self, sheet: Any, pages_wide: int = 1, pages_high: int = 0) -> None:
        """Landscape, so many pages wide and high (0: as it needs), page and day at the foot."""
        sheet.set_landscape()
        sheet.set_paper(EXCEL_A4)
        sheet.fit_to_pages(pages_wide, pages_high)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&L&A, &D&Carithmetic, not medical advice&R&P / &N")

    def protect(self, sheet: Any) -> None:
        """Keep formulas from being typed over; without a password, for whoever wants to."""
        sheet.protect("", _PROTECTION_OPTIONS)

    def create_chart(self, kind: dict[str, str]) -> Any:
        """A native chart, to be filled and inserted."""
        return self._workbook.add_chart(kind)

    @property
    def text_format(self) -> Any:
        """The format of text that stands after numbers."""
        return self.format(align="left", indent=1)

    def define_name(self, name: str, place: str) -> None:
        """A defined name for a cell or a range."""
        self._workbook.define_name(name, f"={place}")

    def write_text(self, sheet: Any, row: int, column: int, text: str, **look: object) -> None:
        """User text: quoted, so that a spreadsheet keeps it text even when it is edited."""
        quoted = text.lstrip("'")[:1] in _FORMULA_SIGNS
        look |= {"quote_prefix": True} if quoted else {}
        sheet.write_string(row, column, text, self.format(**look) if look else None)

    def add_table(self, sheet: Any, name: str, headers: Sequence[str], rows: int) -> None:
        """An Excel table with frozen headers, over cells that are written one by one."""
        header_format = self.format(bold=True, text_wrap=True)
        columns = [{"header": text, "header_format": header_format} for text in headers]
        last = FIRST_ROW + max(rows, 1) - 1
        options = {"name": name, "columns": columns, "style": "Table Style Light 9"}
        sheet.add_table(0, 0, last, len(headers) - 1, options)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.print_area(0, 0, last, len(headers) - 1)
        sheet.repeat_rows(0)
        sheet.set_row(0, 48)
