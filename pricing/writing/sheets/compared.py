"""Comparison: one row a product, one column a measure, live formulas with stored results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.formula import formula
from pricing.limits import SUPPLEMENTS
from pricing.measures import HEADLINE, MEASURES
from pricing.writing.sheets.book import stored
from pricing.writing.sheets.cells import (
    COMPARISON_HEADINGS,
    COMPARISON_INDEX,
    FIRST_ROW,
    INPUT_HELPERS,
    RANK,
    RANK_HELPERS,
    Row,
    whole_column,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.comparison import Compared, Comparison
    from pricing.writing.sheets.book import Book, Stored


def write(book: Book, sheet: Any) -> None:
    """Write every product's figures, and a defined name for each measure's column."""
    headers = [COMPARISON_HEADINGS[key] for key in COMPARISON_INDEX]
    book.table(sheet, "tblComparison", headers, book.count)
    order = sorted(
        book.comparison.entered, key=lambda each: (each.product.product.casefold(), each.position)
    )
    for name_order, compared in enumerate(order):
        _write_row(book, sheet, compared, name_order)
    for measure in MEASURES:
        book.define(measure.key, whole_column(measure.key, book.count))
    book.define("product_rank", whole_column("rank", book.count))
    sheet.set_column(0, 0, 7)
    sheet.set_column(1, 1, 36)
    first_helper = COMPARISON_INDEX[INPUT_HELPERS[0].key]
    sheet.set_column(2, first_helper - 1, 13)
    sheet.set_column(first_helper, len(headers) - 1, 13, None, {"level": 1, "hidden": True})


def _write_row(book: Book, sheet: Any, compared: Compared, name_order: int) -> None:
    at = FIRST_ROW + compared.position
    book.text(sheet, at, COMPARISON_INDEX["form_group"], compared.form)
    said = " ".join(flag.says() for flag in compared.flags)
    book.text(sheet, at, COMPARISON_INDEX["checks"], said)
    sheet.write_number(at, COMPARISON_INDEX["name_order"], name_order)
    sheet.write_number(at, COMPARISON_INDEX["is_food"], int(_is_left_out(compared)))
    fraction = compared.product.named_form.fraction
    if fraction is not None:
        sheet.write_number(at, COMPARISON_INDEX["elemental_fraction"], float(fraction))
    for key, text, result in _formulas(book, compared, Row(at + 1, book.count)):
        sheet.write_formula(at, COMPARISON_INDEX[key], f"={text}", book.format_of(key), result)


def _formulas(book: Book, compared: Compared, row: Row) -> Iterator[tuple[str, str, Stored]]:
    """Key, formula and stored result of every live cell of a product."""
    yield "rank", RANK.formula(row), compared.rank or ""
    yield "product_name", row.product("product"), compared.product.product
    for measure in MEASURES:
        text = f'IFERROR({formula(measure.expression, row.name)},"")'
        yield measure.key, text, stored(compared.figures.number(measure.key))
    yield "over_limit", _over_limit(row), over_limit(compared)
    results = _helped(compared, book.comparison)
    for helper in (*INPUT_HELPERS, *RANK_HELPERS):
        yield helper.key, helper.formula(row), results[helper.key]


def _over_limit(row: Row) -> str:
    delivered, limit = row.own("delivered_mg_per_day"), row.own("limit_mg")
    over = f'IF(ROUND({delivered}-{limit},9)>0,"over","")'
    return f'IF(AND(ISNUMBER({limit}),ISNUMBER({delivered})),{over},"")'


def _is_left_out(compared: Compared) -> bool:
    """Whether it is food, and the limit one of supplements alone."""
    limit = compared.figures.scenario.limit
    return compared.product.is_food and limit is not None and limit.basis == SUPPLEMENTS


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
