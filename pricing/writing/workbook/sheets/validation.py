"""The cells that are a user's to fill: what may stand in each, and what is said about it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS, Column, ColumnKind
from pricing.model.product import UNIT_KINDS
from pricing.quantities.currencies import currencies
from pricing.reference.mineral_forms import elements
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, product_heading

if TYPE_CHECKING:
    from collections.abc import Mapping

INPUT_CELL_FORMAT: Mapping[str, Any] = {
    "font_color": "#0B3D91",
    "bg_color": "#EEF4FF",
    "locked": False,
}
EARLIEST_DATE = date(1990, 1, 1)
MAX_CHOICES_LENGTH = 255  # characters that Excel takes of a list of choices
_MAX_TITLE_LENGTH = 32

# What is said beside each column, in the template and wherever its cells are filled.
COLUMN_HELP: Mapping[str, str] = {
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
        rule = validation_rule(column)
        title = product_heading(column)[:_MAX_TITLE_LENGTH]
        says = {"input_title": title, "input_message": COLUMN_HELP[column.key]}
        refused = {
            "error_title": title,
            "error_message": f"{COLUMN_HELP[column.key]} {_remedy(column)}",
        }
        sheet.data_validation(FIRST_ROW, index, last, index, {**rule, **says, **refused})


def validation_rule(column: Column) -> Mapping[str, object]:
    """The validation of a column's cells, as XlsxWriter takes it."""
    if column.kind.quantity is not None:
        whole = "integer" if column.kind is ColumnKind.SHOPS else "decimal"
        return {"validate": whole, "criteria": ">=" if column.allows_zero else ">", "value": 0}
    return _rules_by_kind().get(column.kind, {"validate": "any"})


@cache
def _rules_by_kind() -> Mapping[ColumnKind, Mapping[str, object]]:
    """Of what is no amount. Codes of currencies that do not fit into the list are warned of."""
    codes = list(currencies())[: MAX_CHOICES_LENGTH // 4]
    ends = {"minimum": EARLIEST_DATE, "maximum": "=TODAY()"}
    return {
        ColumnKind.DATE: {"validate": "date", "criteria": "between", **ends},
        ColumnKind.CURRENCY: {"validate": "list", "source": codes, "error_type": "warning"},
        ColumnKind.ELEMENT: {
            "validate": "list",
            "source": [each.name for each in elements().values()],
        },
        ColumnKind.UNIT_KIND: {"validate": "list", "source": list(UNIT_KINDS)},
    }


def _remedy(column: Column) -> str:
    if column.kind.quantity is None:
        return "Enter a day that has been." if column.kind is ColumnKind.DATE else ""
    number = "whole number" if column.kind is ColumnKind.SHOPS else "number"
    return f"Enter a {number}." if column.allows_zero else f"Enter a {number} above zero."
