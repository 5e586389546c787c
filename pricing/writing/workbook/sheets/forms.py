"""Forms: one row for each form, with formulas over the Comparison sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.calculation.aggregates import QUANTILES, interpolated, lower_place, upper_place
from pricing.calculation.measures import HEADLINE
from pricing.expressions.spreadsheet import render_formula
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, comparison_range
from pricing.writing.workbook.sheets.book import cell_value, text_width

if TYPE_CHECKING:
    from pricing.calculation.comparison import FormSummary
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

FORM_HEADERS = (
    "Form",
    "Products",
    "Lowest cost in the period per mg a day",
    "Median cost in the period per mg a day",
    "Highest cost in the period per mg a day",
    "Lowest cost in the period as taken",
    "Cheapest product",
    "Times the reference form",
    "Break-even absorption",
)
_ABOVE_ANY_COST = "1E+12"


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write every form compared, the cheapest first."""
    forms = book.comparison.forms
    book.add_table(sheet, "tblForms", FORM_HEADERS, len(forms))
    book.protect(sheet)
    sheet.set_column(0, len(FORM_HEADERS) - 1, 15)
    cheapest = text_width((form.cheapest.product.product for form in forms), 36)
    sheet.set_column(6, 6, cheapest)
    rate, ratio = book.column_format(HEADLINE.key), book.column_format("break_even_absorption")
    formats = (
        None,
        rate,
        rate,
        rate,
        book.column_format("monthly_cost"),
        book.text_format,
        ratio,
        ratio,
    )
    for row, form in enumerate(forms, start=FIRST_ROW):
        book.write_text(sheet, row, 0, form.form)
        cells = zip(_formulas(row + 1, book.product_count), _results(form), formats, strict=True)
        for index, (text, result, cell_format) in enumerate(cells, start=1):
            sheet.write_formula(row, index, f"={text}", cell_format, result)


def _formulas(number: int, count: int) -> tuple[str, ...]:
    """Return the formulas of a form's row, from left to right."""
    ranked = comparison_range("rank_number", count)
    in_form = f"({comparison_range('form_group', count)}=$A{number})*({ranked}>0)"

    def nth(rank: str, key: str) -> str:
        """Return a figure of the product with this rank in its form."""
        has_rank = f"({comparison_range('rank_in_form', count)}={rank})"
        return f"SUMPRODUCT({in_form}*{has_rank}*{comparison_range(key, count)})"

    def quantile(name: str) -> str:
        """Return a quantile of the form's headlines."""
        share, cells = QUANTILES[name], {"count": f"$B{number}"}
        for key, place in (("lower", lower_place(share)), ("upper", upper_place(share))):
            cells[key] = nth(render_formula(place, cells.__getitem__), "headline_number")
        return render_formula(interpolated(share), cells.__getitem__)

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


def _results(form: FormSummary) -> tuple[CellValue, ...]:
    return (
        form.products,
        cell_value(form.lowest),
        cell_value(form.median),
        cell_value(form.highest),
        cell_value(form.lowest_monthly_cost),
        form.cheapest.product.product,
        cell_value(form.times_reference),
        cell_value(form.break_even_absorption),
    )
