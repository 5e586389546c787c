"""What the sheets of a workbook share: formats, names, tables, and text that stays text."""

from __future__ import annotations

from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from pricing.calculation.measures import MEASURES_BY_KEY, Measure
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.currencies import currencies
from pricing.quantities.safe_text import is_formula_like
from pricing.reference.mineral_forms import elements
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, number_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from pricing.calculation.comparison import Comparison

    CellValue = float | int | str

INPUT_CELL_FORMAT: Mapping[str, Any] = {
    "font_color": "#0B3D91",
    "bg_color": "#EEF4FF",
    "locked": False,
}
_WARNING_FORMAT: Mapping[str, Any] = {
    "bg_color": "#FDF0DC",
    "font_color": "#7A4200",
    "bold": True,
}
# A protected sheet can be read, filtered and resized. Only its input cells can be changed.
_PROTECTION_OPTIONS = {
    "sort": True, "autofilter": True, "format_columns": True, "format_rows": True,
    "select_locked_cells": True, "select_unlocked_cells": True, "objects": True,
}  # fmt: skip
FOOTER = "&L&A, &D&CArithmetic, not medical advice&R&P / &N"
MAX_TEXT_WIDTH = 40  # characters
_READABLE_WIDTH = 185  # characters across a page in landscape format, in print of about 8 points
MAX_CHOICES_LENGTH = 255  # characters that Excel accepts in a list of choices
_LINE_HEIGHT = 15  # points
_EXCEL_A4 = 9  # Excel's number for the paper


def cell_value(value: Fraction | int | None) -> CellValue:
    """Return a figure as the value of a cell, or an empty text if there is none."""
    if value is None:
        return ""
    return int(value) if value.denominator == 1 else float(value)


def text_width(texts: Iterable[str], minimum: int) -> int:
    """Return the width of a column, in characters, in which the longest text fits.

    >>> text_width(["magnesium oxide", "zinc"], 10)
    18
    """
    longest = max(map(len, texts), default=0)
    return min(max(minimum, round(longest * 1.1) + 2), MAX_TEXT_WIDTH)


def pages_across(widths: Sequence[int], repeated: int) -> int:
    """Return on how many pages wide columns are readable. The first `repeated` are on each.

    >>> pages_across([40] + [13] * 11, 1), pages_across([40] + [13] * 12, 1)
    (1, 2)
    """
    first = sum(widths[:repeated])
    return max(1, ceil((sum(widths) - first) / (_READABLE_WIDTH - first)))


def row_height(text: str, width: int) -> int:
    """Return the height in points of a row whose longest text wraps in a column of `width`.

    >>> row_height("oxide", 20), row_height("from supplements, not from food", 20)
    (15, 30)
    """
    columns = round(width * 1.12)
    return _LINE_HEIGHT * (max(1, len(wrap(text, columns))) if len(text) > columns else 1)


def _common_mass_element(comparison: Comparison) -> str:
    """Return the mineral in whose unit all masses are typed, or "" for mg."""
    element = comparison.scenario.element
    minerals = {product.product.element for product in comparison.entered_products}
    units = {elements()[mineral].unit for mineral in (element, *minerals)}
    return element if len(units) == 1 else ""


class WorkbookBuilder:
    """A workbook that is being made, and the comparison that it shows."""

    def __init__(
        self, workbook: Any, comparison: Comparison, progress: Progress = SILENT_PROGRESS
    ) -> None:
        self._workbook = workbook
        self.progress = progress
        self.comparison = comparison
        self.currency = currencies()[comparison.scenario.currency]
        self.product_count = len(comparison.entered_products)
        self.mass_element = _common_mass_element(comparison)
        self._formats: dict[str, Any] = {}

    @property
    def units_per_mg(self) -> int:
        """Return the number of typed units in a milligram."""
        return elements()[self.mass_element].units_per_mg if self.mass_element else 1

    # -- formats -------------------------------------------------------------------------------

    def format(self, **properties: object) -> Any:
        """Return the cell format with these properties. Each format is made once."""
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def measure_format(self, measure: Measure) -> Any:
        """Return the format of a measure's figures."""
        return self.format(
            num_format=number_format(measure.figure_format, self.currency), valign="top"
        )

    def column_format(self, key: str) -> Any:
        """Return the format of a measure's column, or None if the key names no measure."""
        return self.measure_format(MEASURES_BY_KEY[key]) if key in MEASURES_BY_KEY else None

    @property
    def basis_cost_format(self) -> Any:
        """The format of a cost of 100 mg, with at least four significant digits from 0.001 on."""
        unit = f'"{self.currency.code}"'
        shown = f"[<0.01]0.000000 {unit};[<0.1]0.00000 {unit};0.0000 {unit}"
        return self.format(num_format=shown, valign="top")

    @property
    def text_format(self) -> Any:
        """The format of text in a column beside numbers."""
        return self.format(align="left", indent=1, valign="top")

    @property
    def wrapped_format(self) -> Any:
        """The format of long text, which continues on the next line of its cell."""
        return self.format(align="left", indent=1, text_wrap=True, valign="top")

    def add_data_bars(self, sheet: Any, area: tuple[int, int, int, int]) -> None:
        """Show a bar behind each number of an area."""
        options = {"type": "data_bar", "bar_color": "#BFE3DE"}
        sheet.conditional_format(*area, options)

    def highlight_filled(self, sheet: Any, area: tuple[int, int, int, int]) -> None:
        """Highlight the cells of an area that hold text."""
        options = {"type": "no_blanks", "format": self.format(**_WARNING_FORMAT)}
        sheet.conditional_format(*area, options)

    def highlight_text(self, sheet: Any, area: tuple[int, int, int, int], text: str) -> None:
        """Highlight the cells of an area that contain a text."""
        warning = self.format(**_WARNING_FORMAT)
        options = {"type": "text", "criteria": "containing", "value": text, "format": warning}
        sheet.conditional_format(*area, options)

    # -- contents ------------------------------------------------------------------------------

    def write_text(
        self, sheet: Any, row: int, column: int, text: str, **properties: object
    ) -> None:
        """Write a user's text. It is quoted so that it stays text even if it is edited."""
        properties |= {"quote_prefix": True} if is_formula_like(text) else {}
        cell_format = self.format(**properties) if properties else None
        sheet.write_string(row, column, text, cell_format)

    def define_name(self, name: str, address: str) -> None:
        """Give a cell or a range a name for formulas."""
        self._workbook.define_name(name, f"={address}")

    def add_table(self, sheet: Any, name: str, headers: Sequence[str], rows: int) -> None:
        """Add an Excel table with frozen headers. Its cells are written separately."""
        header_format = self.format(bold=True, text_wrap=True)
        columns = [{"header": text, "header_format": header_format} for text in headers]
        last = FIRST_ROW + max(rows, 1) - 1
        options = {"name": name, "columns": columns, "style": "Table Style Light 9"}
        sheet.add_table(0, 0, last, len(headers) - 1, options)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.print_area(0, 0, last, len(headers) - 1)
        sheet.repeat_rows(0)
        sheet.set_row(0, 48)

    def create_chart(self, kind: dict[str, str]) -> Any:
        """Create an Excel chart that is not filled or placed yet."""
        return self._workbook.add_chart(kind)

    # -- pages and protection ------------------------------------------------------------------

    def set_up_print(
        self, sheet: Any, pages_wide: int = 1, pages_high: int = 0, *, is_portrait: bool = False
    ) -> None:
        """Print on so many pages wide and high, in landscape format. 0 means as many as needed."""
        if is_portrait:
            sheet.set_portrait()
        else:
            sheet.set_landscape()
        sheet.set_paper(_EXCEL_A4)
        sheet.fit_to_pages(pages_wide, pages_high)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(FOOTER)

    def protect(self, sheet: Any) -> None:
        """Protect formulas from being overwritten. A user can lift it: there is no password."""
        sheet.protect("", _PROTECTION_OPTIONS)
