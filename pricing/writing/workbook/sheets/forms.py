"""Forms: one row a form, worked out live from the Comparison sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.calculation.measures import HEADLINE
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, whole_column
from pricing.writing.workbook.sheets.book import stored

if TYPE_CHECKING:
    from pricing.calculation.comparison import FormSummary
    from pricing.writing.workbook.sheets.book import Book, Stored

HEADERS = (
    "Form",
    "Products",
    "Lowest per mg a day",
    "Median per mg a day",
    "Highest per mg a day",
    "Lowest month",
    "Cheapest product",
    "Times the reference",
    "Break-even absorption",
)
_MORE_THAN_ANY_COST = "1E+12"


def write(book: Book, sheet: Any) -> None:
    """Write every form compared, the cheapest first."""
    forms = book.comparison.forms
    book.table(sheet, "tblForms", HEADERS, len(forms))
    book.protect(sheet)
    sheet.set_column(0, len(HEADERS) - 1, 15)
    sheet.set_column(6, 6, 36)
    rate, ratio = book.format_of(HEADLINE.key), book.format_of("break_even_absorption")
    formats = (None, rate, rate, rate, book.format_of("monthly_cost"), None, ratio, ratio)
    for row, form in enumerate(forms, start=FIRST_ROW):
        book.text(sheet, row, 0, form.form)
        cells = zip(_formulas(row + 1, book.count), _results(form), formats, strict=True)
        for index, (text, result, cell_format) in enumerate(cells, start=1):
            sheet.write_formula(row, index, f"={text}", cell_format, result)


def _formulas(number: int, count: int) -> tuple[str, ...]:
    """The formulas of a form's line, left to right."""
    ranked = whole_column("rank_number", count)
    mine = f"({whole_column('form_group', count)}=$A{number})*({ranked}>0)"

    def nth(place: str, key: str) -> str:
        """A figure of the form's product in that place."""
        in_place = f"({whole_column('rank_in_form', count)}={place})"
        return f"SUMPRODUCT({mine}*{in_place}*{whole_column(key, count)})"

    products, headline = f"$B{number}", "headline_number"
    middle = (f"INT(({products}+1)/2)", f"INT(({products}+2)/2)")
    others_aside = f"{_MORE_THAN_ANY_COST}*(1-{mine})"
    match = f"MATCH({nth('1', 'rank_number')},{whole_column('rank', count)},0)"
    times = f'IFERROR($C{number}/reference_headline,"")'
    return (
        f"SUMPRODUCT({mine})",
        nth("1", headline),
        f"({nth(middle[0], headline)}+{nth(middle[1], headline)})/2",
        nth(products, headline),
        f"SUMPRODUCT(MIN({whole_column('cost_number', count)}+{others_aside}))",
        f'IFERROR(INDEX({whole_column("product_name", count)},{match}),"")',
        times,
        times,
    )


def _results(form: FormSummary) -> tuple[Stored, ...]:
    return (
        form.products,
        stored(form.lowest),
        stored(form.median),
        stored(form.highest),
        stored(form.lowest_monthly_cost),
        form.cheapest.product.product,
        stored(form.times_reference),
        stored(form.break_even_absorption),
    )
