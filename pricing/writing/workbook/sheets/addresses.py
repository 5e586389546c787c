"""The addresses, names and headings of the comparison workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.measures import MEASURES, MEASURES_BY_KEY, NET_PRICE, FigureFormat
from pricing.calculation.rank_order import PLACE_KEY, RANK_ORDER, sort_keys
from pricing.expressions.spreadsheet import render_formula
from pricing.model.columns import COLUMNS, Column, ColumnKind
from pricing.reference.limits import SUPPLEMENTS_BASIS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.quantities.currencies import Currency

# A spreadsheet counts in binary fractions, so ranks compare figures rounded to these decimals.
_RANK_DECIMALS = {FigureFormat.RATE: 13, FigureFormat.MONEY: 9}
FIRST_ROW = 1  # zero-based: row 2 of the sheet, below the headers


def column_letters(index: int) -> str:
    """Return the letters of a zero-based column.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def heading_with_unit(title: str, unit: str) -> str:
    """Return a title followed by its unit, if it has one."""
    return f"{title} {unit}".strip()


@dataclass(frozen=True, slots=True)
class HelperColumn:
    """A column of the Comparison sheet that other formulas refer to."""

    key: str
    title: str
    formula: Callable[[RowAddresses], str]


@dataclass(frozen=True, slots=True)
class RowAddresses:
    """The addresses of one product, which has the same row on Products and on Comparison."""

    number: int | str  # of the row, counted from 1 as the sheet shows it, or what stands for it
    product_count: int
    units_per_mg: int = 1  # of the masses on Products

    def products_address(self, key: str) -> str:
        return f"Products!${PRODUCT_LETTERS[key]}{self.number}"

    def comparison_address(self, key: str) -> str:
        return f"${COMPARISON_LETTERS[key]}{self.number}"

    def column_range(self, key: str) -> str:
        """Return the range of a column over all products, for formulas on Comparison."""
        return comparison_range(key, self.product_count, sheet_prefix="")

    def address(self, key: str) -> str:
        """Return the address at which a measure's formula finds an input or a measure."""
        if key in COMPARISON_LETTERS:
            return self.comparison_address(key)
        if key in MASS_KEYS:
            return formula_in_mg(self.products_address(key), self.units_per_mg)
        return self.products_address(key) if key in PRODUCT_LETTERS else key


def formula_in_mg(value: str, units_per_mg: int) -> str:
    """Return the formula of a mass in mg, which may be empty and in micrograms.

    >>> formula_in_mg("F2", 1), formula_in_mg("F2", 1000)
    ('F2', 'IF(ISNUMBER(F2),F2/1000,"")')
    """
    return value if units_per_mg == 1 else f'IF(ISNUMBER({value}),{value}/{units_per_mg},"")'


def comparison_range(key: str, count: int, sheet_prefix: str = "Comparison!") -> str:
    """Return the range of a Comparison column over `count` products."""
    letters = COMPARISON_LETTERS[key]
    return f"{sheet_prefix}${letters}${FIRST_ROW + 1}:${letters}${FIRST_ROW + max(count, 1)}"


def rank_helper_key(key: str) -> str:
    """Return the key of the helper column that holds a figure of the rank order."""
    return f"{key}_for_rank"


def rank_decimals(key: str) -> int:
    """Return the decimals to which a figure of the rank order is compared."""
    return _RANK_DECIMALS[MEASURES_BY_KEY[key].figure_format]


def _rounded_formula(row: RowAddresses, key: str) -> str:
    return f'IFERROR(ROUND({row.comparison_address(key)},{rank_decimals(key)}),"")'


def _order_formula(row: RowAddresses, keys: Sequence[str]) -> str:
    """Return 1 + the number of products before this one in the order of some columns.

    The first column decides, the others settle ties in turn, and then the name does.
    """
    tie = "0"
    for key in ("name_order", *reversed(keys)):
        whole, own = row.column_range(key), row.comparison_address(key)
        tie = f"({whole}<{own})+({whole}={own})*({tie})" if tie != "0" else f"({whole}<{own})"
    return f'IF(ISNUMBER({row.comparison_address(keys[0])}),1+SUMPRODUCT({tie}),"")'


def _rank_formula(row: RowAddresses) -> str:
    return _order_formula(row, [rank_helper_key(key) for key in RANK_ORDER])


def _place_order_formula(row: RowAddresses) -> str:
    return _order_formula(row, ["place_group", *map(rank_helper_key, sort_keys(PLACE_KEY))])


def _place_formula(row: RowAddresses) -> str:
    """Return the formula of a place, which only a safe product has. Text is above any number."""
    is_safe = f"{row.comparison_address('place_group')}<{PlaceGroup.UNSAFE:d}"
    return f'IF({is_safe},{row.comparison_address("place_order")},"")'


def _rank_in_form_formula(row: RowAddresses) -> str:
    """Return the product's rank among those of its form whose labels leave no doubt."""
    ranked, forms = row.column_range("answered_rank"), row.column_range("form_group")
    own = row.comparison_address("answered_rank")
    same = f"({forms}={row.comparison_address('form_group')})*({ranked}>0)*({ranked}<={own})"
    return f"IF({own}>0,SUMPRODUCT({same}),0)"


def _if_same_element(row: RowAddresses, name: str) -> str:
    return f'IF({row.products_address("element")}=element,IF(ISNUMBER({name}),{name},""),"")'


# The value that one product has for a name in a formula.
INPUT_HELPER_COLUMNS: tuple[HelperColumn, ...] = (
    HelperColumn(
        "price",
        "Price compared",
        lambda row: (
            f"IF(AND({row.products_address('currency')}=currency,{row.products_address('element')}=element),"
            f'{row.products_address("price")},"")'
        ),
    ),
    HelperColumn("target_mg", "Target compared", lambda row: _if_same_element(row, "target_mg")),
    HelperColumn(
        "limit_mg",
        "Limit compared",
        lambda row: (
            f'IF(AND({row.comparison_address("is_food")}=1,limit_basis="{SUPPLEMENTS_BASIS}"),"",'
            f"{_if_same_element(row, 'limit_mg')})"
        ),
    ),
    HelperColumn(
        "relative_absorption",
        "Relative absorption",
        lambda row: (
            f"IFERROR(INDEX(absorption_factors,"
            f"MATCH({row.comparison_address('form_group')},absorption_forms,0)),1)"
        ),
    ),
)
RANK_HELPER_COLUMNS: tuple[HelperColumn, ...] = (
    *(
        HelperColumn(
            rank_helper_key(key),
            f"{MEASURES_BY_KEY[key].heading().text}, for rank",
            partial(_rounded_formula, key=key),
        )
        for key in RANK_ORDER
    ),
    HelperColumn("place_order", "Order by place, with products without one", _place_order_formula),
    HelperColumn(
        "rank_number",
        "Rank as a number",
        lambda row: (
            f"IF(ISNUMBER({row.comparison_address('rank')}),{row.comparison_address('rank')},0)"
        ),
    ),
    HelperColumn(
        "headline_number",
        "Headline as a number",
        lambda row: f"N({row.comparison_address('monthly_cost_per_elemental_mg')})",
    ),
    HelperColumn(
        "cost_number",
        "Cost as a number",
        lambda row: f"N({row.comparison_address('monthly_cost')})",
    ),
    HelperColumn(
        "answered_rank",
        "Rank if its label leaves no doubt",
        lambda row: (
            f"IF({row.comparison_address('label_doubt')}=0,"
            f"{row.comparison_address('rank_number')},0)"
        ),
    ),
    HelperColumn("rank_in_form", "Rank in its form", _rank_in_form_formula),
    HelperColumn(
        "reference_rank",
        "Rank in the reference form",
        lambda row: (
            f"IF(AND({row.comparison_address('form_group')}=reference_form,{row.comparison_address('answered_rank')}>0),"
            f'{row.comparison_address("answered_rank")},"")'
        ),
    ),
)
RANK_COLUMN = HelperColumn("rank", "Rank", _rank_formula)
PLACE_COLUMN = HelperColumn("place", "Place, if safe", _place_formula)
_COMPARISON_KEYS = (
    "rank",
    "product_name",
    "form_group",
    *(measure.key for measure in MEASURES),
    PLACE_COLUMN.key,
    "over_limit",
    "checks_now",
    "checks",
    *(helper.key for helper in INPUT_HELPER_COLUMNS),
    "elemental_fraction",
    "other_minerals_most_servings",
    "is_food",
    "label_doubt",
    "place_group",
    "name_order",
    *(helper.key for helper in RANK_HELPER_COLUMNS),
)
COMPARISON_LETTERS: Mapping[str, str] = {
    key: column_letters(index) for index, key in enumerate(_COMPARISON_KEYS)
}
COMPARISON_INDEX: Mapping[str, int] = {key: index for index, key in enumerate(_COMPARISON_KEYS)}
PRODUCT_LETTERS: Mapping[str, str] = {
    column.key: column_letters(index) for index, column in enumerate(COLUMNS)
}


MASS_KEYS = frozenset(column.key for column in COLUMNS if column.kind is ColumnKind.MASS)


def product_heading(column: Column, element: str = "") -> str:
    """Return the heading of a column of products, whose masses are in the unit of a mineral."""
    return heading_with_unit(column.title, column.unit_for(element))


# The days can be changed in the workbook, and these headings cannot, so they name no days.
COMPARISON_HEADINGS: Mapping[str, str] = {
    "rank": RANK_COLUMN.title,
    "product_name": "Product",
    "form_group": "Form",
    **{measure.key: measure.heading().text for measure in MEASURES},
    PLACE_COLUMN.key: PLACE_COLUMN.title,
    "over_limit": "Over the limit",
    "checks_now": "Dose checks now",
    "checks": "All checks when exported",
    "elemental_fraction": "Elemental fraction",
    "other_minerals_most_servings": "Servings within the limits of other minerals when exported",
    "is_food": "Food",
    "label_doubt": "Doubt about the label when exported",
    "place_group": "Group of its place",
    "name_order": "Order of names",
    **{helper.key: helper.title for helper in (*INPUT_HELPER_COLUMNS, *RANK_HELPER_COLUMNS)},
}


def number_format(shown: FigureFormat, currency: Currency) -> str:
    """Return the spreadsheet's number format for a figure, with its unit.

    Rates show at least four significant digits. A format such as "0.###" would show a point after a
    whole number.
    """
    match shown:
        case FigureFormat.MONEY:
            coins = f"0.{'0' * currency.decimals}" if currency.decimals else "0"
            return f'{coins} "{currency.code}"'
        case FigureFormat.RATE:
            unit = f'"{currency.code}"'
            return f"[<0.001]0.0000000 {unit};[<0.1]0.000000 {unit};0.0000 {unit}"
        case FigureFormat.MASS:
            return '0.0## "mg"'
        case FigureFormat.COUNT:
            return "0"
        case FigureFormat.RATIO:
            return "0.000"
        case _:
            return "General"


@dataclass(frozen=True, slots=True)
class NestedFormulas:
    """Formulas of a product's measures with all that they are computed from inside.

    The Comparison sheet has no figures of a product of another mineral, and one dose of each.
    `cells` holds the cells of what is stated elsewhere by key.
    """

    row: RowAddresses
    cells: Mapping[str, str]

    def formula(self, key: str) -> str:
        """Return the formula of a measure."""
        return render_formula(MEASURES_BY_KEY[key].expression, self._cell)

    def _cell(self, key: str) -> str:
        """Return the address of an input, or the formula of a measure in parentheses."""
        if key in self.cells:
            return self.cells[key]
        if key == "pack_price":
            return f"({render_formula(NET_PRICE, self._cell)})"
        if key in MEASURES_BY_KEY:
            return f"({self.formula(key)})"
        if key in MASS_KEYS:
            return formula_in_mg(self.row.products_address(key), self.row.units_per_mg)
        if key in PRODUCT_LETTERS:
            return self.row.products_address(key)
        is_found = key in COMPARISON_LETTERS
        return f"Comparison!{self.row.comparison_address(key)}" if is_found else key
