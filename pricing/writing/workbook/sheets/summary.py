"""Summary: the cheapest in a sentence that recalculates, the ranking, what the program said."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from pricing.analysis.findings import findings
from pricing.quantities.rounding import fixed, significant
from pricing.reference.mineral_forms import elements
from pricing.writing.workbook.sheets import charts
from pricing.writing.workbook.sheets.addresses import COMPARISON_HEADINGS, whole_column
from pricing.writing.workbook.sheets.book import stored
from pricing.writing.workbook.sheets.comparison import over_limit

if TYPE_CHECKING:
    from pricing.calculation.comparison import Compared
    from pricing.writing.workbook.sheets.book import Book, Stored

_RANKING = (
    "rank",
    "product_name",
    "form_group",
    "cost_per_elemental_mg",
    "units_per_day",
    "delivered_mg_per_day",
    "monthly_cost",
    "monthly_outlay",
    "over_limit",
)
_TOP = 5
_CHART_ROWS = 36
_LONGEST_LINE = 150  # letters that stand beside each other on the page


def write(book: Book, sheet: Any) -> None:
    """Write the sheet that opens first."""
    bold = book.format(bold=True)
    for column, width in enumerate((7, 44, *(14,) * (len(_RANKING) - 2))):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "What a milligram really costs", book.format(bold=True, font_size=16))
    for row, (formula, result) in enumerate((_cheapest(book), _within_limit(book)), start=1):
        sheet.write_formula(row, 0, f"={formula}", book.format(bold=True, font_size=12), result)
    sheet.write_string(3, 0, _made(book))
    _write_ranking(book, sheet)
    row = _TOP + len(book.comparison.ranked) + 2
    sheet.write_string(row, 0, "What the program said when it exported", bold)
    said = [
        line
        for finding in findings(book.comparison)
        for line in wrap(finding.says(), _LONGEST_LINE, break_long_words=False)
    ]
    for at, text in enumerate(said, start=row + 1):
        book.text(sheet, at, 0, text)
    sheet.set_h_pagebreaks([row + len(said) + 2])
    _draw(book, sheet, row + len(said) + 2)
    sheet.print_area(0, 0, row + len(said) + 2 + _CHART_ROWS, len(_RANKING) - 1)
    book.protect(sheet)
    sheet.activate()


def _draw(book: Book, sheet: Any, row: int) -> None:
    """The ranking as bars below the words."""
    bars = min(len(book.comparison.ranked), charts.MOST_BARS)
    if not bars:
        return
    title = COMPARISON_HEADINGS["cost_per_elemental_mg"]
    at = _RANKING.index("cost_per_elemental_mg")
    first, last = _TOP + 1, _TOP + bars
    categories: list[object] = [sheet.get_name(), first, 1, last, 1]
    values: list[object] = [sheet.get_name(), first, at, last, at]
    chart = charts.ranking(book, f"{title}, {book.currency.code}", categories, values)
    told = "; ".join(
        f"{each.rank}. {each.product.product} "
        f"{significant(each.number('cost_per_elemental_mg'))} {book.currency.code}"
        for each in book.comparison.ranked[:bars]
    )
    charts.insert(sheet, (row, 0), chart, bars, f"{title}, the cheapest first: {told}")


def _made(book: Book) -> str:
    """When it was exported, in which currency, and how old the prices are."""
    dates = [each.product.priced_on for each in book.comparison.entered if each.product.priced_on]
    as_of = f", prices as of {min(dates).isoformat()}" if dates else ""
    exported = f"Exported {book.comparison.today.isoformat()}, in {book.currency.code}{as_of}."
    return f"{exported} Arithmetic and counselling support, not medical advice."


def _cheapest(book: Book) -> tuple[str, str]:
    """The cheapest per mg: the formula of the sentence, and its stored result."""
    match = f"MATCH(1,{whole_column('rank', book.count)},0)"
    cost = f"100*INDEX({whole_column('cost_per_elemental_mg', book.count)},{match})"
    name = f"INDEX({whole_column('product_name', book.count)},{match})"
    unit = f" per 100 mg of {elements()[book.comparison.scenario.element].name.lower()}"
    figure = f"FIXED({cost},MAX(0,3-INT(LOG10({cost}))),TRUE)"
    nothing = "Nothing to compare"
    formula = f'IFERROR("Cheapest: "&{name}&", "&currency&" "&{figure}&"{unit}","{nothing}")'
    if not book.comparison.ranked:
        return formula, nothing
    first = book.comparison.ranked[0]
    shown = significant(first.number("cost_per_elemental_mg") * 100)
    return formula, f"Cheapest: {first.product.product}, {book.currency.code} {shown}{unit}"


def _within_limit(book: Book) -> tuple[str, str]:
    """The first in rank whose dose stays within the limit."""
    ranks, over = whole_column("rank_number", book.count), whole_column("over_limit", book.count)
    first = f'SUMPRODUCT(MIN({ranks}+1E+9*((({ranks}=0)+({over}="over"))>0)))'
    match = f"MATCH({first},{whole_column('rank', book.count)},0)"
    name = f"INDEX({whole_column('product_name', book.count)},{match})"
    month, till = (
        f'currency&" "&FIXED(ROUND(INDEX({whole_column(key, book.count)},{match}),9),'
        f"{book.currency.decimals},TRUE)"
        for key in ("monthly_cost", "monthly_outlay")
    )
    none, days = "No dose stays within the limit", book.comparison.scenario.days
    formula = (
        f'IFERROR("Cheapest within the limit: "&{name}&", "&{month}&" for "&days&" days, "'
        f'&{till}&" at the till","{none}")'
    )
    within = (each for each in book.comparison.ranked if not over_limit(each))
    best = next(within, None)
    if best is None:
        return formula, none
    swallowed, paid = (
        f"{book.currency.code} {fixed(best.number(key), book.currency.decimals)}"
        for key in ("monthly_cost", "monthly_outlay")
    )
    name = best.product.product
    return formula, (
        f"Cheapest within the limit: {name}, {swallowed} for {days} days, {paid} at the till"
    )


def _write_ranking(book: Book, sheet: Any) -> None:
    for index, key in enumerate(_RANKING):
        side = "right" if book.format_of(key) else "left"
        header = book.format(bold=True, text_wrap=True, bottom=1, align=side)
        sheet.write_string(_TOP, index, COMPARISON_HEADINGS[key], header)
    sheet.set_row(_TOP, 30)
    left = book.format(align="left")
    for place, compared in enumerate(book.comparison.ranked, start=1):
        row = _TOP + place
        sheet.write_number(row, 0, place, left)
        match = f"MATCH($A{row + 1},{whole_column('rank', book.count)},0)"
        for index, key in enumerate(_RANKING[1:], start=1):
            formula = f'=IFERROR(INDEX({whole_column(key, book.count)},{match}),"")'
            result = _result(compared, key)
            look = book.format_of(key) or book.beside
            sheet.write_formula(row, index, formula, look, result)
    if book.comparison.ranked:
        last = _TOP + len(book.comparison.ranked)
        cost = _RANKING.index("cost_per_elemental_mg")
        book.bars(sheet, (_TOP + 1, cost, last, cost))
        book.mark(sheet, (_TOP + 1, len(_RANKING) - 1, last, len(_RANKING) - 1))


def _result(compared: Compared, key: str) -> Stored:
    match key:
        case "product_name":
            return compared.product.product
        case "form_group":
            return compared.form
        case "over_limit":
            return over_limit(compared)
        case _:
            return stored(compared.figures.number(key))
