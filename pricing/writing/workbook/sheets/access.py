"""Access: the out-of-pocket cost of each product under each payer, and what it means."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pricing.analysis.affordability import (
    AFFORDABILITY_MEASURES,
    Affordability,
    PayerCost,
    access_gap_expression,
)
from pricing.calculation.conditions import condition_holds
from pricing.expressions.spreadsheet import render_formula
from pricing.model.scenario_fields import COVERS_SEPARATOR
from pricing.writing.workbook.sheets.addresses import (
    FIRST_ROW,
    RowAddresses,
    column_letters,
    number_format,
)
from pricing.writing.workbook.sheets.book import cell_value, pages_across, row_height
from pricing.writing.workbook.sheets.comparison import condition_formula

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from pricing.calculation.comparison import ComparedProduct
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

_LEADING_HEADERS = ("Product", "Form", "Rank")
_NAME_WIDTH, _COLUMN_WIDTH = 36, 14
_SELF_PAY = 0  # the first payer: the patient alone
YES, NO = "yes", "no"
# How affordable the outlay is for a patient who pays alone.
_SELF_PAY_MEASURES = ("days_wages", "share_of_income", "availability", "price_ratio")


class _AccessRowAddresses:
    """The addresses of one product's row on this sheet. Payer 0 is the patient alone."""

    def __init__(self, number: int, count: int, payers: int) -> None:
        self._row = RowAddresses(number, count)
        self._number = number
        self._payers = payers

    def cell(self, index: int) -> str:
        return f"${column_letters(index)}{self._number}"

    def out_of_pocket_cell(self, payer: int) -> str:
        return self.cell(out_of_pocket_column(payer))

    def average_month_cell(self, payer: int) -> str:
        return self.cell(out_of_pocket_column(self._payers + 1 + payer))

    def covers_formula(self, payer: int) -> str:
        """Return a formula that tests whether a payer covers the product or its form."""
        covered = f'"{COVERS_SEPARATOR}"&LOWER(payer_{payer}_covers)&"{COVERS_SEPARATOR}"'
        tests = [
            f'ISNUMBER(FIND("{COVERS_SEPARATOR}"&LOWER({name})&"{COVERS_SEPARATOR}",{covered}))'
            for name in (self.cell(_LEADING_HEADERS.index(key)) for key in ("Product", "Form"))
        ]
        return f'IF(OR(payer_{payer}_covers="",{",".join(tests)}),"{YES}","{NO}")'

    def covered_cell(self, payer: int) -> str:
        return self.cell(covered_column(payer, self._payers))

    def address(self, payer: int, key: str) -> str:
        """Return the address of a name in the formulas of a payer."""
        match key:
            case "payer_kind" if payer == _SELF_PAY:
                return '"none"'
            case "payer_kind":
                return f'IF({self.covered_cell(payer)}="{YES}",payer_{payer}_kind,"none")'
            case "payer_value":
                return "0" if payer == _SELF_PAY else f"payer_{payer}_value"
            case "out_of_pocket":
                return self.out_of_pocket_cell(payer)
            case "average_month":
                return self.average_month_cell(payer)
            case _:
                address = self._row.address(key)
                return f"Comparison!{address}" if address.startswith("$") else address


def out_of_pocket_column(payer: int) -> int:
    """Return the zero-based column of the out-of-pocket cost under a payer."""
    return len(_LEADING_HEADERS) + payer


def covered_column(payer: int, payers: int) -> int:
    """Return the zero-based column that says whether a payer covers the product.

    It follows the costs, the gap, the budget columns and the measures of self-pay.
    """
    return len(_LEADING_HEADERS) + 4 * (payers + 1) + 1 + len(_SELF_PAY_MEASURES) + payer - 1


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write a row for each product, in the order of the Products sheet."""
    affordability = Affordability(book.comparison)
    names = [payer.name for payer in affordability.payers]
    book.add_table(sheet, "tblAccess", _headers(names), book.product_count)
    costs_by_product = {id(row[0].compared_product): row for row in affordability.rows}
    products = book.comparison.entered_products
    for compared in products:
        addresses = _AccessRowAddresses(
            FIRST_ROW + compared.position + 1, book.product_count, len(names) - 1
        )
        _write_row(book, sheet, addresses, compared, costs_by_product.get(id(compared)))
    last = covered_column(len(names), len(names) - 1)
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, last, _COLUMN_WIDTH)
    book.set_up_print(sheet, pages_wide=pages_across([_NAME_WIDTH, *[_COLUMN_WIDTH] * last], 1))
    sheet.repeat_columns(0)
    book.protect(sheet)


def _headers(names: list[str]) -> list[str]:
    costs = [f"Out of pocket, {name}" for name in names]
    averages = [f"Average month, {name}" for name in names]
    within_budget = [f"Within budget, {name}" for name in names]
    first_within_budget = [f"First purchase within budget, {name}" for name in names]
    self_pay = [AFFORDABILITY_MEASURES[key].heading().text for key in _SELF_PAY_MEASURES]
    covered = [f"Covered by {name}" for name in names[1:]]
    return _unique_headers(
        [
            *_LEADING_HEADERS,
            *costs,
            *averages,
            "Saved by the best payer",
            *within_budget,
            *first_within_budget,
            *self_pay,
            *covered,
        ]
    )


def _unique_headers(headers: list[str]) -> list[str]:
    """Add numbers to equal headers. Excel demands that they differ even if case is ignored."""
    seen: set[str] = set()
    unique = []
    for header in headers:
        number, name = 1, header
        while name.casefold() in seen:
            number += 1
            name = f"{header} ({number})"
        seen.add(name.casefold())
        unique.append(name)
    return unique


def _write_row(
    book: WorkbookBuilder,
    sheet: Any,
    addresses: _AccessRowAddresses,
    compared: ComparedProduct,
    costs: tuple[PayerCost, ...] | None,
) -> None:
    row, payers = FIRST_ROW + compared.position, book.comparison.scenario.payers
    sheet.set_row(row, row_height(compared.product.product, _NAME_WIDTH))
    cells = _cell_contents(book, addresses, compared, costs)
    for index, (formula, result, cell_format) in enumerate(cells):
        sheet.write_formula(row, index, f"={formula}", cell_format, result)
    for number, payer in enumerate(payers, start=1):
        column = covered_column(number, len(payers))
        result = YES if payer.pays_for(compared.form, compared.product.product) else NO
        formula = f"={addresses.covers_formula(number)}"
        sheet.write_formula(row, column, formula, book.text_format, result)


def _cell_contents(
    book: WorkbookBuilder,
    addresses: _AccessRowAddresses,
    compared: ComparedProduct,
    costs: tuple[PayerCost, ...] | None,
) -> Iterator[tuple[str, CellValue, Any]]:
    """Return the formula, stored result and format of each live cell, from left to right."""
    count = len(book.comparison.scenario.payers) + 1
    row = RowAddresses(FIRST_ROW + compared.position + 1, book.product_count)
    top_format = book.format(valign="top")
    for key, result, cell_format in (
        ("product_name", compared.product.product, book.format(text_wrap=True, valign="top")),
        ("form_group", compared.form, top_format),
        ("rank", compared.rank or "", top_format),
    ):
        yield f"Comparison!{row.comparison_address(key)}", result, cell_format
    money = book.column_format("monthly_outlay")
    ranked = f"ISNUMBER(Comparison!{row.comparison_address('rank')})"
    for key in ("out_of_pocket", "average_month"):
        for payer in range(count):
            formula = f'IF({ranked},{_measure_formula(addresses, payer, key)},"")'
            yield formula, cell_value(costs[payer].number(key) if costs else None), money
    cost_cells = [addresses.out_of_pocket_cell(payer) for payer in range(count)]
    gap = Affordability.access_gap(costs) if costs else None
    cells_by_name = {f"out_of_pocket_{payer}": cell for payer, cell in enumerate(cost_cells)}
    formula = render_formula(access_gap_expression(count), cells_by_name.__getitem__)
    yield f'IFERROR({formula},"")', cell_value(gap), money
    for condition in ("over_budget", "first_purchase_over_budget"):
        for payer in range(count):
            is_over = condition_formula(condition, partial(addresses.address, payer))
            formula = f'IF({is_over},"{NO}","{YES}")'
            result = ""
            if costs:
                result = NO if condition_holds(condition, costs[payer]) else YES
            yield f'IF(ISNUMBER({cost_cells[payer]}),{formula},"")', result, book.text_format
    for key in _SELF_PAY_MEASURES:
        value: Fraction | None = costs[_SELF_PAY].number(key) if costs else None
        cell_format = book.format(
            num_format=number_format(AFFORDABILITY_MEASURES[key].figure_format, book.currency)
        )
        formula = _measure_formula(addresses, _SELF_PAY, key)
        yield f'IF({ranked},{formula},"")', cell_value(value), cell_format


def _measure_formula(addresses: _AccessRowAddresses, payer: int, key: str) -> str:
    expression = AFFORDABILITY_MEASURES[key].expression
    formula = render_formula(expression, partial(addresses.address, payer))
    return f'IFERROR({formula},"")'
