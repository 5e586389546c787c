"""Excel charts over cells: the ranking and the tornado, each with an alternative text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pricing.writing.workbook.sheets.book import WorkbookBuilder

MAX_BARS = 25
BAR_COLOR, AXIS_COLOR, GRID_COLOR = "#2A9D8F", "#3F474F", "#D5DADF"
_PIXELS_PER_BAR, _PIXELS_AROUND, _WIDTH = 22, 110, 620


def insert_chart(
    sheet: Any, cell: tuple[int, int], chart: Any, bars: int, alternative_text: str
) -> None:
    """Insert a chart with its upper left corner in a cell, high enough for its bars."""
    chart.set_legend({"none": True})
    chart.set_size({"width": _WIDTH, "height": _PIXELS_AROUND + _PIXELS_PER_BAR * max(bars, 4)})
    options = {"description": alternative_text, "object_position": 2}
    sheet.insert_chart(*cell, chart, options)


def create_ranking_chart(
    book: WorkbookBuilder, title: str, categories: list[object], values: list[object]
) -> Any:
    """Return a chart of horizontal bars, the first on top.

    Ranges are [sheet, first row, first column, last row, last column].
    """
    chart = book.create_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": categories,
            "values": values,
            "fill": {"color": BAR_COLOR},
            "gap": 40,
            "data_labels": {"value": True, "num_format": "0.0000", "font": {"color": AXIS_COLOR}},
        }
    )
    _style_chart(chart, title)
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
