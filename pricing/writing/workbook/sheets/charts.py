"""Excel charts over cells: the costs and the tornado, each with an alternative text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.writing.workbook.sheets.book import WorkbookBuilder

MAX_BARS = 25
BAR_COLOR, AXIS_COLOR, GRID_COLOR = "#2A9D8F", "#3F474F", "#D5DADF"
_PIXELS_PER_BAR, _PIXELS_AROUND, _WIDTH = 22, 110, 620
_LABEL_FORMAT = '[=0]"";[<0.1]0.00000;0.0000'  # four significant digits, and none for no bar


def insert_chart(
    sheet: Any,
    cell: tuple[int, int],
    chart: Any,
    bars: int,
    alternative_text: str,
    width: int = _WIDTH,
) -> int:
    """Insert a chart with its upper left corner in a cell, and return its height in pixels.

    It is high enough for its bars.
    """
    height = _PIXELS_AROUND + _PIXELS_PER_BAR * max(bars, 4)
    chart.set_size({"width": width, "height": height})
    options = {"description": alternative_text, "object_position": 2}
    sheet.insert_chart(*cell, chart, options)
    return height


def create_cost_chart(
    book: WorkbookBuilder, title: str, categories: list[object], values: Sequence[list[object]]
) -> Any:
    """Return a chart of horizontal bars, the first on top, with those over the limit hatched.

    Ranges are [sheet, first row, first column, last row, last column]. `values` are the bars within
    the limit and those over it: of the two, a product has one, and 0 for the other.
    """
    chart = book.create_chart({"type": "bar"})
    hatching = {
        "pattern": "wide_upward_diagonal", "fg_color": AXIS_COLOR, "bg_color": "#FFFFFF",
    }  # fmt: skip
    fills = {
        "Within the limit": {"fill": {"color": BAR_COLOR}},
        "Over the limit": {"pattern": hatching, "border": {"color": AXIS_COLOR}},
    }
    for (name, fill), bars in zip(fills.items(), values, strict=True):
        labels = {
            "value": True, "num_format": _LABEL_FORMAT, "font": {"color": AXIS_COLOR},
            "position": "outside_end",
        }  # fmt: skip
        series = {"name": name, "categories": categories, "values": bars, "data_labels": labels}
        chart.add_series({**series, **fill, "gap": 40, "overlap": 100})
    _style_chart(chart, title)
    chart.set_legend({"position": "bottom"})
    return chart


def create_tornado_chart(
    book: WorkbookBuilder, title: str, categories: list[object], sides: list[list[object]]
) -> Any:
    """Return a chart with bars to both sides of the current figure, the first on top."""
    chart = book.create_chart({"type": "bar", "subtype": "stacked"})
    for name, values in zip(("Decrease", "Increase"), sides, strict=True):
        fill = {"color": BAR_COLOR if name == "Decrease" else "#B5651D"}
        series = {"name": name, "categories": categories, "values": values, "fill": fill}
        chart.add_series({**series, "gap": 40})
    _style_chart(chart, title)
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": {"color": AXIS_COLOR}})
    return chart


def _style_chart(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": {"color": AXIS_COLOR}})
    chart.set_x_axis(
        {
            "major_gridlines": {"visible": True, "line": {"color": GRID_COLOR}},
            "num_font": {"color": AXIS_COLOR},
            "label_position": "high",
        }
    )
