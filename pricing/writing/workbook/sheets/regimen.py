"""Regimen: what is taken a day as inputs, and its totals against targets and limits, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.analysis.regimen_checks import check_products_taken
from pricing.calculation.sentences import capitalized
from pricing.quantities.amounts import MASS, UNITS
from pricing.reference.mineral_forms import elements
from pricing.writing.workbook.sheets.addresses import (
    FIRST_ROW,
    NestedFormulas,
    RowAddresses,
    column_letters,
)
from pricing.writing.workbook.sheets.book import INPUT_CELL_FORMAT, cell_value, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.analysis.regimen import Regimen, Take
    from pricing.model.product import Product
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

_UNITS_COLUMN, _FIRST_MINERAL_COLUMN = 1, 2
_TOTAL_HEADERS = (
    "Mineral", "Target, mg a day", "Limit, mg a day", "Total, mg a day", "Share of the target",
    "Share of the limit", "Finding",
)  # fmt: skip
_OVER, _SHORT = "over the limit", "short of the target"


def write(book: WorkbookBuilder, sheet: Any, regimen: Regimen) -> None:
    """Write the products that are taken, and below them a row for each mineral."""
    minerals = [elements()[element].name for element in regimen.elements]
    headers = (
        "Product", "Units a day", *(f"{name}, mg a unit" for name in minerals),
        "Cost in the period as taken", "To pay",
    )  # fmt: skip
    count = len(regimen.takes)
    book.add_table(sheet, "tblRegimen", headers, count)
    sheet.set_column(
        0, 0, text_width((regimen.names.text(take.product) for take in regimen.takes), 24)
    )
    sheet.set_column(1, len(headers) - 1, 15)
    for number, take in enumerate(regimen.takes):
        _write_take(book, sheet, FIRST_ROW + number, take, regimen)
        _write_costs(book, sheet, number, regimen)
    together = FIRST_ROW + count
    _write_together(book, sheet, together, count, regimen)
    top = together + 3
    for column, text in enumerate(_TOTAL_HEADERS):
        sheet.write_string(top - 1, column, text, book.format(bold=True, text_wrap=True))
    for number, element in enumerate(regimen.elements):
        _write_total(book, sheet, top + number, number, regimen, element)
    last = top + len(regimen.elements) - 1
    book.highlight_filled(sheet, (top, 6, last, 6))
    last = _write_product_flags(book, sheet, last, regimen)
    sheet.print_area(0, 0, last, len(headers) - 1)


def _write_take(book: WorkbookBuilder, sheet: Any, row: int, take: Take, regimen: Regimen) -> None:
    """Write a product with its units a day, which can be changed."""
    book.write_text(sheet, row, 0, regimen.names.text(take.product))
    sheet.write_number(row, 1, float(take.units), book.format(**INPUT_CELL_FORMAT))
    for at, element in enumerate(regimen.elements, start=_FIRST_MINERAL_COLUMN):
        per_unit = take.amount_of(element) / take.units / MASS.base_per_unit
        sheet.write_number(row, at, float(per_unit), book.format(num_format="0.0##"))


def _write_costs(book: WorkbookBuilder, sheet: Any, number: int, regimen: Regimen) -> None:
    """Write what a dose costs. The packs of all doses of a product stand beside the first one."""
    take = regimen.takes[number]
    position = _position(book, take.product)
    if position is None:
        return
    product_row = RowAddresses(FIRST_ROW + position + 1, book.product_count)
    row, first = FIRST_ROW + number, _FIRST_MINERAL_COLUMN + len(regimen.elements)
    money_format = book.column_format("monthly_cost")
    for at, key in enumerate(("monthly_cost", "monthly_outlay"), start=first):
        is_of_packs = key == "monthly_outlay"
        cost = (regimen.together(take) if is_of_packs else take).figures(regimen.scenario)
        value = cost.number(key)
        if value is None:  # a formula does not ask for the currency
            continue
        if is_of_packs and regimen.first_dose(number) != number:
            sheet.write_number(row, at, 0, money_format)
            continue
        doses = [at for at in range(len(regimen.takes)) if regimen.first_dose(at) == number]
        lines = doses if is_of_packs else [number]
        units = "+".join(f"$B{FIRST_ROW + line + 1}" for line in lines)
        if len(lines) > 1:
            units = f"({units})"
        formulas = NestedFormulas(product_row, {"units_per_day": units})
        formula = f'=IFERROR({formulas.formula(key)},"")'
        sheet.write_formula(row, at, formula, money_format, cell_value(value))


def _position(book: WorkbookBuilder, product: Product) -> int | None:
    """Return where a product stands among those of the workbook."""
    entered = book.comparison.entered_products
    return next((one.position for one in entered if one.product is product), None)


def _write_together(
    book: WorkbookBuilder, sheet: Any, row: int, count: int, regimen: Regimen
) -> None:
    """Write the sums of the units and the money, each only if every product has it."""
    bold = book.format(bold=True)
    sheet.write_string(row, 0, "Together", bold)
    units = sum((take.units for take in regimen.takes), start=UNITS.to_fraction(0))
    first = _FIRST_MINERAL_COLUMN + len(regimen.elements)
    sums: Sequence[tuple[int, Fraction | None]] = (
        (_UNITS_COLUMN, units),
        (first, regimen.cost("monthly_cost")),
        (first + 1, regimen.cost("monthly_outlay")),
    )
    for column, value in sums:
        if column != _UNITS_COLUMN and regimen.waiting:
            continue
        cells = _range(column, count)
        cell_format = bold if column == _UNITS_COLUMN else book.column_format("monthly_cost")
        formula = f'=IF(COUNT({cells})={count},SUM({cells}),"")'  # no sum without each summand
        sheet.write_formula(row, column, formula, cell_format, cell_value(value))


def _range(column: int, count: int) -> str:
    letters = column_letters(column)
    return f"${letters}${FIRST_ROW + 1}:${letters}${FIRST_ROW + count}"


def _write_total(
    book: WorkbookBuilder, sheet: Any, row: int, number: int, regimen: Regimen, element: str
) -> None:
    """Write what a day gives of a mineral, with its target as an input."""
    scenario, line = regimen.scenario, row + 1
    target, limit = scenario.target_of(element), scenario.most_of(element)
    name = elements()[element].name
    sheet.write_string(row, 0, f"{name}, at least" if element in regimen.at_least else name)
    if target:
        value = float(MASS.to_fraction(target))
        sheet.write_number(row, 1, value, book.format(num_format="0.0##", **INPUT_CELL_FORMAT))
    if limit is not None:
        mass = float(MASS.to_fraction(limit))
        sheet.write_number(row, 2, mass, book.format(num_format="0.0##"))
    count = len(regimen.takes)
    amounts = _range(_FIRST_MINERAL_COLUMN + number, count)
    total = regimen.totals[element] + regimen.food_totals[element]
    share = book.format(num_format="0 %")
    finding = (
        f'IF(AND(ISNUMBER(C{line}),ROUND(D{line}-C{line},9)>0),"{_OVER}",'
        f"IF(AND(ISNUMBER(B{line}),ROUND(B{line}*(1-tolerance_percent/100)-D{line},9)>0),"
        f'"{_SHORT}",""))'
    )
    cells: Sequence[tuple[str, Any, CellValue]] = (
        (
            f"SUMPRODUCT({_range(_UNITS_COLUMN, count)},{amounts})",
            book.format(num_format="0.0##"),
            cell_value(total / MASS.base_per_unit),
        ),
        (f'IF(ISNUMBER(B{line}),D{line}/B{line},"")', share, _ratio(total, target)),
        (f'IF(ISNUMBER(C{line}),D{line}/C{line},"")', share, _ratio(total, limit)),
        (finding, book.format(bold=True), _finding(regimen, element, total)),
    )
    for column, (formula, cell_format, result) in enumerate(cells, start=3):
        sheet.write_formula(row, column, f"={formula}", cell_format, result)


def _write_product_flags(book: WorkbookBuilder, sheet: Any, last: int, regimen: Regimen) -> int:
    """Write below the totals what is not known of the products. Return the last row."""
    sentences = [capitalized(flag.sentence.text()) for flag in check_products_taken(regimen)]
    for row, text in enumerate(sentences, start=last + 2):
        book.write_text(sheet, row, 0, text, bold=True)
    return last + 1 + len(sentences) if sentences else last


def _ratio(total: Fraction, of: int | None) -> CellValue:
    return cell_value(total / of) if of else ""


def _finding(regimen: Regimen, element: str, total: Fraction) -> str:
    most = regimen.scenario.most_of(element)
    if most is not None and total > most:
        return _OVER
    is_short = regimen.scenario.target_of(element) and regimen.shortfall(element)
    return _SHORT if is_short else ""
