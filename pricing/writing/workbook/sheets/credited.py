"""Credited costs: what the other minerals of each product are worth, and by whose prices, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pricing.analysis.credited_cost import (
    WORTH_MORE,
    all_mineral_prices,
    credited_costs,
    holds_unknown_amounts,
    mineral_offers,
)
from pricing.analysis.credited_measures import (
    CREDITED_MEASURES,
    OTHER_MINERALS_VALUE,
    mg_per_pack,
    mineral_value,
    value_of_minerals,
)
from pricing.expressions.spreadsheet import render_formula
from pricing.reference.mineral_forms import elements
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, NestedFormulas, RowAddresses
from pricing.writing.workbook.sheets.book import INPUT_CELL_FORMAT, cell_value, text_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from pricing.analysis.credited_cost import CreditedCost
    from pricing.calculation.comparison import ComparedProduct
    from pricing.calculation.measures import Measure
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

SHEET_NAME = "Credited costs"
_MINERAL_HEADERS = (
    "Product", "Other mineral", "mg a serving", "mg a pack", "Lowest cost per mg alone",
    "Worth per pack",
)  # fmt: skip
_PRICE_HEADERS = ("Product with one mineral", "Mineral", "Price from", "Cost per mg")
_FINDING_HEADER = "Finding"
_ABOVE_ANY_COST = "1E+12"
_MASS_FORMAT = "0.0##"


class _Price(NamedTuple):
    """A line of the prices: a product with one mineral. Those of the list have a formula."""

    product: str
    element: str
    source: str
    cost: Fraction
    formula: str


def is_needed(book: WorkbookBuilder) -> bool:
    """Return whether a product holds several minerals."""
    return bool(credited_costs(book.comparison))


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the credited figures of each product, its other minerals, and their prices."""
    costs, prices = credited_costs(book.comparison), _prices(book)
    compared = [one for one in book.comparison.ranked_products if one.position in costs]
    first_mineral = FIRST_ROW + len(compared) + 2
    minerals = [(one, at) for one in compared for at in range(len(costs[one.position].others))]
    first_price = first_mineral + len(minerals) + 2
    cells = _PriceCells(first_price + 1, first_price + max(len(prices), 1))
    measures = tuple(CREDITED_MEASURES.values())
    headers = ("Product", *(measure.heading().text for measure in measures), _FINDING_HEADER)
    book.add_table(sheet, "tblCredited", headers, len(compared))
    sheet.set_column(0, 0, text_width((one.product.product for one in compared), 24))
    sheet.set_column(1, len(_MINERAL_HEADERS) - 1, 16)
    rows: dict[int, dict[str, int]] = {one.position: {} for one in compared}
    _write_headers(book, sheet, first_mineral, _MINERAL_HEADERS)
    for row, (one, at) in enumerate(minerals, start=first_mineral):
        cost = costs[one.position]
        rows[one.position][cost.others[at].element] = row
        _write_mineral(book, sheet, row, one, (cost, at), cells)
    for row, one in enumerate(compared, start=FIRST_ROW):
        _write_product(book, sheet, row, one, (costs[one.position], rows[one.position]))
    _write_headers(book, sheet, first_price, _PRICE_HEADERS)
    for row, price in enumerate(prices, start=first_price):
        _write_price(book, sheet, row, price)
    sheet.print_area(0, 0, first_price + len(prices) - 1, len(_MINERAL_HEADERS) - 1)


def _write_headers(book: WorkbookBuilder, sheet: Any, first: int, headers: Sequence[str]) -> None:
    for column, text in enumerate(headers):
        sheet.write_string(first - 1, column, text, book.format(bold=True, text_wrap=True))


def _row_addresses(book: WorkbookBuilder, compared: ComparedProduct) -> RowAddresses:
    number = FIRST_ROW + compared.position + 1
    return RowAddresses(number, book.product_count, book.units_per_mg)


# -- the credited figures of a product ---------------------------------------------------------


def _write_product(
    book: WorkbookBuilder,
    sheet: Any,
    row: int,
    compared: ComparedProduct,
    value: tuple[CreditedCost, Mapping[str, int]],
) -> None:
    """Write a product's figures. `value` has them, and the row of each other mineral."""
    (cost, mineral_rows), addresses = value, _row_addresses(book, compared)

    def cell(key: str) -> str:
        """Return the cell of an input or a figure."""
        if key == OTHER_MINERALS_VALUE:
            return f"$B{row + 1}"
        for element, mineral_row in mineral_rows.items():
            known = _mineral_cells(mineral_row, element)
            if key in known:
                return known[key]
        return _outer_address(addresses, key)

    book.write_text(sheet, row, 0, compared.product.product)
    for column, measure in enumerate(CREDITED_MEASURES.values(), start=1):
        is_value = measure.key == OTHER_MINERALS_VALUE
        expression = value_of_minerals(mineral_rows) if is_value else measure.expression
        formula = f'=IFERROR({render_formula(expression, cell)},"")'
        if is_value and holds_unknown_amounts(compared.product):
            formula = '=""'
        _write_figure(book, sheet, (row, column), formula, measure, cost.number(measure.key))
    price, words = f"$C{row + 1}", WORTH_MORE.text()
    formula = f'=IF(ISNUMBER({price}),IF({price}<0,"{words}",""),"")'
    last = len(CREDITED_MEASURES) + 1
    sheet.write_formula(row, last, formula, book.format(), words if cost.is_below_zero else "")


def _write_figure(
    book: WorkbookBuilder,
    sheet: Any,
    cell: tuple[int, int],
    formula: str,
    measure: Measure,
    value: Fraction | None,
) -> None:
    sheet.write_formula(*cell, formula, book.measure_format(measure), cell_value(value))


def _outer_address(addresses: RowAddresses, key: str) -> str:
    """Return the address of an input or a measure for a formula on this sheet."""
    address = addresses.address(key)
    return f"Comparison!{address}" if address.startswith("$") else address


# -- the other minerals ------------------------------------------------------------------------


class _PriceCells(NamedTuple):
    """The first and the last row of the prices, counted as the sheet shows them."""

    first: int
    last: int

    def lowest(self, mineral_cell: str) -> str:
        """Return the formula of the lowest cost per mg of a mineral."""
        minerals, costs = (f"${letter}${self.first}:${letter}${self.last}" for letter in "BD")
        is_of_mineral = f"({minerals}={mineral_cell})"
        lowest = f"SUMPRODUCT(MIN({costs}+{_ABOVE_ANY_COST}*(1-{is_of_mineral})))"
        return f'IF(SUMPRODUCT({is_of_mineral}*1)>0,{lowest},"")'


def _mineral_cells(row: int, element: str) -> Mapping[str, str]:
    """Return the cells of a mineral's inputs by key."""
    return {f"other_mg_{element}": f"$C{row + 1}", f"other_cost_per_mg_{element}": f"$E{row + 1}"}


def _write_mineral(
    book: WorkbookBuilder,
    sheet: Any,
    row: int,
    compared: ComparedProduct,
    value: tuple[CreditedCost, int],
    prices: _PriceCells,
) -> None:
    """Write another mineral of a product. Its amount can be changed."""
    cost, at = value
    other, addresses = cost.others[at], _row_addresses(book, compared)
    known = _mineral_cells(row, other.element)

    def cell(key: str) -> str:
        return known.get(key) or _outer_address(addresses, key)

    mass, worth = mg_per_pack(other.element), mineral_value(other.element)
    book.write_text(sheet, row, 0, compared.product.product)
    sheet.write_string(row, 1, elements()[other.element].name)
    amount_format = book.format(num_format=_MASS_FORMAT, **INPUT_CELL_FORMAT)
    sheet.write_number(row, 2, float(other.mg_per_serving), amount_format)
    rate = book.measure_format(CREDITED_MEASURES["credited_cost_per_elemental_mg"])
    money = book.measure_format(CREDITED_MEASURES[OTHER_MINERALS_VALUE])
    formulas: Sequence[tuple[str, Any, CellValue]] = (
        (render_formula(mass, cell), book.format(num_format=_MASS_FORMAT),
         cell_value(mass.evaluate(cost))),
        (prices.lowest(f"$B{row + 1}"), rate,
         cell_value(other.price.cost_per_mg if other.price else None)),
        (render_formula(worth, cell), money, cell_value(worth.evaluate(cost))),
    )  # fmt: skip
    for column, (formula, cell_format, result) in enumerate(formulas, start=3):
        sheet.write_formula(row, column, f'=IFERROR({formula},"")', cell_format, result)


# -- the prices --------------------------------------------------------------------------------


def _prices(book: WorkbookBuilder) -> list[_Price]:
    """Return the prices of the list, then those of the catalogue for what the list has none of."""
    lines, found = [], set()
    for compared, price in mineral_offers(book.comparison):
        product = price.product
        found.add(product.element)
        formula = NestedFormulas(_row_addresses(book, compared), {}).formula(
            "cost_per_elemental_mg"
        )
        lines.append(
            _Price(product.product, product.element, "this list", price.cost_per_mg, formula)
        )
    for element, price in all_mineral_prices(book.comparison).items():
        if element not in found:
            name, source = price.product.product, f"the catalogue: {price.product.source}"
            lines.append(_Price(name, element, source, price.cost_per_mg, ""))
    return lines


def _write_price(book: WorkbookBuilder, sheet: Any, row: int, price: _Price) -> None:
    """Write a price. One of the catalogue can be changed; one of the list follows its product."""
    book.write_text(sheet, row, 0, price.product)
    sheet.write_string(row, 1, elements()[price.element].name)
    book.write_text(sheet, row, 2, price.source)
    rate = CREDITED_MEASURES["credited_cost_per_elemental_mg"]
    if price.formula:
        formula = f'=IFERROR({price.formula},"")'
        _write_figure(book, sheet, (row, 3), formula, rate, price.cost)
    else:
        sheet.write_number(row, 3, float(price.cost), book.format(**INPUT_CELL_FORMAT))
