"""Summary: the cheapest products in sentences that recalculate, the ranking and the findings."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from pricing.analysis.findings import findings
from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.measures import (
    COST_PER_BASIS,
    DAYS_OF_A_MONTH,
    MEASURES_BY_KEY,
    PeriodText,
    basis_in_mg,
    basis_text,
    cost_per_basis,
)
from pricing.expressions.spreadsheet import render_formula
from pricing.quantities.rounding import format_fixed, format_significant, format_trimmed
from pricing.reference.mineral_forms import elements
from pricing.writing.workbook.sheets import charts
from pricing.writing.workbook.sheets.addresses import COMPARISON_HEADINGS, comparison_range
from pricing.writing.workbook.sheets.book import cell_value, text_width
from pricing.writing.workbook.sheets.comparison import over_limit_text

if TYPE_CHECKING:
    from pricing.calculation.comparison import ComparedProduct
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

_RANKING_COLUMNS = (
    "rank",
    "product_name",
    "form_group",
    "cost_per_elemental_mg",
    "units_per_day",
    "delivered_mg_per_day",
    "monthly_cost",
    "monthly_outlay",
    "place",
    "over_limit",
)
_BASIS = 100
_SEVERAL_DAYS = 90  # stands for any days that are no month
_HEADINGS_ROW = 5
_CHART_ROWS = 36
_MAX_LINE_LENGTH = 150  # characters that fit across the page


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the sheet that opens first."""
    bold = book.format(bold=True)
    names = (product.product.product for product in book.comparison.ranked_products)
    for column, width in enumerate(
        (7, text_width(names, 44), *(14,) * (len(_RANKING_COLUMNS) - 2))
    ):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "What a milligram really costs", book.format(bold=True, font_size=16))
    for row, (formula, result) in enumerate((_cheapest(book), _best_buy(book)), start=1):
        sheet.write_formula(row, 0, f"={formula}", book.format(bold=True, font_size=12), result)
    sheet.write_string(3, 0, _export_note(book))
    _write_ranking(book, sheet)
    row = _HEADINGS_ROW + len(book.comparison.ranked_products) + 2
    sheet.write_string(row, 0, "Findings when exported", bold)
    lines = [
        line
        for finding in findings(book.comparison)
        for line in wrap(finding.text(), _MAX_LINE_LENGTH, break_long_words=False)
    ]
    for line_row, text in enumerate(lines, start=row + 1):
        book.write_text(sheet, line_row, 0, text)
    sheet.set_h_pagebreaks([row + len(lines) + 2])
    _write_chart(book, sheet, row + len(lines) + 2)
    sheet.print_area(0, 0, row + len(lines) + 2 + _CHART_ROWS, len(_RANKING_COLUMNS) - 1)
    book.protect(sheet)
    sheet.activate()


def _write_chart(book: WorkbookBuilder, sheet: Any, row: int) -> None:
    """Write the ranking as a bar chart below the findings."""
    bars = min(len(book.comparison.ranked_products), charts.MAX_BARS)
    if not bars:
        return
    title = COMPARISON_HEADINGS["cost_per_elemental_mg"]
    cost = _RANKING_COLUMNS.index("cost_per_elemental_mg")
    first, last = _HEADINGS_ROW + 1, _HEADINGS_ROW + bars
    categories: list[object] = [sheet.get_name(), first, 1, last, 1]
    values: list[object] = [sheet.get_name(), first, cost, last, cost]
    chart = charts.create_ranking_chart(book, f"{title}, {book.currency.code}", categories, values)
    bar_texts = "; ".join(
        f"{product.rank}. {product.product.product} "
        f"{format_significant(product.number('cost_per_elemental_mg'))} {book.currency.code}"
        for product in book.comparison.ranked_products[:bars]
    )
    charts.insert_chart(sheet, (row, 0), chart, bars, f"{title}, the cheapest first: {bar_texts}")


def _export_note(book: WorkbookBuilder) -> str:
    """Return the date of the export, its currency and the date of the oldest price."""
    dates = [
        product.product.priced_on
        for product in book.comparison.entered_products
        if product.product.priced_on
    ]
    as_of = f", prices as of {min(dates).isoformat()}" if dates else ""
    exported = f"Exported {book.comparison.today.isoformat()}, in {book.currency.code}{as_of}."
    return f"{exported} Arithmetic and counselling support, not medical advice."


def _cheapest(book: WorkbookBuilder) -> tuple[str, str]:
    """Return the sentence about the cheapest product per mg, as a formula and its result."""
    element = book.comparison.scenario.element
    match = f"MATCH(1,{comparison_range('rank', book.product_count)},0)"
    cost_per_mg = comparison_range("cost_per_elemental_mg", book.product_count)
    cells = {
        "cost_per_elemental_mg": f"INDEX({cost_per_mg},{match})",
        "basis_mg": format_trimmed(basis_in_mg(_BASIS, element), 3),
    }
    cost = render_formula(COST_PER_BASIS, cells.__getitem__)
    name = f"INDEX({comparison_range('product_name', book.product_count)},{match})"
    unit = f" per {basis_text(_BASIS, element)} of {elements()[element].name.lower()}"
    figure = f"FIXED({cost},MAX(0,3-INT(LOG10({cost}))),TRUE)"
    nothing = "Nothing to compare"
    formula = f'IFERROR("Cheapest: "&{name}&", "&currency&" "&{figure}&"{unit}","{nothing}")'
    if not book.comparison.ranked_products:
        return formula, nothing
    first = book.comparison.ranked_products[0]
    shown = format_significant(
        cost_per_basis(first.number("cost_per_elemental_mg"), _BASIS, element)
    )
    return formula, f"Cheapest: {first.product.product}, {book.currency.code} {shown}{unit}"


def _best_buy(book: WorkbookBuilder) -> tuple[str, str]:
    """Return the sentence about the best buy, as a formula and its result."""
    match = f"MATCH(1,{comparison_range('place', book.product_count)},0)"
    name, group, *costs = (
        f"INDEX({comparison_range(key, book.product_count)},{match})"
        for key in ("product_name", "place_group", "monthly_cost", "monthly_outlay")
    )
    taken, to_pay = (
        f'currency&" "&FIXED(ROUND({cost},9),{book.currency.decimals},TRUE)' for cost in costs
    )
    found = f'"Best buy: "&{name}&", "&{taken}&" for "&days&" days as taken, "&{to_pay}&" to pay"'
    none = "Best buy: no product is safe and reaches the target"
    enough = int(PlaceGroup.SAFE_AND_ENOUGH)
    formula = f'IFERROR(IF({group}={enough},{found},"{none}"),"{none}")'
    best, days = book.comparison.best_buy, book.comparison.scenario.days
    if best is None:
        return formula, none
    taken_text, to_pay_text = (
        f"{book.currency.code} {format_fixed(best.number(key), book.currency.decimals)}"
        for key in ("monthly_cost", "monthly_outlay")
    )
    name = best.product.product
    return formula, (
        f"Best buy: {name}, {taken_text} for {days} days as taken, {to_pay_text} to pay"
    )


def _write_ranking(book: WorkbookBuilder, sheet: Any) -> None:
    for index, key in enumerate(_RANKING_COLUMNS):
        side = "right" if book.column_format(key) else "left"
        header_format = book.format(bold=True, text_wrap=True, bottom=1, align=side)
        _write_heading(book, sheet, index, header_format)
    sheet.set_row(_HEADINGS_ROW, 30)
    left = book.format(align="left")
    for rank, compared in enumerate(book.comparison.ranked_products, start=1):
        row = _HEADINGS_ROW + rank
        sheet.write_number(row, 0, rank, left)
        match = f"MATCH($A{row + 1},{comparison_range('rank', book.product_count)},0)"
        for index, key in enumerate(_RANKING_COLUMNS[1:], start=1):
            formula = f'=IFERROR(INDEX({comparison_range(key, book.product_count)},{match}),"")'
            result = _stored_result(book, compared, key)
            cell_format = book.column_format(key) or book.text_format
            sheet.write_formula(row, index, formula, cell_format, result)
    if book.comparison.ranked_products:
        last = _HEADINGS_ROW + len(book.comparison.ranked_products)
        cost = _RANKING_COLUMNS.index("cost_per_elemental_mg")
        book.add_data_bars(sheet, (_HEADINGS_ROW + 1, cost, last, cost))
        book.highlight_filled(
            sheet, (_HEADINGS_ROW + 1, len(_RANKING_COLUMNS) - 1, last, len(_RANKING_COLUMNS) - 1)
        )


def _write_heading(book: WorkbookBuilder, sheet: Any, index: int, header_format: Any) -> None:
    """Write the heading of a column, as a formula if it names the days of the comparison."""
    key = _RANKING_COLUMNS[index]
    measure = MEASURES_BY_KEY.get(key)
    if measure is None or not isinstance(measure.title, PeriodText):
        sheet.write_string(_HEADINGS_ROW, index, COMPARISON_HEADINGS[key], header_format)
        return
    in_a_month = measure.heading(DAYS_OF_A_MONTH[0]).text
    one, several = (
        measure.heading(days).text.replace(str(days), '"&days&"') for days in (1, _SEVERAL_DAYS)
    )
    is_month = f"AND(days>={DAYS_OF_A_MONTH[0]},days<={DAYS_OF_A_MONTH[-1]})"
    formula = f'IF({is_month},"{in_a_month}",IF(days=1,"{one}","{several}"))'
    result = measure.heading(book.comparison.scenario.days).text
    sheet.write_formula(_HEADINGS_ROW, index, f"={formula}", header_format, result)


def _stored_result(book: WorkbookBuilder, compared: ComparedProduct, key: str) -> CellValue:
    match key:
        case "product_name":
            return compared.product.product
        case "form_group":
            return compared.form
        case "over_limit":
            return over_limit_text(compared)
        case "place":
            return book.comparison.place_of(compared) or ""
        case _:
            return cell_value(compared.figures.number(key))
