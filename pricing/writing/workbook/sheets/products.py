"""Products: the inputs of every product, validated as they are typed; also the empty template.

The program reads the sheet again without loss.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS, Column, ColumnKind, values_by_column, written_text
from pricing.model.product import NO, UNIT_KINDS, YES
from pricing.quantities.amounts import MASS, MONEY, Quantity
from pricing.quantities.currencies import currencies
from pricing.reading.sheet_details import OWN_COMMENT
from pricing.reference.mineral_forms import elements
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, product_heading
from pricing.writing.workbook.sheets.book import (
    INPUT_CELL_FORMAT,
    MAX_CHOICES_LENGTH,
    pages_across,
    row_height,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.model.columns import BaseValue
    from pricing.writing.workbook.sheets.book import WorkbookBuilder

TEMPLATE_ROWS = 50  # the table grows if the user types below them
EXTRA_VALIDATED_ROWS = 500  # below the last product
EARLIEST_DATE = date(1990, 1, 1)
_COLUMN_WIDTH = 11
_FITTED_COLUMNS = {"product", "brand", "form", "source", "note"}
_TEMPLATE_WIDTHS = {"product": 34, "source": 34, "note": 34}
_MAX_MESSAGE_TITLE_LENGTH = 32  # characters that Excel accepts

COLUMN_HELP: Mapping[str, str] = {
    "product": "The name on the front of the pack.",
    "brand": "The brand or maker.",
    "element": "The mineral. An empty cell means magnesium.",
    "form": "The salt, such as oxide, citrate or bisglycinate. Separate several with commas.",
    "unit_kind": "What the pack counts. An empty cell means units of any kind.",
    "elemental_mg": "The mineral itself in a serving, in {mass}, as the label states it.",
    "compound_mg": "The whole salt in a serving, in {mass}, if the label states it.",
    "serving_units": "The units in a serving, as the label states. An empty cell means 1.",
    "pack_units": "The units in the pack.",
    "price": "The price of one pack, before discount and tax.",
    "currency": "Three letters, such as USD. An empty cell means the usual currency of the list.",
    "discount_percent": "The discount on the price, in percent.",
    "tax_percent": "The tax that is added to the price, in percent.",
    "delivery": "The delivery cost of one pack.",
    "smallest_dose": "The smallest amount to take: 1 unit, or 0.5 if a tablet can be halved.",
    "daily_value_percent": "The percentage of the daily value, as the label states it.",
    "upc": "The digits below the barcode.",
    "ndc": "The National Drug Code, with its hyphens.",
    "priced_on": "The date of the price.",
    "source": "The shop or document that the price comes from.",
    "shops_asked": "The number of shops that were asked for the product.",
    "shops_found": "The number of those shops that had the product.",
    "asked_on": "The date on which the shops were asked.",
    "other_minerals": "The other minerals of a serving: calcium 333 mg, zinc 5 mg (gluconate).",
    "also_contains": "Vitamins and other actives, which are not computed.",
    "food": "Write yes for a food. A limit for supplements does not count foods.",
    "note": "Any remark.",
}


def column_help(column: Column, element: str) -> str:
    """Return what a column holds, with its masses in the unit of a mineral."""
    unit = elements()[element].unit if element else MASS.unit
    return COLUMN_HELP[column.key].replace("{mass}", unit)


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write every product as entered."""
    _add_product_table(book, sheet, book.product_count)
    texts: dict[str, list[str]] = {key: [] for key in _FITTED_COLUMNS}
    for row, compared in enumerate(book.comparison.entered_products, start=FIRST_ROW):
        values = values_by_column(compared.product)
        for index, column in enumerate(COLUMNS):
            if column.key in values:
                _write_input(book, sheet, (row, index), column, values[column.key])
            if column.key in _FITTED_COLUMNS:
                texts[column.key].append(written_text(column, values.get(column.key)))
    widths = {key: text_width(column, _COLUMN_WIDTH) for key, column in texts.items()}
    for row, name in enumerate(texts["product"], start=FIRST_ROW):
        sheet.set_row(row, row_height(name, widths["product"]))
    _format_columns(book, sheet, widths)
    _set_up_print(book, sheet, [widths.get(column.key, _COLUMN_WIDTH) for column in COLUMNS])
    sheet.repeat_columns(0)


def _set_up_print(book: WorkbookBuilder, sheet: Any, widths: Sequence[int]) -> None:
    """Print up to the last column that a product has a value for."""
    products = [product.product for product in book.comparison.entered_products]
    filled = {
        key for product in products for key, value in values_by_column(product).items() if value
    }
    last = max((index for index, column in enumerate(COLUMNS) if column.key in filled), default=0)
    book.set_up_print(sheet, pages_wide=pages_across(widths[: last + 1], 1))
    sheet.print_area(0, 0, FIRST_ROW + max(book.product_count, 1) - 1, last)


def write_template(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the headings with a comment each, above empty rows that accept only valid input."""
    _add_product_table(book, sheet, TEMPLATE_ROWS)
    _format_columns(book, sheet, _TEMPLATE_WIDTHS)
    book.set_up_print(sheet, pages_wide=2)
    required_format = book.format(bold=True, text_wrap=True, font_color="#7A4200")
    for index, column in enumerate(COLUMNS):
        is_required = column.required or column.key == "elemental_mg"
        text = column_help(column, book.mass_element)
        comment = f"{text} Required." if is_required else text
        sheet.write_comment(0, index, f"{OWN_COMMENT}{comment}", {"author": "Elemental"})
        if is_required:
            sheet.write_string(
                0, index, product_heading(column, book.mass_element), required_format
            )


def _add_product_table(book: WorkbookBuilder, sheet: Any, rows: int) -> None:
    headings = [product_heading(column, book.mass_element) for column in COLUMNS]
    book.add_table(sheet, "tblProducts", headings, rows)
    _validate_columns(book, sheet, FIRST_ROW + rows + EXTRA_VALIDATED_ROWS)


def _format_columns(book: WorkbookBuilder, sheet: Any, widths: Mapping[str, int]) -> None:
    for index, column in enumerate(COLUMNS):
        width = widths.get(column.key, _COLUMN_WIDTH)
        sheet.set_column(index, index, width, book.format(**INPUT_CELL_FORMAT))


def _write_input(
    book: WorkbookBuilder, sheet: Any, cell: tuple[int, int], column: Column, value: BaseValue
) -> None:
    quantity = column.quantity_for(book.mass_element)
    if quantity is not None:
        number = float(quantity.to_fraction(int(str(value))))
        cell_format = book.format(
            num_format=_input_number_format(book, quantity, number), **INPUT_CELL_FORMAT
        )
        sheet.write_number(*cell, number, cell_format)
    elif isinstance(value, date):
        cell_format = book.format(num_format="yyyy-mm-dd", **INPUT_CELL_FORMAT)
        sheet.write_datetime(*cell, value, cell_format)
    else:
        is_wrapped = {"text_wrap": True} if column.key in _FITTED_COLUMNS else {}
        text_format = {**INPUT_CELL_FORMAT, **is_wrapped}
        book.write_text(sheet, *cell, written_text(column, value), **text_format)


def _input_number_format(book: WorkbookBuilder, quantity: Quantity, number: float) -> str:
    """Return a format that shows all decimals, for prices at least those of the currency."""
    if quantity is MONEY and book.currency.decimals:
        return f"0.{'0' * book.currency.decimals}####"
    return "0" if number.is_integer() else "0.0#####"


# -- validation --------------------------------------------------------------------------------


def _validate_columns(book: WorkbookBuilder, sheet: Any, last_row: int) -> None:
    """Validate every column down to a zero-based row, with help for the cell that is selected."""
    for index, column in enumerate(COLUMNS):
        title = product_heading(column, book.mass_element)[:_MAX_MESSAGE_TITLE_LENGTH]
        text = column_help(column, book.mass_element)
        messages = {
            "input_title": title,
            "input_message": text,
            "error_title": title,
            "error_message": f"{text} {_remedy(column)}",
        }
        options = {**_validation_rule(column), **messages}
        sheet.data_validation(FIRST_ROW, index, last_row, index, options)


def _validation_rule(column: Column) -> Mapping[str, object]:
    """Return XlsxWriter's validation of a column's cells."""
    if column.kind.quantity is not None:
        number_type = "integer" if column.kind is ColumnKind.SHOPS else "decimal"
        criteria = ">=" if column.allows_zero else ">"
        return {"validate": number_type, "criteria": criteria, "value": 0}
    return _rules_by_kind().get(column.kind, {"validate": "any"})


@cache
def _rules_by_kind() -> Mapping[ColumnKind, Mapping[str, object]]:
    """Return the rules of the columns that hold no amount.

    Not all currencies fit in a list of choices. Another code causes only a warning.
    """
    codes = list(currencies())[: MAX_CHOICES_LENGTH // 4]
    dates = {"minimum": EARLIEST_DATE, "maximum": "=TODAY()"}
    minerals = [element.name for element in elements().values()]
    return {
        ColumnKind.DATE: {"validate": "date", "criteria": "between", **dates},
        ColumnKind.CURRENCY: {"validate": "list", "source": codes, "error_type": "warning"},
        ColumnKind.ELEMENT: {"validate": "list", "source": minerals},
        ColumnKind.UNIT_KIND: {"validate": "list", "source": list(UNIT_KINDS)},
        ColumnKind.YES_NO: {"validate": "list", "source": [YES, NO]},
    }


def _remedy(column: Column) -> str:
    if column.kind.quantity is None:
        return "Enter a date from 1990 to today." if column.kind is ColumnKind.DATE else ""
    number = "whole number" if column.kind is ColumnKind.SHOPS else "number"
    return f"Enter 0 or a {number} above 0." if column.allows_zero else f"Enter a {number} above 0."
