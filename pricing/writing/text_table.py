"""Tables as plain text with aligned columns, in the C locale: command line and notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.measures import (
    MEASURES_BY_KEY,
    SHOWN_BASIS,
    FigureFormat,
    Measure,
    basis_text,
    cost_per_basis,
    format_figure,
)
from pricing.problems.text_direction import isolated
from pricing.quantities.safe_text import displayable_line
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.figures import Figures
    from pricing.model.scenario import Scenario

COMPARED_FIGURES = (
    "cost_per_elemental_mg", "units_per_day", "delivered_mg_per_day", "monthly_cost",
    "monthly_outlay", "monthly_cost_per_elemental_mg",
)  # fmt: skip
_COST_PER_MG = MEASURES_BY_KEY["cost_per_elemental_mg"]
MAX_CELL_WIDTH = 44
_COMPARED_TEXT_COLUMNS = (1, 2)


def cut_text(text: str) -> str:
    """Return a text that fits into a cell, with a sign where it was cut.

    >>> cut_text("Magnesium"), len(cut_text("x" * 50)), cut_text("x" * 50)[-1]
    ('Magnesium', 44, '…')
    """
    return text if len(text) <= MAX_CELL_WIDTH else f"{text[: MAX_CELL_WIDTH - 1].rstrip()}…"


def aligned_lines(rows: Sequence[Sequence[str]], text_columns: Collection[int]) -> list[str]:
    """Return the rows with aligned columns: text to the left, numbers to the right.

    Characters that could command a terminal or break a line become visible escapes.

    >>> aligned_lines([("name", "cost"), ("Ox", "2.00")], text_columns=[0])
    ['name  cost', 'Ox    2.00']
    """
    shown_rows = [[displayable_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown_rows, strict=True)]
    return [
        "  ".join(
            isolated(cell) + " " * (width - len(cell))
            if index in text_columns
            else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in shown_rows
    ]


def figure_headings(keys: Iterable[str], days: int, element: str) -> list[str]:
    """Return the headings of measures in a table for people, for a period of so many days."""
    return [_heading(MEASURES_BY_KEY[key], days, element) for key in keys]


def _heading(measure: Measure, days: int, element: str) -> str:
    if measure is _COST_PER_MG:
        return f"cost per {basis_text(SHOWN_BASIS, element)}"
    title, unit = measure.heading(days, element=element)
    is_mass = measure.figure_format is FigureFormat.MASS
    return " ".join((title.lower(), *([elements()[element].unit] if is_mass else []), unit))


def figure_cells(figures: Figures, keys: Iterable[str]) -> list[str]:
    """Return the figures of a product as displayed; "" where there is none."""
    return [_figure_cell(figures, MEASURES_BY_KEY[key]) for key in keys]


def _figure_cell(figures: Figures, measure: Measure) -> str:
    """Return a figure in the unit of the comparison's mineral, without that unit.

    Instead of the cost per mg it is the cost of the shown basis.
    """
    value, scenario = figures.number(measure.key), figures.scenario
    if value is None:
        return ""
    figure = (
        cost_per_basis(value, SHOWN_BASIS, scenario.element)
        if measure is _COST_PER_MG
        else measure.in_unit_of(scenario.element, value)
    )
    return format_figure(figure, measure.figure_format, scenario.currency)


def compared_headings(scenario: Scenario) -> list[str]:
    """Return the headings of the table of compared products."""
    figures = figure_headings(COMPARED_FIGURES, scenario.days, scenario.element)
    return ["rank", "product", "form", "place", *figures]


def compared_cells(comparison: Comparison, compared: ComparedProduct) -> list[str]:
    """Return a compared product as a row of that table."""
    name = cut_text(compared.product.product)
    return [
        str(compared.rank or "-"),
        name,
        compared.form,
        _place_text(comparison, compared),
        *figure_cells(compared.figures, COMPARED_FIGURES),
    ]


def _place_text(comparison: Comparison, compared: ComparedProduct) -> str:
    """Return the place of a product, or why it has none."""
    place = comparison.place_of(compared)
    if place is not None:
        return str(place)
    if compared.rank is None:
        return "-"
    is_unsafe = compared.evaluation.place_group is PlaceGroup.UNSAFE
    return "over the limit" if is_unsafe else "label in doubt"


def compared_lines(comparison: Comparison, products: Iterable[ComparedProduct]) -> list[str]:
    """Return products of a comparison as a table with headings."""
    rows = [compared_headings(comparison.scenario)]
    rows += [compared_cells(comparison, product) for product in products]
    return aligned_lines(rows, _COMPARED_TEXT_COLUMNS)
