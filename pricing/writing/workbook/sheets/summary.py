"""Summary: the best buy in sentences that recalculate, the products, the findings and a chart."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from pricing.analysis.findings import findings
from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.measures import (
    COST_PER_BASIS,
    DAYS_OF_A_MONTH,
    MEASURES_BY_KEY,
    SHOWN_BASIS,
    PeriodText,
    basis_in_mg,
    basis_text,
    cost_per_basis,
)
from pricing.expressions.spreadsheet import GUARD_DECIMALS, render_formula
from pricing.model.ingredients import typed_text
from pricing.quantities.rounding import format_fixed, format_significant, format_trimmed
from pricing.reference.mineral_forms import elements
from pricing.writing.workbook.sheets import charts
from pricing.writing.workbook.sheets.addresses import (
    COMPARISON_HEADINGS,
    FIRST_ROW,
    PRODUCT_LETTERS,
    column_letters,
    comparison_range,
)
from pricing.writing.workbook.sheets.book import cell_value, row_height
from pricing.writing.workbook.sheets.comparison import over_limit_text

if TYPE_CHECKING:
    from fractions import Fraction

    from pricing.calculation.comparison import ComparedProduct
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

# The columns and their widths. The last two, which are not printed, hold the bars of the chart.
_COLUMNS = {
    "place": 6,
    "product_name": 44,
    "form_group": 16,
    "cost_per_basis": 14,
    "units_per_day": 10,
    "delivered_mg_per_day": 12,
    "monthly_cost": 13,
    "monthly_outlay": 13,
    "over_limit": 9,
    "bar_within_limit": 13,
    "bar_over_limit": 13,
}
_KEYS = tuple(_COLUMNS)
_PRINTED_COLUMNS = len(_KEYS) - 2
_NO_PLACE = "–"
# The end of a sentence about a product without a place.
_CAUTIONS = {
    PlaceGroup.UNSAFE: "; its dose is over the safe limit, so it has no place",
    PlaceGroup.WITHHELD: "; its label is in doubt, so it has no place",
}
_ALSO_CONTAINS, _A_SERVING = ", also contains ", " a serving"
_DOSE_KEY = "delivered_mg_per_day"
_TEXT_KEYS = {"place", "product_name", "form_group", "over_limit"}
_BARS = {"bar_within_limit": "Within the limit", "bar_over_limit": "Over the limit"}
_SEVERAL_DAYS = 90  # stands for any days that are no month
_HEADINGS_ROW = 5
_CHART_WIDTH = 960  # pixels
_PIXELS_PER_ROW = 20
_MAX_LINE_LENGTH = 140  # characters that fit across the page
# The sizes of the bold sentences, and the characters of the largest that fit across the page.
_LEAD_SIZE, _LEAST_LEAD_SIZE, _MAX_LEAD_LENGTH = 12, 8, 115
# More products than this make the page unreadable, so the chart gets a page of its own.
_MOST_ON_ONE_PAGE = 25


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the sheet that opens first."""
    bold = book.format(bold=True)
    for column, width in enumerate(_COLUMNS.values()):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "What a milligram really costs", book.format(bold=True, font_size=16))
    for row, (formula, result) in enumerate((_best_buy(book), _cheapest(book)), start=1):
        look = book.format(bold=True, font_size=_lead_size(result))
        sheet.write_formula(row, 0, f"={formula}", look, result)
    sheet.write_string(3, 0, _export_note(book))
    _write_products(book, sheet)
    count = len(book.comparison.ranked_products)
    row = _HEADINGS_ROW + count + 2
    sheet.write_string(row, 0, "Findings when exported", bold)
    lines = [
        line
        for finding in findings(book.comparison)
        for line in wrap(finding.text(), _MAX_LINE_LENGTH, break_long_words=False)
    ]
    for line_row, text in enumerate(lines, start=row + 1):
        book.write_text(sheet, line_row, 0, text)
    chart_row = row + len(lines) + 2
    height = _write_chart(book, sheet, chart_row)
    is_one_page = count <= _MOST_ON_ONE_PAGE
    book.set_up_print(sheet, pages_high=int(is_one_page), is_portrait=True)
    if not is_one_page:
        sheet.set_h_pagebreaks([chart_row])
    sheet.print_area(0, 0, chart_row + height // _PIXELS_PER_ROW + 1, _PRINTED_COLUMNS - 1)
    book.protect(sheet)
    sheet.activate()


def _lead_size(text: str) -> int:
    """Return the size of print in which a bold sentence fits on one line of the page."""
    fitting = _LEAD_SIZE * _MAX_LEAD_LENGTH // max(len(text), 1)
    return max(_LEAST_LEAD_SIZE, min(_LEAD_SIZE, fitting))


def _write_chart(book: WorkbookBuilder, sheet: Any, row: int) -> int:
    """Write the costs as a bar chart below the findings, and return its height in pixels."""
    products = book.comparison.products_by_place[: charts.MAX_BARS]
    if not products:
        return 0
    title = f"{_cost_heading(book)} of {_mineral(book)}"
    rows = (_HEADINGS_ROW + 1, _HEADINGS_ROW + len(products))
    categories, *values = (
        [sheet.get_name(), rows[0], _KEYS.index(key), rows[1], _KEYS.index(key)]
        for key in ("product_name", "bar_within_limit", "bar_over_limit")
    )
    chart = charts.create_cost_chart(book, f"{title}, {book.currency.code}", categories, values)
    bar_texts = "; ".join(
        f"{product.product.product} {format_significant(_cost(book, product))} "
        f"{book.currency.code}{', over the limit' if over_limit_text(product) else ''}"
        for product in products
    )
    text = f"{title}, safe products first: {bar_texts}"
    return charts.insert_chart(sheet, (row, 0), chart, len(products), text, _CHART_WIDTH)


def _mineral(book: WorkbookBuilder) -> str:
    return elements()[book.comparison.scenario.element].name.lower()


def _cost_heading(book: WorkbookBuilder) -> str:
    return f"Cost per {basis_text(SHOWN_BASIS, book.comparison.scenario.element)}"


def _cost(book: WorkbookBuilder, product: ComparedProduct) -> Fraction:
    cost = product.number("cost_per_elemental_mg")
    return cost_per_basis(cost, SHOWN_BASIS, book.comparison.scenario.element)


def _cost_formula(book: WorkbookBuilder, cost_per_mg: str) -> str:
    """Return the formula of the cost of a basis, from the address of the cost per mg."""
    basis_mg = format_trimmed(basis_in_mg(SHOWN_BASIS, book.comparison.scenario.element), 3)
    cells = {"cost_per_elemental_mg": cost_per_mg, "basis_mg": basis_mg}
    return render_formula(COST_PER_BASIS, cells.__getitem__)


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
    match = f"MATCH(1,{comparison_range('rank', book.product_count)},0)"
    cost_per_mg = comparison_range("cost_per_elemental_mg", book.product_count)
    cost = _cost_formula(book, f"INDEX({cost_per_mg},{match})")
    name = f"INDEX({comparison_range('product_name', book.product_count)},{match})"
    unit = f" per {basis_text(SHOWN_BASIS, book.comparison.scenario.element)} of {_mineral(book)}"
    # The floats of a spreadsheet can lie below a tie or a power of ten that the cost is.
    decimals = f"MAX(0,3-INT(LOG10(ROUND({cost},{GUARD_DECIMALS}))))"
    figure = f"FIXED(ROUND({cost},{GUARD_DECIMALS}+{decimals}),{decimals},TRUE)"
    nothing = "Nothing to compare"
    contents = _contents_formula(book, match)
    group = f"INDEX({comparison_range('place_group', book.product_count)},{match})"
    unsafe, withheld = (_CAUTIONS[key] for key in (PlaceGroup.UNSAFE, PlaceGroup.WITHHELD))
    caution = (
        f'IF({group}={PlaceGroup.UNSAFE:d},"{unsafe}",'
        f'IF({group}={PlaceGroup.WITHHELD:d},"{withheld}",""))'
    )
    found = f'"Cheapest: "&{name}&", "&currency&" "&{figure}&"{unit}"&{contents}&{caution}'
    formula = f'IFERROR({found},"{nothing}")'
    if not book.comparison.ranked_products:
        return formula, nothing
    first = book.comparison.ranked_products[0]
    shown = format_significant(_cost(book, first))
    text = f"Cheapest: {first.product.product}, {book.currency.code} {shown}{unit}"
    caution_text = _CAUTIONS.get(first.evaluation.place_group, "")
    return formula, f"{text}{_contents_text(first)}{caution_text}"


def _contents_formula(book: WorkbookBuilder, match: str) -> str:
    """Return the formula of what else a product contains, for the end of a sentence."""
    letters, last = PRODUCT_LETTERS["other_minerals"], FIRST_ROW + max(book.product_count, 1)
    others = f"INDEX(Products!${letters}${FIRST_ROW + 1}:${letters}${last},{match})"
    return f'IF({others}&""="","","{_ALSO_CONTAINS}"&{others}&"{_A_SERVING}")'


def _contents_text(compared: ComparedProduct) -> str:
    """Return the stored result of `_contents_formula`."""
    others = typed_text(compared.product.other_minerals)  # as its cell states them
    return f"{_ALSO_CONTAINS}{others}{_A_SERVING}" if others else ""


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
    contents = _contents_formula(book, match)
    found = (
        f'"Best buy: "&{name}&", "&{taken}&" for "&days&" days as taken, "&{to_pay}&" to pay"&'
        f"{contents}"
    )
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
        f"{_contents_text(best)}"
    )


def _write_products(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the products by their places, and beside the page the bars of the chart."""
    for index, key in enumerate(_KEYS):
        side = {"align": "left", "indent": 1} if key in _TEXT_KEYS else {"align": "right"}
        _write_heading(book, sheet, index, book.format(bold=True, text_wrap=True, bottom=1, **side))
    sheet.set_row(_HEADINGS_ROW, 30)
    formats = {key: _cell_format(book, key) for key in _KEYS}
    for place, compared in enumerate(book.comparison.products_by_place, start=1):
        row, results = _HEADINGS_ROW + place, _stored_results(book, compared)
        name = compared.product.product
        sheet.set_row(row, row_height(name, _COLUMNS["product_name"]))
        for index, key in enumerate(_KEYS):
            formula = f"={_cell_formula(book, key, row + 1)}"
            sheet.write_formula(row, index, formula, formats[key], results[key])
    if book.comparison.ranked_products:
        last = _HEADINGS_ROW + len(book.comparison.ranked_products)
        over = _KEYS.index("over_limit")
        book.highlight_filled(sheet, (_HEADINGS_ROW + 1, over, last, over))


def _cell_format(book: WorkbookBuilder, key: str) -> Any:
    if key == "product_name":
        return book.wrapped_format
    if key in _BARS or key == "cost_per_basis":
        return book.basis_cost_format
    if key == _DOSE_KEY and _units_per_mg(book) != 1:
        unit = elements()[book.comparison.scenario.element].unit
        return book.format(num_format=f'General "{unit}"', valign="top")
    return book.column_format(key) or book.text_format


def _units_per_mg(book: WorkbookBuilder) -> int:
    """Return how many of the units in which the mineral is stated make a milligram."""
    return elements()[book.comparison.scenario.element].units_per_mg


def _cell_formula(book: WorkbookBuilder, key: str, number: int) -> str:
    """Return the formula of a cell in the row of a number, counted from 1 as the sheet shows it."""
    position = f"ROW()-ROW($A${_HEADINGS_ROW + 1})"
    match = f"MATCH({position},{comparison_range('place_order', book.product_count)},0)"

    def found(of_key: str) -> str:
        return f"INDEX({comparison_range(of_key, book.product_count)},{match})"

    cost, over = (f"${_letters(of_key)}{number}" for of_key in ("cost_per_basis", "over_limit"))
    match key:
        case "place":
            formula = f'IF({found("place")}="","{_NO_PLACE}",{found("place")})'
        case "cost_per_basis":
            formula = _cost_formula(book, found("cost_per_elemental_mg"))
        case "bar_within_limit":
            formula = f'IF({over}="",{cost},0)'
        case "bar_over_limit":
            formula = f'IF({over}="",0,{cost})'
        case _ if key == _DOSE_KEY and _units_per_mg(book) != 1:
            formula = f"{found(key)}*{_units_per_mg(book)}"
        case _:
            formula = found(key)
    return f'IFERROR({formula},"")'


def _letters(key: str) -> str:
    return column_letters(_KEYS.index(key))


def _write_heading(book: WorkbookBuilder, sheet: Any, index: int, header_format: Any) -> None:
    """Write the heading of a column, as a formula if it names the days of the comparison."""
    key = _KEYS[index]
    measure = MEASURES_BY_KEY.get(key)
    if measure is None or not isinstance(measure.title, PeriodText):
        own = {"place": "#", "cost_per_basis": _cost_heading(book), **_BARS}
        title = own.get(key) or COMPARISON_HEADINGS[key]
        sheet.write_string(_HEADINGS_ROW, index, title, header_format)
        return
    in_a_month = measure.heading(DAYS_OF_A_MONTH[0]).text
    one, several = (
        measure.heading(days).text.replace(str(days), '"&days&"') for days in (1, _SEVERAL_DAYS)
    )
    is_month = f"AND(days>={DAYS_OF_A_MONTH[0]},days<={DAYS_OF_A_MONTH[-1]})"
    formula = f'IF({is_month},"{in_a_month}",IF(days=1,"{one}","{several}"))'
    result = measure.heading(book.comparison.scenario.days).text
    sheet.write_formula(_HEADINGS_ROW, index, f"={formula}", header_format, result)


def _stored_results(book: WorkbookBuilder, compared: ComparedProduct) -> dict[str, CellValue]:
    """Return the stored result of each cell of a product by its key."""
    cost, over = cell_value(_cost(book, compared)), over_limit_text(compared)
    dose = compared.figures.number(_DOSE_KEY)
    return {
        **{
            key: cell_value(compared.figures.number(key)) for key in _KEYS if key in MEASURES_BY_KEY
        },
        _DOSE_KEY: cell_value(None if dose is None else dose * _units_per_mg(book)),
        "place": book.comparison.place_of(compared) or _NO_PLACE,
        "product_name": compared.product.product,
        "form_group": compared.form,
        "cost_per_basis": cost,
        "over_limit": over,
        "bar_within_limit": 0 if over else cost,
        "bar_over_limit": cost if over else 0,
    }
