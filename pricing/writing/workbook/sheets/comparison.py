"""Comparison: one row a product, one column a measure, live formulas with stored results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.calculation.conditions import DOSE_CONDITION_KEYS, condition_holds
from pricing.calculation.measures import HEADLINE, MEASURES
from pricing.calculation.rank_order import RANK_ORDER, name_sort_key
from pricing.expressions.spreadsheet import render_formula
from pricing.writing.workbook.sheets.addresses import (
    COMPARISON_HEADINGS,
    COMPARISON_INDEX,
    FIRST_ROW,
    INPUT_HELPER_COLUMNS,
    RANK_COLUMN,
    RANK_HELPER_COLUMNS,
    RowAddresses,
    comparison_range,
    rank_decimals,
    rank_helper_key,
)
from pricing.writing.workbook.sheets.book import cell_value
from pricing.writing.workbook.sheets.live_checks import condition_formula

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder


_TEXT_COLUMNS = {"product_name", "over_limit", "checks_now"}


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write every product's figures, and a defined name for each measure's column."""
    headers = [COMPARISON_HEADINGS[key] for key in COMPARISON_INDEX]
    book.add_table(sheet, "tblComparison", headers, book.product_count)
    order = sorted(
        book.comparison.entered_products,
        key=lambda each: (name_sort_key(each.product.product), each.position),
    )
    for name_order, compared in enumerate(order):
        _write_row(book, sheet, compared, name_order)
        book.progress.report(name_order + 1)
    for measure in MEASURES:
        book.define_name(measure.key, comparison_range(measure.key, book.product_count))
    book.define_name("product_rank", comparison_range("rank", book.product_count))
    last = FIRST_ROW + max(book.product_count, 1) - 1
    for key in ("over_limit", "checks_now"):
        book.highlight_filled(
            sheet, (FIRST_ROW, COMPARISON_INDEX[key], last, COMPARISON_INDEX[key])
        )
    cost = COMPARISON_INDEX["cost_per_elemental_mg"]
    book.add_data_bars(sheet, (FIRST_ROW, cost, last, cost))
    book.set_up_print(sheet, pages_wide=2)
    sheet.repeat_columns(0, 1)
    book.protect(sheet)
    sheet.set_column(0, 0, 7)
    sheet.set_column(1, 1, 36)
    first_helper = COMPARISON_INDEX[INPUT_HELPER_COLUMNS[0].key]
    sheet.set_column(2, first_helper - 1, 13)
    checks = COMPARISON_INDEX["checks_now"]
    sheet.set_column(checks, checks + 1, 32)
    sheet.set_column(first_helper, len(headers) - 1, 13, None, {"level": 1, "hidden": True})


def _write_row(
    book: WorkbookBuilder, sheet: Any, compared: ComparedProduct, name_order: int
) -> None:
    at = FIRST_ROW + compared.position
    book.write_text(sheet, at, COMPARISON_INDEX["form_group"], compared.form)
    said = " ".join(flag.message() for flag in compared.flags)
    book.write_text(sheet, at, COMPARISON_INDEX["checks"], said)
    sheet.write_number(at, COMPARISON_INDEX["name_order"], name_order)
    sheet.write_number(at, COMPARISON_INDEX["is_food"], int(compared.product.is_food))
    fraction = compared.product.recognized_form.fraction
    if fraction is not None:
        sheet.write_number(at, COMPARISON_INDEX["elemental_fraction"], float(fraction))
    for key, text, result in _live_cells(book, compared, RowAddresses(at + 1, book.product_count)):
        look = book.column_format(key) or (book.text_format if key in _TEXT_COLUMNS else None)
        sheet.write_formula(at, COMPARISON_INDEX[key], f"={text}", look, result)


def _live_cells(
    book: WorkbookBuilder, compared: ComparedProduct, row: RowAddresses
) -> Iterator[tuple[str, str, CellValue]]:
    """Key, formula and stored result of every live cell of a product."""
    yield "rank", RANK_COLUMN.formula(row), compared.rank or ""
    yield "product_name", row.products_address("product"), compared.product.product
    for measure in MEASURES:
        text = f'IFERROR({render_formula(measure.expression, row.address)},"")'
        yield measure.key, text, cell_value(compared.figures.number(measure.key))
    yield "over_limit", _over_limit_formula(row), over_limit_text(compared)
    yield "checks_now", *_dose_checks_cell(row, compared)
    results = _helper_results(compared, book.comparison)
    for helper in (*INPUT_HELPER_COLUMNS, *RANK_HELPER_COLUMNS):
        yield helper.key, helper.formula(row), results[helper.key]


def _over_limit_formula(row: RowAddresses) -> str:
    return f'IF({condition_formula("over_limit", row.address)},"over","")'


def _dose_checks_cell(row: RowAddresses, compared: ComparedProduct) -> tuple[str, str]:
    """The names of the dose checks that hold: the formula, and its stored result."""
    named = {key: f"{key.replace('_', ' ')}. " for key in DOSE_CONDITION_KEYS}
    text = "&".join(
        f'IF({condition_formula(key, row.address)},"{name}","")' for key, name in named.items()
    )
    now = (name for key, name in named.items() if condition_holds(key, compared.figures))
    return text, "".join(now)


def over_limit_text(compared: ComparedProduct) -> str:
    """What the live check says of a product now."""
    return "over" if condition_holds("over_limit", compared.figures) else ""


def _helper_results(compared: ComparedProduct, comparison: Comparison) -> dict[str, CellValue]:
    """The stored results of the helper columns."""
    number, rank = compared.figures.number, compared.rank
    same = [each for each in comparison.ranked_products if each.form == compared.form]
    is_reference = compared.form == comparison.scenario.reference_form
    headline, cost = number(HEADLINE.key), number("monthly_cost")
    return {
        **{helper.key: cell_value(number(helper.key)) for helper in INPUT_HELPER_COLUMNS},
        **{rank_helper_key(key): _rounded_figure(number(key), key) for key in RANK_ORDER},
        "rank_number": rank or 0,
        "headline_number": cell_value(headline) or 0,
        "cost_number": cell_value(cost) or 0,
        "rank_in_form": same.index(compared) + 1 if rank else 0,
        "reference_rank": rank if rank and is_reference else "",
    }


def _rounded_figure(value: Fraction | None, key: str) -> CellValue:
    return "" if value is None else round(float(value), rank_decimals(key))
