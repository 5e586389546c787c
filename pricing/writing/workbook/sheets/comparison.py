"""Comparison: one row a product, one column a measure, live formulas with stored results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.calculation.checks.conditions import CONDITIONS, holds
from pricing.calculation.measures import HEADLINE, MEASURES
from pricing.expressions.spreadsheet import formula
from pricing.writing.workbook.sheets.addresses import (
    COMPARISON_HEADINGS,
    COMPARISON_INDEX,
    FIRST_ROW,
    INPUT_HELPERS,
    RANK,
    RANK_HELPERS,
    Row,
    whole_column,
)
from pricing.writing.workbook.sheets.book import stored
from pricing.writing.workbook.sheets.live_checks import above

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.calculation.comparison import Compared, Comparison
    from pricing.writing.workbook.sheets.book import Book, Stored


_WORDS = {"product_name", "over_limit", "checks_now"}


def write(book: Book, sheet: Any) -> None:
    """Write every product's figures, and a defined name for each measure's column."""
    headers = [COMPARISON_HEADINGS[key] for key in COMPARISON_INDEX]
    book.table(sheet, "tblComparison", headers, book.count)
    order = sorted(
        book.comparison.entered, key=lambda each: (each.product.product.casefold(), each.position)
    )
    for name_order, compared in enumerate(order):
        _write_row(book, sheet, compared, name_order)
        book.progress.reached(name_order + 1)
    for measure in MEASURES:
        book.define(measure.key, whole_column(measure.key, book.count))
    book.define("product_rank", whole_column("rank", book.count))
    last = FIRST_ROW + max(book.count, 1) - 1
    for key in ("over_limit", "checks_now"):
        book.mark(sheet, (FIRST_ROW, COMPARISON_INDEX[key], last, COMPARISON_INDEX[key]))
    cost = COMPARISON_INDEX["cost_per_elemental_mg"]
    book.bars(sheet, (FIRST_ROW, cost, last, cost))
    book.set_up_print(sheet, pages_wide=2)
    sheet.repeat_columns(0, 1)
    book.protect(sheet)
    sheet.set_column(0, 0, 7)
    sheet.set_column(1, 1, 36)
    first_helper = COMPARISON_INDEX[INPUT_HELPERS[0].key]
    sheet.set_column(2, first_helper - 1, 13)
    checks = COMPARISON_INDEX["checks_now"]
    sheet.set_column(checks, checks + 1, 32)
    sheet.set_column(first_helper, len(headers) - 1, 13, None, {"level": 1, "hidden": True})


def _write_row(book: Book, sheet: Any, compared: Compared, name_order: int) -> None:
    at = FIRST_ROW + compared.position
    book.text(sheet, at, COMPARISON_INDEX["form_group"], compared.form)
    said = " ".join(flag.says() for flag in compared.flags)
    book.text(sheet, at, COMPARISON_INDEX["checks"], said)
    sheet.write_number(at, COMPARISON_INDEX["name_order"], name_order)
    sheet.write_number(at, COMPARISON_INDEX["is_food"], int(compared.product.is_food))
    fraction = compared.product.named_form.fraction
    if fraction is not None:
        sheet.write_number(at, COMPARISON_INDEX["elemental_fraction"], float(fraction))
    for key, text, result in _formulas(book, compared, Row(at + 1, book.count)):
        look = book.format_of(key) or (book.beside if key in _WORDS else None)
        sheet.write_formula(at, COMPARISON_INDEX[key], f"={text}", look, result)


def _formulas(book: Book, compared: Compared, row: Row) -> Iterator[tuple[str, str, Stored]]:
    """Key, formula and stored result of every live cell of a product."""
    yield "rank", RANK.formula(row), compared.rank or ""
    yield "product_name", row.product("product"), compared.product.product
    for measure in MEASURES:
        text = f'IFERROR({formula(measure.expression, row.name)},"")'
        yield measure.key, text, stored(compared.figures.number(measure.key))
    yield "over_limit", _if_over(row), over_limit(compared)
    yield "checks_now", *_dose_checks(row, compared)
    results = _helped(compared, book.comparison)
    for helper in (*INPUT_HELPERS, *RANK_HELPERS):
        yield helper.key, helper.formula(row), results[helper.key]


def _holds(key: str, row: Row) -> str:
    """The conditions of a dose check as one formula."""
    texts = [above(each, row.name) for each in CONDITIONS[key]]
    return texts[0] if len(texts) == 1 else f"OR({','.join(texts)})"


def _if_over(row: Row) -> str:
    return f'IF({_holds("over_limit", row)},"over","")'


def _dose_checks(row: Row, compared: Compared) -> tuple[str, str]:
    """The names of the dose checks that hold: the formula, and its stored result."""
    named = {key: f"{key.replace('_', ' ')}. " for key in CONDITIONS}
    text = "&".join(f'IF({_holds(key, row)},"{name}","")' for key, name in named.items())
    now = (name for key, name in named.items() if holds(key, compared.figures))
    return text, "".join(now)


def over_limit(compared: Compared) -> str:
    """What the live check says of a product now."""
    return "over" if any(flag.key == "over_limit" for flag in compared.flags) else ""


def _helped(compared: Compared, comparison: Comparison) -> dict[str, Stored]:
    """The stored results of the helper columns."""
    number, rank = compared.figures.number, compared.rank
    same = [each for each in comparison.ranked if each.form == compared.form]
    is_reference = compared.form == comparison.scenario.reference_form
    headline, cost = number(HEADLINE.key), number("monthly_cost")
    return {
        **{helper.key: stored(number(helper.key)) for helper in INPUT_HELPERS},
        "rounded_headline": "" if headline is None else round(float(headline), 13),
        "rounded_cost": "" if cost is None else round(float(cost), 9),
        "rounded_outlay": _rounded_outlay(compared),
        "rank_number": rank or 0,
        "headline_number": stored(headline) or 0,
        "cost_number": stored(cost) or 0,
        "rank_in_form": same.index(compared) + 1 if rank else 0,
        "reference_rank": rank if rank and is_reference else "",
    }


def _rounded_outlay(compared: Compared) -> Stored:
    outlay = compared.figures.number("monthly_outlay")
    return "" if outlay is None else round(float(outlay), 9)
