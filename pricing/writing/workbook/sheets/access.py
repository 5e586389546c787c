"""Access: what each product costs its buyer under each payer, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.analysis.affordability import ACCESS_MEASURES, Access, Paid
from pricing.expressions.spreadsheet import formula
from pricing.model.scenario_fields import COVERS_APART
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, Row, column_letters, number_format
from pricing.writing.workbook.sheets.book import stored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from pricing.calculation.comparison import Compared
    from pricing.writing.workbook.sheets.book import Book, Stored

_BEFORE = ("Product", "Form", "Rank")
_SELF_PAY = 0
YES, NO = "yes", "no"
# Of self-pay: what else an outlay means.
_MEANS = ("days_wages", "share_of_income", "availability", "price_ratio")


class _Line:
    """The addresses of one product's row on this sheet."""

    def __init__(self, number: int, count: int, payers: int) -> None:
        self._row = Row(number, count)
        self._number = number
        self._payers = payers

    def column(self, index: int) -> str:
        return f"${column_letters(index)}{self._number}"

    def paid(self, payer: int) -> str:
        return self.column(paid_column(payer))

    def covers(self, payer: int) -> str:
        """Whether what a payer covers names the product or its form."""
        listed = f'"{COVERS_APART}"&LOWER(payer_{payer}_covers)&"{COVERS_APART}"'
        named = [
            f'ISNUMBER(FIND("{COVERS_APART}"&LOWER({self.column(at)})&"{COVERS_APART}",{listed}))'
            for at in (_BEFORE.index("Product"), _BEFORE.index("Form"))
        ]
        return f'IF(OR(payer_{payer}_covers="",{",".join(named)}),"{YES}","{NO}")'

    def covered(self, payer: int) -> str:
        return self.column(covered_column(payer, self._payers))

    def name(self, payer: int, key: str) -> str:
        """Where a formula finds a name, under a payer (0: self-pay)."""
        match key:
            case "payer_kind" if payer == _SELF_PAY:
                return '"none"'
            case "payer_kind":
                return f'IF({self.covered(payer)}="{YES}",payer_{payer}_kind,"none")'
            case "payer_value":
                return "0" if payer == _SELF_PAY else f"payer_{payer}_value"
            case "out_of_pocket":
                return self.paid(payer)
            case _:
                found = self._row.name(key)
                return f"Comparison!{found}" if found.startswith("$") else found


def paid_column(payer: int) -> int:
    return len(_BEFORE) + payer


def covered_column(payer: int, payers: int) -> int:
    """After the amounts, the gap, what is within the budget, and what the outlay means."""
    return len(_BEFORE) + 2 * (payers + 1) + 1 + len(_MEANS) + payer - 1


def write(book: Book, sheet: Any) -> None:
    """Write a row a product, in the order of the Products sheet."""
    access = Access(book.comparison)
    names = [payer.name for payer in access.payers]
    book.table(sheet, "tblAccess", _headers(names), book.count)
    rows = {id(row[0].compared): row for row in access.rows}
    for compared in book.comparison.entered:
        line = _Line(FIRST_ROW + compared.position + 1, book.count, len(names) - 1)
        _write_row(book, sheet, line, compared, rows.get(id(compared)))
    book.set_up_print(sheet, pages_wide=2)
    sheet.repeat_columns(0)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, covered_column(len(names), len(names) - 1), 14)
    book.protect(sheet)


def _headers(names: list[str]) -> list[str]:
    told = [f"Out of pocket, {name}" for name in names]
    within = [f"Within budget, {name}" for name in names]
    means = [f"{ACCESS_MEASURES[key].title} {ACCESS_MEASURES[key].unit}".strip() for key in _MEANS]
    covered = [f"Covered by {name}" for name in names[1:]]
    return _unlike([*_BEFORE, *told, "Saved by the best payer", *within, *means, *covered])


def _unlike(headers: list[str]) -> list[str]:
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
    book: Book, sheet: Any, line: _Line, compared: Compared, row: tuple[Paid, ...] | None
) -> None:
    at, payers = FIRST_ROW + compared.position, book.comparison.scenario.payers
    for index, (text, result, look) in enumerate(_formulas(book, line, compared, row)):
        sheet.write_formula(at, index, f"={text}", look, result)
    for number, payer in enumerate(payers, start=1):
        covers = payer.pays_for(compared.form, compared.product.product)
        column = covered_column(number, len(payers))
        result = YES if covers else NO
        sheet.write_formula(at, column, f"={line.covers(number)}", book.beside, result)


def _formulas(
    book: Book, line: _Line, compared: Compared, row: tuple[Paid, ...] | None
) -> Iterator[tuple[str, Stored, Any]]:
    """Formula, stored result and format of each live cell, left to right."""
    count = len(book.comparison.scenario.payers) + 1
    here = Row(FIRST_ROW + compared.position + 1, book.count)
    for key, result in (
        ("product_name", compared.product.product),
        ("form_group", compared.form),
        ("rank", compared.rank or ""),
    ):
        yield f"Comparison!{here.own(key)}", result, None
    money = book.format_of("monthly_outlay")
    ranked = f"ISNUMBER(Comparison!{here.own('rank')})"
    for payer in range(count):
        text = f'IF({ranked},{_measure(line, payer, "out_of_pocket")},"")'
        yield text, stored(row[payer].out_of_pocket if row else None), money
    paid = [line.paid(payer) for payer in range(count)]
    gap = Access.gap(row) if row else None
    yield f'IFERROR({paid[0]}-MIN({",".join(paid)}),"")', stored(gap), money
    for payer in range(count):
        within = f'IF(ROUND({paid[payer]}-budget,9)<=0,"{YES}","{NO}")'
        told = "" if not row else YES if row[payer].within_budget else NO
        yield f'IF(ISNUMBER({paid[payer]}),{within},"")', told, book.beside
    for key in _MEANS:
        value: Fraction | None = row[_SELF_PAY].number(key) if row else None
        look = book.format(num_format=number_format(ACCESS_MEASURES[key].shown, book.currency))
        text = _measure(line, _SELF_PAY, key)
        yield f'IF({ranked},{text},"")', stored(value), look


def _measure(line: _Line, payer: int, key: str) -> str:
    text = formula(ACCESS_MEASURES[key].expression, lambda name: line.name(payer, name))
    return f'IFERROR({text},"")'
