"""Comparison: a row for each product, a column for each measure, and the dose checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.conditions import (
    CONDITIONS,
    DOSE_CONDITION_KEYS,
    UNSAFE_DOSE_KEYS,
    condition_holds,
)
from pricing.calculation.measures import HEADLINE, MEASURES
from pricing.calculation.rank_order import RANK_ORDER, name_sort_key
from pricing.expressions.spreadsheet import GUARD_DECIMALS, render_formula
from pricing.expressions.tree import Constant
from pricing.model.product import FOOD_FORMS, NO, UNIT_KINDS, YES
from pricing.writing.workbook.sheets.addresses import (
    COMPARISON_HEADINGS,
    COMPARISON_INDEX,
    FIRST_ROW,
    INPUT_HELPER_COLUMNS,
    PLACE_COLUMN,
    RANK_COLUMN,
    RANK_HELPER_COLUMNS,
    RowAddresses,
    comparison_range,
    rank_decimals,
    rank_helper_key,
)
from pricing.writing.workbook.sheets.book import cell_value, pages_across, row_height, text_width

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.conditions import AboveCondition
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

_TEXT_COLUMNS = {"product_name", "over_limit", "checks_now"}
_CHECKS_WIDTH, _NAME_WIDTH = 60, 36
_FIGURE_WIDTH = 13
_ROW_NUMBER = "{row}"  # stands for the number of a row in the formulas of every row
# A dose is over a limit, that of the compared mineral or of another one.
_OVER_LIMIT_KEYS = ("over_limit", "other_mineral_over_limit")
_DOSE_CHECK_NAMES = {key: f"{key.replace('_', ' ')}. " for key in DOSE_CONDITION_KEYS}


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write every product's figures, and a defined name for each measure's column."""
    headers = [COMPARISON_HEADINGS[key] for key in COMPARISON_INDEX]
    book.add_table(sheet, "tblComparison", headers, book.product_count)
    products = book.comparison.entered_products
    by_name = sorted(
        products, key=lambda product: (name_sort_key(product.product.product), product.position)
    )
    formulas = _formulas(RowAddresses(_ROW_NUMBER, book.product_count, book.units_per_mg))
    for name_order, compared in enumerate(by_name):
        _write_row(book, sheet, compared, name_order, formulas)
        book.progress.report(name_order + 1)
    for measure in MEASURES:
        book.define_name(measure.key, comparison_range(measure.key, book.product_count))
    book.define_name("product_place", comparison_range("place", book.product_count))
    book.define_name("product_rank", comparison_range("rank", book.product_count))
    last = FIRST_ROW + max(book.product_count, 1) - 1
    for key in ("over_limit", "checks_now"):
        index = COMPARISON_INDEX[key]
        book.highlight_filled(sheet, (FIRST_ROW, index, last, index))
    cost = COMPARISON_INDEX["cost_per_elemental_mg"]
    book.add_data_bars(sheet, (FIRST_ROW, cost, last, cost))
    book.set_up_print(sheet, pages_wide=pages_across(_set_column_widths(book, sheet), 2))
    sheet.repeat_columns(0, 1)
    book.protect(sheet)


def _set_column_widths(book: WorkbookBuilder, sheet: Any) -> list[int]:
    """Fit the columns, hide those that only other formulas need, and return the others' widths."""
    products = book.comparison.entered_products
    first_helper = COMPARISON_INDEX[INPUT_HELPER_COLUMNS[0].key]
    own_widths = {
        "rank": 7,
        "product_name": _NAME_WIDTH,
        "checks_now": text_width((_dose_check_names(product) for product in products), 32),
        "checks": _CHECKS_WIDTH,
    }
    shown = list(COMPARISON_INDEX)[:first_helper]
    widths = [own_widths.get(key, _FIGURE_WIDTH) for key in shown]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    hidden = {"level": 1, "hidden": True}
    sheet.set_column(first_helper, len(COMPARISON_INDEX) - 1, _FIGURE_WIDTH, None, hidden)
    return widths


def _write_row(
    book: WorkbookBuilder,
    sheet: Any,
    compared: ComparedProduct,
    name_order: int,
    formulas: Mapping[str, str],
) -> None:
    row = FIRST_ROW + compared.position
    book.write_text(sheet, row, COMPARISON_INDEX["form_group"], compared.form, valign="top")
    checks = " ".join(flag.message() for flag in compared.flags)
    name_height = row_height(compared.product.product, _NAME_WIDTH)
    sheet.set_row(row, max(name_height, row_height(checks, _CHECKS_WIDTH)))
    book.write_text(sheet, row, COMPARISON_INDEX["checks"], checks, text_wrap=True, valign="top")
    sheet.write_number(row, COMPARISON_INDEX["name_order"], name_order)
    label_doubt = int(compared.evaluation.has_label_doubt)
    sheet.write_number(row, COMPARISON_INDEX["label_doubt"], label_doubt)
    for key in ("elemental_fraction", "other_minerals_most_servings"):
        number = compared.figures.number(key)
        if number is not None:
            sheet.write_number(row, COMPARISON_INDEX[key], float(number))
    top_format = book.format(valign="top")
    for key, result in _results(compared, book.comparison).items():
        text_format = book.wrapped_format if key in _TEXT_COLUMNS else top_format
        cell_format = book.column_format(key) or text_format
        formula = f"={formulas[key].replace(_ROW_NUMBER, str(row + 1))}"
        sheet.write_formula(row, COMPARISON_INDEX[key], formula, cell_format, result)


def _formulas(row: RowAddresses) -> dict[str, str]:
    """Return the formula of each live cell of a row by its key."""
    return {
        "rank": RANK_COLUMN.formula(row),
        "product_name": row.products_address("product"),
        **{
            measure.key: f'IFERROR({render_formula(measure.expression, row.address)},"")'
            for measure in MEASURES
        },
        "is_food": _is_food_formula(row),
        "place": PLACE_COLUMN.formula(row),
        "place_group": _place_group_formula(row),
        "over_limit": _over_limit_formula(row),
        "checks_now": _dose_checks_formula(row),
        **{
            helper.key: helper.formula(row)
            for helper in (*INPUT_HELPER_COLUMNS, *RANK_HELPER_COLUMNS)
        },
    }


def _results(compared: ComparedProduct, comparison: Comparison) -> dict[str, CellValue]:
    """Return the stored result of each live cell of a product by its key."""
    return {
        "rank": compared.rank or "",
        "product_name": compared.product.product,
        **{measure.key: cell_value(compared.figures.number(measure.key)) for measure in MEASURES},
        "is_food": int(compared.product.is_food),
        "place": comparison.place_of(compared) or "",
        "place_group": _place_group(compared),
        "over_limit": over_limit_text(compared),
        "checks_now": _dose_check_names(compared),
        **_helper_results(compared, comparison),
    }


def _is_food_formula(row: RowAddresses) -> str:
    """Return the formula for 1 if the row says that the product is a food, and 0 if not."""
    food, form = row.products_address("food"), row.products_address("form")
    is_named = ",".join(f'TRIM({form})="{name}"' for name in FOOD_FORMS)
    return f'IF({food}="{YES}",1,IF({food}="{NO}",0,IF(OR({is_named}),1,0)))'


def _place_group_formula(row: RowAddresses) -> str:
    """Return the formula of a product's place group. Doubts about labels are as exported."""
    is_withheld = f"{row.comparison_address('label_doubt')}=1"
    unsafe = [condition_formula(key, row.address) for key in UNSAFE_DOSE_KEYS]
    is_short = condition_formula("short_of_target", row.address)
    group = (
        f"IF({is_withheld},{PlaceGroup.WITHHELD:d},"
        f"IF(OR({','.join(unsafe)}),{PlaceGroup.UNSAFE:d},"
        f"IF({is_short},{PlaceGroup.SAFE:d},{PlaceGroup.SAFE_AND_ENOUGH:d})))"
    )
    return f'IF(ISNUMBER({row.comparison_address("rank")}),{group},"")'


def _place_group(compared: ComparedProduct) -> CellValue:
    """Return the stored result of `_place_group_formula`."""
    return "" if compared.rank is None else int(compared.evaluation.place_group)


def condition_formula(key: str, address: Callable[[str], str]) -> str:
    """Return the formula of a declared condition, whose value is TRUE or FALSE.

    `address` returns the address of a name, including "unit_kind".
    """
    parts = [_above_formula(condition, address) for condition in CONDITIONS[key]]
    return parts[0] if len(parts) == 1 else f"OR({','.join(parts)})"


def _above_formula(condition: AboveCondition, address: Callable[[str], str]) -> str:
    left, right = (render_formula(side, address) for side in (condition.left, condition.right))
    required = [
        f"ISNUMBER({formula})"
        for side, formula in ((condition.left, left), (condition.right, right))
        if not isinstance(side, Constant)
    ]
    if condition.counted_units_only:
        unit_kind = address("unit_kind")
        uncounted = (kind.key for kind in UNIT_KINDS.values() if not kind.is_counted)
        required += [f'{unit_kind}<>"{key}"' for key in uncounted]
    return f"IF(AND({','.join(required)}),ROUND({left}-{right},{GUARD_DECIMALS})>0,FALSE)"


def _over_limit_formula(row: RowAddresses) -> str:
    conditions = ",".join(condition_formula(key, row.address) for key in _OVER_LIMIT_KEYS)
    return f'IF(OR({conditions}),"over","")'


def over_limit_text(compared: ComparedProduct) -> str:
    """Return the stored result of a product's cell in the column "over_limit"."""
    is_over = any(condition_holds(key, compared.figures) for key in _OVER_LIMIT_KEYS)
    return "over" if is_over else ""


def _dose_checks_formula(row: RowAddresses) -> str:
    """Return the formula that names the dose checks that hold."""
    return "&".join(
        f'IF({condition_formula(key, row.address)},"{name}","")'
        for key, name in _DOSE_CHECK_NAMES.items()
    )


def _dose_check_names(compared: ComparedProduct) -> str:
    """Return the stored result of `_dose_checks_formula`."""
    return "".join(
        name for key, name in _DOSE_CHECK_NAMES.items() if condition_holds(key, compared.figures)
    )


def _helper_results(compared: ComparedProduct, comparison: Comparison) -> dict[str, CellValue]:
    """Return the stored results of the helper columns."""
    number, rank = compared.figures.number, compared.rank
    in_form = [product for product in comparison.answered_products if product.form == compared.form]
    is_answered = compared in in_form
    is_reference = compared.form == comparison.scenario.reference_form
    headline, cost = number(HEADLINE.key), number("monthly_cost")
    return {
        **{helper.key: cell_value(number(helper.key)) for helper in INPUT_HELPER_COLUMNS},
        **{rank_helper_key(key): _rounded_figure(number(key), key) for key in RANK_ORDER},
        "place_order": comparison.place_order_of(compared) or "",
        "rank_number": rank or 0,
        "headline_number": cell_value(headline) or 0,
        "cost_number": cell_value(cost) or 0,
        "answered_rank": rank if rank and is_answered else 0,
        "rank_in_form": in_form.index(compared) + 1 if is_answered else 0,
        "reference_rank": rank if rank and is_answered and is_reference else "",
    }


def _rounded_figure(value: Fraction | None, key: str) -> CellValue:
    return "" if value is None else round(float(value), rank_decimals(key))
