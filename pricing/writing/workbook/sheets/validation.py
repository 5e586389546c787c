"""The cells that are a user's to fill: what may stand in each, and what is said about it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS, Column, Kind
from pricing.model.product import UNIT_KINDS
from pricing.quantities.currencies import currencies
from pricing.reference.mineral_forms import elements
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, product_heading

if TYPE_CHECKING:
    from collections.abc import Mapping

INPUT_CELL: Mapping[str, Any] = {"font_color": "#0B3D91", "bg_color": "#EEF4FF", "locked": False}
EARLIEST = date(1990, 1, 1)
LONGEST_LIST = 255  # characters that Excel takes of a list of choices
_LONGEST_TITLE = 32

# What is said beside each column, in the template and wherever its cells are filled.
SAYS: Mapping[str, str] = {
    "product": "What the front of the pack says.",
    "brand": "The maker.",
    "element": "The mineral; magnesium where it is empty.",
    "form": "The salt, such as oxide, citrate or bisglycinate; several with commas for a blend.",
    "unit_kind": "What is counted in the pack; capsules where it is empty.",
    "elemental_mg": "The mineral itself in a serving, in mg, as the panel states it.",
    "compound_mg": "The whole salt in a serving, in mg, where the panel states that.",
    "serving_units": "How many units the panel calls a serving; 1 where it is empty.",
    "pack_units": "How many units are in the pack.",
    "price": "What the shelf says for one pack.",
    "currency": "Three letters, such as USD; the list's usual one where it is empty.",
    "discount_percent": "What is taken off the price at the till, in percent.",
    "tax_percent": "What is put on the price at the till, in percent.",
    "delivery": "What delivery of one pack costs.",
    "smallest_dose": "The least that can be taken: 1 unit, 0.5 of a tablet that may be halved.",
    "daily_value_percent": "The percentage of the daily value that the panel states.",
    "upc": "The digits below the bar code.",
    "ndc": "The National Drug Code, with its hyphens.",
    "priced_on": "The day on which the price was seen.",
    "source": "Where the price and the label were seen.",
    "shops_asked": "How many shops were asked for it.",
    "shops_found": "In how many of them it was found.",
    "asked_on": "The day on which they were asked.",
    "note": "Anything else.",
}


def validate_products(sheet: Any, last: int) -> None:
    """Say what may stand in each column of a product list, down to a row (zero-based)."""
    for index, column in enumerate(COLUMNS):
        rule = rule_of(column)
        title = product_heading(column)[:_LONGEST_TITLE]
        says = {"input_title": title, "input_message": SAYS[column.key]}
        refused = {"error_title": title, "error_message": f"{SAYS[column.key]} {_wanted(column)}"}
        sheet.data_validation(FIRST_ROW, index, last, index, {**rule, **says, **refused})


def rule_of(column: Column) -> Mapping[str, object]:
    """The validation of a column's cells, as XlsxWriter takes it."""
    if column.kind.quantity is not None:
        whole = "integer" if column.kind is Kind.SHOPS else "decimal"
        return {"validate": whole, "criteria": ">=" if column.zero else ">", "value": 0}
    return _rules().get(column.kind, {"validate": "any"})


@cache
def _rules() -> Mapping[Kind, Mapping[str, object]]:
    """Of what is no amount. Codes of currencies that do not fit into the list are warned of."""
    codes = list(currencies())[: LONGEST_LIST // 4]
    ends = {"minimum": EARLIEST, "maximum": "=TODAY()"}
    return {
        Kind.DATE: {"validate": "date", "criteria": "between", **ends},
        Kind.CURRENCY: {"validate": "list", "source": codes, "error_type": "warning"},
        Kind.ELEMENT: {"validate": "list", "source": [each.name for each in elements().values()]},
        Kind.UNIT_KIND: {"validate": "list", "source": list(UNIT_KINDS)},
    }


def _wanted(column: Column) -> str:
    if column.kind.quantity is None:
        return "Enter a day that has been." if column.kind is Kind.DATE else ""
    number = "whole number" if column.kind is Kind.SHOPS else "number"
    return f"Enter a {number}." if column.zero else f"Enter a {number} above zero."
