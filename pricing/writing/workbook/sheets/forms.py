"""Forms: one row for each form, with formulas over the Comparison sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.calculation.aggregates import QUANTILES, interpolated, lower_place, upper_place
from pricing.calculation.measures import (
    COST_PER_BASIS,
    COST_PER_MG_OF_HEADLINE,
    HEADLINE,
    SHOWN_BASIS,
    basis_in_mg,
    basis_text,
    headline_cost_per_basis,
)
from pricing.expressions.spreadsheet import render_formula
from pricing.quantities.rounding import format_trimmed
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, comparison_range
from pricing.writing.workbook.sheets.book import cell_value, row_height

if TYPE_CHECKING:
    from pricing.calculation.comparison import FormSummary
    from pricing.model.scenario import Scenario
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

_NAME_WIDTH = 40
_ABOVE_ANY_COST = "1E+12"


def _headers(element: str) -> tuple[str, ...]:
    basis = basis_text(SHOWN_BASIS, element)
    return (
        "Form",
        "Products",
        *(f"{name} cost per {basis}" for name in ("Lowest", "Median", "Highest")),
        "Lowest cost in the period as taken",
        "Cheapest product",
        "Times the reference form",
        "Break-even absorption",
    )


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write every form compared, the cheapest first."""
    forms, scenario = book.comparison.forms, book.comparison.scenario
    headers = _headers(scenario.element)
    book.add_table(sheet, "tblForms", headers, len(forms))
    book.protect(sheet)
    sheet.set_column(0, len(headers) - 1, 15)
    sheet.set_column(
        headers.index("Cheapest product"), headers.index("Cheapest product"), _NAME_WIDTH
    )
    rate, ratio = book.basis_cost_format, book.column_format("break_even_absorption")
    formats = (
        book.format(valign="top"),
        rate,
        rate,
        rate,
        book.column_format("monthly_cost"),
        book.wrapped_format,
        ratio,
        ratio,
    )
    for row, form in enumerate(forms, start=FIRST_ROW):
        sheet.set_row(row, row_height(form.cheapest.product.product, _NAME_WIDTH))
        book.write_text(sheet, row, 0, form.form, valign="top")
        formulas = _formulas(row + 1, book.product_count, scenario.element)
        cells = zip(formulas, _results(form, scenario), formats, strict=True)
        for index, (text, result, cell_format) in enumerate(cells, start=1):
            sheet.write_formula(row, index, f"={text}", cell_format, result)


def _formulas(number: int, count: int, element: str) -> tuple[str, ...]:
    """Return the formulas of a form's row, from left to right."""
    ranked = comparison_range("answered_rank", count)
    in_form = f"({comparison_range('form_group', count)}=$A{number})*({ranked}>0)"

    def nth(rank: str, key: str) -> str:
        """Return a figure of the product with this rank in its form."""
        has_rank = f"({comparison_range('rank_in_form', count)}={rank})"
        return f"SUMPRODUCT({in_form}*{has_rank}*{comparison_range(key, count)})"

    def quantile(name: str) -> str:
        """Return what a basis of the mineral costs at a quantile of the form's headlines."""
        share, cells = QUANTILES[name], {"count": f"$B{number}"}
        for key, place in (("lower", lower_place(share)), ("upper", upper_place(share))):
            cells[key] = nth(render_formula(place, cells.__getitem__), "headline_number")
        cells[HEADLINE.key] = f"({render_formula(interpolated(share), cells.__getitem__)})"
        cells["days"] = "days"
        cells["cost_per_elemental_mg"] = render_formula(COST_PER_MG_OF_HEADLINE, cells.__getitem__)
        cells["basis_mg"] = format_trimmed(basis_in_mg(SHOWN_BASIS, element), 3)
        return render_formula(COST_PER_BASIS, cells.__getitem__)

    exclude_others = f"{_ABOVE_ANY_COST}*(1-{in_form})"
    match = f"MATCH({nth('1', 'rank_number')},{comparison_range('rank', count)},0)"
    times = f'IFERROR(INDEX({comparison_range("break_even_absorption", count)},{match}),"")'
    return (
        f"SUMPRODUCT({in_form})",
        quantile("lowest"),
        quantile("median"),
        quantile("highest"),
        f"SUMPRODUCT(MIN({comparison_range('cost_number', count)}+{exclude_others}))",
        f'IFERROR(INDEX({comparison_range("product_name", count)},{match}),"")',
        times,
        times,
    )


def _results(form: FormSummary, scenario: Scenario) -> tuple[CellValue, ...]:
    costs = (
        headline_cost_per_basis(headline, scenario.days, SHOWN_BASIS, scenario.element)
        for headline in (form.lowest, form.median, form.highest)
    )
    return (
        form.products,
        *map(cell_value, costs),
        cell_value(form.lowest_monthly_cost),
        form.cheapest.product.product,
        cell_value(form.times_reference),
        cell_value(form.break_even_absorption),
    )
