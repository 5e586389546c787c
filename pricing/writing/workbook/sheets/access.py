"""Access: what each product costs its buyer under each payer, live."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pricing.analysis.affordability import (
    AFFORDABILITY_MEASURES,
    Affordability,
    PayerCost,
    access_gap_expression,
)
from pricing.expressions.spreadsheet import render_formula
from pricing.model.scenario_fields import COVERS_SEPARATOR
from pricing.writing.workbook.sheets.addresses import (
    FIRST_ROW,
    RowAddresses,
    column_letters,
    number_format,
)
from pricing.writing.workbook.sheets.book import cell_value
from pricing.writing.workbook.sheets.live_checks import condition_formula

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from pricing.calculation.comparison import ComparedProduct
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

_LEADING_HEADERS = ("Product", "Form", "Rank")
_SELF_PAY = 0
YES, NO = "yes", "no"
# Of self-pay: what else an outlay means.
_SELF_PAY_MEASURES = ("days_wages", "share_of_income", "availability", "price_ratio")


class _AccessRowAddresses:
    """The addresses of one product's row on this sheet."""

    def __init__(self, number: int, count: int, payers: int) -> None:
        self._row = RowAddresses(number, count)
        self._number = number
        self._payers = payers

    def cell(self, index: int) -> str:
        return f"${column_letters(index)}{self._number}"

    def out_of_pocket_cell(self, payer: int) -> str:
        return self.cell(out_of_pocket_column(payer))

    def covers_formula(self, payer: int) -> str:
        """Whether what a payer covers names the product or its form."""
        listed = f'"{COVERS_SEPARATOR}"&LOWER(payer_{payer}_covers)&"{COVERS_SEPARATOR}"'
        named = [
            f'ISNUMBER(FIND("{COVERS_SEPARATOR}"&LOWER({self.cell(at)})&"{COVERS_SEPARATOR}",{listed}))'
            for at in (_LEADING_HEADERS.index("Product"), _LEADING_HEADERS.index("Form"))
        ]
        return f'IF(OR(payer_{payer}_covers="",{",".join(named)}),"{YES}","{NO}")'

    def covered_cell(self, payer: int) -> str:
        return self.cell(covered_column(payer, self._payers))

    def address(self, payer: int, key: str) -> str:
        """Where a formula finds a name, under a payer (0: self-pay)."""
        match key:
            case "payer_kind" if payer == _SELF_PAY:
                return '"none"'
            case "payer_kind":
                return f'IF({self.covered_cell(payer)}="{YES}",payer_{payer}_kind,"none")'
            case "payer_value":
                return "0" if payer == _SELF_PAY else f"payer_{payer}_value"
            case "out_of_pocket":
                return self.out_of_pocket_cell(payer)
            case _:
                found = self._row.address(key)
                return f"Comparison!{found}" if found.startswith("$") else found


def out_of_pocket_column(payer: int) -> int:
    return len(_LEADING_HEADERS) + payer


def covered_column(payer: int, payers: int) -> int:
    """After the amounts, the gap, what is within the budget, and what the outlay means."""
    return len(_LEADING_HEADERS) + 2 * (payers + 1) + 1 + len(_SELF_PAY_MEASURES) + payer - 1


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write a row a product, in the order of the Products sheet."""
    access = Affordability(book.comparison)
    names = [payer.name for payer in access.payers]
    book.add_table(sheet, "tblAccess", _headers(names), book.product_count)
    rows = {id(row[0].compared_product): row for row in access.rows}
    for compared in book.comparison.entered_products:
        line = _AccessRowAddresses(
            FIRST_ROW + compared.position + 1, book.product_count, len(names) - 1
        )
        _write_row(book, sheet, line, compared, rows.get(id(compared)))
    book.set_up_print(sheet, pages_wide=2)
    sheet.repeat_columns(0)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, covered_column(len(names), len(names) - 1), 14)
    book.protect(sheet)


def _headers(names: list[str]) -> list[str]:
    told = [f"Out of pocket, {name}" for name in names]
    within = [f"Within budget, {name}" for name in names]
    means = [
        f"{AFFORDABILITY_MEASURES[key].title} {AFFORDABILITY_MEASURES[key].unit}".strip()
        for key in _SELF_PAY_MEASURES
    ]
    covered = [f"Covered by {name}" for name in names[1:]]
    return _unique_headers(
        [*_LEADING_HEADERS, *told, "Saved by the best payer", *within, *means, *covered]
    )


def _unique_headers(headers: list[str]) -> list[str]:
    """A table's headings differ even without regard to case."""
    seen: set[str] = set()
    told = []
    for header in headers:
        number, name = 1, header
        while name.casefold() in seen:
            number += 1
            name = f"{header} ({number})"
        seen.add(name.casefold())
        told.append(name)
    return told


def _write_row(
    book: WorkbookBuilder,
    sheet: Any,
    line: _AccessRowAddresses,
    compared: ComparedProduct,
    row: tuple[PayerCost, ...] | None,
) -> None:
    at, payers = FIRST_ROW + compared.position, book.comparison.scenario.payers
    for index, (text, result, look) in enumerate(_cell_contents(book, line, compared, row)):
        sheet.write_formula(at, index, f"={text}", look, result)
    for number, payer in enumerate(payers, start=1):
        covers = payer.pays_for(compared.form, compared.product.product)
        column = covered_column(number, len(payers))
        result = YES if covers else NO
        sheet.write_formula(at, column, f"={line.covers_formula(number)}", book.text_format, result)


def _cell_contents(
    book: WorkbookBuilder,
    line: _AccessRowAddresses,
    compared: ComparedProduct,
    row: tuple[PayerCost, ...] | None,
) -> Iterator[tuple[str, CellValue, Any]]:
    """Formula, stored result and format of each live cell, left to right."""
    count = len(book.comparison.scenario.payers) + 1
    here = RowAddresses(FIRST_ROW + compared.position + 1, book.product_count)
    for key, result in (
        ("product_name", compared.product.product),
        ("form_group", compared.form),
        ("rank", compared.rank or ""),
    ):
        yield f"Comparison!{here.comparison_address(key)}", result, None
    money = book.column_format("monthly_outlay")
    ranked = f"ISNUMBER(Comparison!{here.comparison_address('rank')})"
    for payer in range(count):
        text = f'IF({ranked},{_measure_formula(line, payer, "out_of_pocket")},"")'
        yield text, cell_value(row[payer].out_of_pocket if row else None), money
    paid = [line.out_of_pocket_cell(payer) for payer in range(count)]
    gap = Affordability.access_gap(row) if row else None
    cells = {f"out_of_pocket_{payer}": cell for payer, cell in enumerate(paid)}
    text = render_formula(access_gap_expression(count), cells.__getitem__)
    yield f'IFERROR({text},"")', cell_value(gap), money
    for payer in range(count):
        is_over = condition_formula("over_budget", partial(line.address, payer))
        within = f'IF({is_over},"{NO}","{YES}")'
        told = "" if not row else YES if row[payer].within_budget else NO
        yield f'IF(ISNUMBER({paid[payer]}),{within},"")', told, book.text_format
    for key in _SELF_PAY_MEASURES:
        value: Fraction | None = row[_SELF_PAY].number(key) if row else None
        look = book.format(
            num_format=number_format(AFFORDABILITY_MEASURES[key].figure_format, book.currency)
        )
        text = _measure_formula(line, _SELF_PAY, key)
        yield f'IF({ranked},{text},"")', cell_value(value), look


def _measure_formula(line: _AccessRowAddresses, payer: int, key: str) -> str:
    text = render_formula(
        AFFORDABILITY_MEASURES[key].expression, lambda name: line.address(payer, name)
    )
    return f'IFERROR({text},"")'
