"""Where things stand in the comparison workbook: addresses, names and headings, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.calculation.measures import MEASURES, Measure, Shown
from pricing.model.columns import COLUMNS, Column
from pricing.reference.limits import SUPPLEMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pricing.quantities.currencies import Currency

FIRST_ROW = 1  # zero-based: row 2 of the sheet, below the headers


def column_letters(index: int) -> str:
    """The letters of a zero-based column.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def heading(title: str, unit: str) -> str:
    return f"{title} {unit}".strip()


@dataclass(frozen=True, slots=True)
class Helper:
    """A column of the Comparison sheet that figures are worked out from."""

    key: str
    title: str
    formula: Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Row:
    """The addresses of one product: its row on Products and, in the same row, on Comparison."""

    number: int  # as the sheet shows it, from 1
    count: int  # how many products there are

    def product(self, key: str) -> str:
        return f"Products!${PRODUCT_LETTERS[key]}{self.number}"

    def own(self, key: str) -> str:
        return f"${COMPARISON_LETTERS[key]}{self.number}"

    def whole(self, key: str) -> str:
        """The key's column over all products, on the Comparison sheet."""
        return whole_column(key, self.count, on_sheet="")

    def name(self, key: str) -> str:
        """Where the formula of a measure finds an input or another measure."""
        if key in COMPARISON_LETTERS:
            return self.own(key)
        return self.product(key) if key in PRODUCT_LETTERS else key


def whole_column(key: str, count: int, on_sheet: str = "Comparison!") -> str:
    letters = COMPARISON_LETTERS[key]
    return f"{on_sheet}${letters}${FIRST_ROW + 1}:${letters}${FIRST_ROW + max(count, 1)}"


def _ranked(row: Row) -> str:
    """1 + how many come before: by headline, then cost, then outlay, then name."""
    tie = "0"
    for key in ("name_order", "rounded_outlay", "rounded_cost", "rounded_headline"):
        whole, own = row.whole(key), row.own(key)
        tie = f"({whole}<{own})+({whole}={own})*({tie})" if tie != "0" else f"({whole}<{own})"
    return f'IF(ISNUMBER({row.own("rounded_headline")}),1+SUMPRODUCT({tie}),"")'


def _in_form(row: Row) -> str:
    """The product's place among those of its form."""
    ranked, forms = row.whole("rank_number"), row.whole("form_group")
    own = row.own("rank_number")
    same = f"({forms}={row.own('form_group')})*({ranked}>0)*({ranked}<={own})"
    return f"IF({own}>0,SUMPRODUCT({same}),0)"


def _same_element(row: Row, name: str) -> str:
    return f'IF({row.product("element")}=element,IF(ISNUMBER({name}),{name},""),"")'


# What a formula calls by a plain name, and the column that holds it for one product.
INPUT_HELPERS: tuple[Helper, ...] = (
    Helper(
        "price",
        "Price compared",
        lambda row: (
            f"IF(AND({row.product('currency')}=currency,{row.product('element')}=element),"
            f'{row.product("price")},"")'
        ),
    ),
    Helper("target_mg", "Target compared", lambda row: _same_element(row, "target_mg")),
    Helper(
        "limit_mg",
        "Limit compared",
        lambda row: (
            f'IF(AND({row.own("is_food")}=1,limit_basis="{SUPPLEMENTS}"),"",'
            f"{_same_element(row, 'limit_mg')})"
        ),
    ),
    Helper(
        "relative_absorption",
        "Relative absorption",
        lambda row: (
            f"IFERROR(INDEX(absorption_factors,"
            f"MATCH({row.own('form_group')},absorption_forms,0)),1)"
        ),
    ),
)
RANK_HELPERS: tuple[Helper, ...] = (
    Helper(
        "rounded_headline",
        "Headline for rank",
        lambda row: f'IFERROR(ROUND({row.own("monthly_cost_per_elemental_mg")},13),"")',
    ),
    Helper(
        "rounded_cost",
        "Cost for rank",
        lambda row: f'IFERROR(ROUND({row.own("monthly_cost")},9),"")',
    ),
    Helper(
        "rounded_outlay",
        "Outlay for rank",
        lambda row: f'IFERROR(ROUND({row.own("monthly_outlay")},9),"")',
    ),
    Helper(
        "rank_number",
        "Rank as a number",
        lambda row: f"IF(ISNUMBER({row.own('rank')}),{row.own('rank')},0)",
    ),
    Helper(
        "headline_number",
        "Headline as a number",
        lambda row: f"N({row.own('monthly_cost_per_elemental_mg')})",
    ),
    Helper("cost_number", "Cost as a number", lambda row: f"N({row.own('monthly_cost')})"),
    Helper("rank_in_form", "Rank in its form", _in_form),
    Helper(
        "reference_rank",
        "Rank if of the reference form",
        lambda row: (
            f"IF(AND({row.own('form_group')}=reference_form,{row.own('rank_number')}>0),"
            f'{row.own("rank_number")},"")'
        ),
    ),
)
RANK = Helper("rank", "Rank", _ranked)
_COMPARISON_KEYS = (
    "rank",
    "product_name",
    "form_group",
    *(measure.key for measure in MEASURES),
    "over_limit",
    "checks_now",
    "checks",
    *(helper.key for helper in INPUT_HELPERS),
    "elemental_fraction",
    "is_food",
    "name_order",
    *(helper.key for helper in RANK_HELPERS),
)
COMPARISON_LETTERS: Mapping[str, str] = {
    key: column_letters(index) for index, key in enumerate(_COMPARISON_KEYS)
}
COMPARISON_INDEX: Mapping[str, int] = {key: index for index, key in enumerate(_COMPARISON_KEYS)}
PRODUCT_LETTERS: Mapping[str, str] = {
    column.key: column_letters(index) for index, column in enumerate(COLUMNS)
}


def product_heading(column: Column) -> str:
    return heading(column.title, column.unit)


def measure_heading(measure: Measure) -> str:
    return heading(measure.title, measure.unit)


COMPARISON_HEADINGS: Mapping[str, str] = {
    "rank": RANK.title,
    "product_name": "Product",
    "form_group": "Form",
    **{measure.key: measure_heading(measure) for measure in MEASURES},
    "over_limit": "Over the limit",
    "checks_now": "Checks of the dose",
    "checks": "All checks when exported",
    "elemental_fraction": "Elemental fraction",
    "is_food": "Food",
    "name_order": "Order of names",
    **{helper.key: helper.title for helper in (*INPUT_HELPERS, *RANK_HELPERS)},
}


def number_format(shown: Shown, currency: Currency) -> str:
    """The spreadsheet's number format for a figure, with its unit.

    Rates keep four significant digits in sight; "0.###" would leave a point behind whole numbers.
    """
    match shown:
        case Shown.MONEY:
            coins = f"0.{'0' * currency.decimals}" if currency.decimals else "0"
            return f'{coins} "{currency.code}"'
        case Shown.RATE:
            return f'0.000000 "{currency.code}"'
        case Shown.MASS:
            return '0.0 "mg"'
        case Shown.COUNT:
            return "0"
        case Shown.RATIO:
            return "0.000"
        case _:
            return "General"
