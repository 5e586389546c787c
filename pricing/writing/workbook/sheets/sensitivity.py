"""Sensitivity: the tornado of one product, from its figures at both ends of each range."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pricing.analysis.sensitivity import (
    SENSITIVITY_MEASURE_KEYS,
    VARIED_INPUTS,
    InputScope,
    input_range,
)
from pricing.analysis.switch_points import (
    describe_robustness,
    describe_switch_points,
    find_switch_points,
)
from pricing.calculation.measures import (
    ABSORBED_COST_KEY,
    MEASURES,
    MEASURES_BY_KEY,
    NET_PRICE,
)
from pricing.expressions.spreadsheet import render_formula
from pricing.model.scenario_fields import RANGES_HEADERS, RANGES_SHEET
from pricing.quantities.amounts import DAYS
from pricing.writing.workbook.sheets import charts
from pricing.writing.workbook.sheets.addresses import (
    COMPARISON_HEADINGS,
    COMPARISON_LETTERS,
    MASS_KEYS,
    PRODUCT_LETTERS,
    column_letters,
    comparison_range,
    formula_in_mg,
)
from pricing.writing.workbook.sheets.book import INPUT_CELL_FORMAT, cell_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.analysis.sensitivity import VariedInput
    from pricing.calculation.figures import Figures
    from pricing.writing.workbook.sheets.book import WorkbookBuilder

SHEET_NAME = RANGES_SHEET
# The inputs of each case: of the product, then of the scenario.
_PRODUCT_INPUTS = (
    "elemental_mg", "compound_mg", "elemental_fraction", "serving_units", "pack_units", "price",
    "discount_percent", "tax_percent", "delivery", "smallest_dose", "limit_mg",
    "other_minerals_most_servings", "relative_absorption",
)  # fmt: skip
_SCENARIO_INPUTS = ("target_mg", "days")
_CASE_KEYS = (*_PRODUCT_INPUTS, *_SCENARIO_INPUTS, *(measure.key for measure in MEASURES))
_CASE_LETTERS = {key: column_letters(index) for index, key in enumerate(_CASE_KEYS, start=1)}
# These stay empty if the label does not state them. Other empty cells count as 0.
_OPTIONAL_INPUTS = {
    "elemental_mg", "compound_mg", "elemental_fraction", "limit_mg",
    "other_minerals_most_servings",
}  # fmt: skip
_RANGE_HEADERS = (*RANGES_HEADERS, "Unit", "Figure at From", "Figure at To", "Width", "Rank")
_TORNADO_HEADERS = ("Widest first", "Decrease", "Increase")
_RANGES_ROW = 6  # the row of the headings of the ranges
_TORNADO_ROW = _RANGES_ROW + len(VARIED_INPUTS) + 2
_SENTENCES_ROW = _TORNADO_ROW + len(VARIED_INPUTS) + 2
_CASES_ROW = _SENTENCES_ROW + 29  # below the chart


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the choice of product and figure, the ranges, the tornado and its cases."""
    bold = book.format(bold=True)
    sheet.write_string(0, 0, "What moves a product's cost", book.format(bold=True, font_size=16))
    _write_choice(book, sheet)
    for row, headers in ((_RANGES_ROW, _RANGE_HEADERS), (_TORNADO_ROW, _TORNADO_HEADERS)):
        sheet.write_row(row, 0, headers, book.format(bold=True, bottom=1, text_wrap=True))
    cases = _case_figures(book)
    _write_ranges(book, sheet, cases)
    _write_cases(book, sheet, cases)
    sheet.write_string(_SENTENCES_ROW, 0, "Switch points when exported", bold)
    for row, text in enumerate(_switch_point_sentences(book), start=_SENTENCES_ROW + 1):
        book.write_text(sheet, row, 0, text)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 30)  # the headings of figures fit
    sheet.set_column(2, len(_CASE_KEYS), 14)
    sheet.print_area(0, 0, _CASES_ROW - 2, len(_RANGE_HEADERS) - 1)
    book.set_up_print(sheet, pages_high=1)
    book.protect(sheet)


# -- the choice of product and figure ----------------------------------------------------------


def _write_choice(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the input cells for the product's rank and the figure's heading."""
    first = book.comparison.ranked_products[0] if book.comparison.ranked_products else None
    input_format = book.format(**INPUT_CELL_FORMAT)
    count = max(len(book.comparison.ranked_products), 1)
    figures = [COMPARISON_HEADINGS[key] for key in SENSITIVITY_MEASURE_KEYS]
    sheet.write_string(2, 0, "Rank of the product")
    sheet.write_number(2, 1, 1, input_format)
    name = first.product.product if first else ""
    sheet.write_formula(2, 2, f"={_product_name_formula()}", book.format(indent=1), name)
    sheet.write_string(3, 0, "Figure")
    sheet.write_string(3, 1, COMPARISON_HEADINGS[ABSORBED_COST_KEY], input_format)
    sheet.write_string(4, 0, "Figure now")
    now = first.number(ABSORBED_COST_KEY) if first else None
    sheet.write_formula(
        4,
        1,
        f"={_figure_formula(_case_row(0))}",
        book.column_format(ABSORBED_COST_KEY),
        cell_value(now),
    )
    rank_rule = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": count}
    sheet.data_validation(2, 1, 2, 1, rank_rule)
    sheet.data_validation(3, 1, 3, 1, {"validate": "list", "source": figures})
    book.define_name("sensitivity_rank", f"{SHEET_NAME}!$B$3")
    book.define_name("sensitivity_figure", f"{SHEET_NAME}!$B$4")
    book.define_name("sensitivity_now", f"{SHEET_NAME}!$B$5")
    row = f"MATCH(sensitivity_rank,{comparison_range('rank', book.product_count)},0)"
    sheet.write_string(4, 2, "Row in the list", book.format(indent=1))
    sheet.write_formula(4, 3, f'=IFERROR({row},"")', None, first.position + 1 if first else "")
    book.define_name("sensitivity_row", f"{SHEET_NAME}!$D$5")


def _product_name_formula() -> str:
    names = COMPARISON_LETTERS["product_name"]
    return f'IFERROR(INDEX(Comparison!${names}:${names},sensitivity_row+1),"")'


# -- the ranges and the tornado ----------------------------------------------------------------


def _write_ranges(book: WorkbookBuilder, sheet: Any, cases: list[Figures | None]) -> None:
    scenario, input_format = book.comparison.scenario, book.format(**INPUT_CELL_FORMAT)
    rate = book.column_format(ABSORBED_COST_KEY)
    values = [_figures_at_ends(cases, number) for number in range(len(VARIED_INPUTS))]
    ranks = _width_ranks([abs(high - low) for low, high in values])
    for number, (varied, (low, high)) in enumerate(
        zip(VARIED_INPUTS.values(), values, strict=True)
    ):
        row = _RANGES_ROW + 1 + number
        sheet.write_string(row, 0, varied.title)
        for column, base in enumerate(input_range(scenario, varied), start=1):
            sheet.write_number(
                row, column, cell_value(varied.quantity.to_fraction(base)), input_format
            )
            sheet.data_validation(
                row, column, row, column, {"validate": "decimal", "criteria": ">", "value": 0}
            )
        sheet.write_string(row, 3, _unit(varied), book.format(indent=1))
        for column, value in ((4, low), (5, high)):
            text = f"={_figure_formula(_case_row(1 + 2 * number + column - 4))}"
            sheet.write_formula(row, column, text, rate, cell_value(value) if cases[0] else "")
        width_formula, width = f"IFERROR(ABS($F{row + 1}-$E{row + 1}),0)", f"$G{row + 1}"
        sheet.write_formula(row, 6, f"={width_formula}", rate, cell_value(abs(high - low)))
        first, last = _RANGES_ROW + 2, _RANGES_ROW + 1 + len(VARIED_INPUTS)
        widths = f"$G${first}:$G${last}"
        equal_above = f"(ROW({widths})<ROW())*(ROUND({widths}-{width},13)=0)"
        rank_formula = f"1+SUMPRODUCT((ROUND({widths}-{width},13)>0)+{equal_above})"
        sheet.write_formula(row, 7, f"={rank_formula}", None, ranks[number])
    _write_tornado(book, sheet, values, ranks, cases[0])


def _unit(varied: VariedInput) -> str:
    unit = varied.quantity.unit or ("days" if varied.quantity is DAYS else "times")
    return f"{unit} of its value" if varied.scope is InputScope.PRODUCT else unit


def _figures_at_ends(cases: list[Figures | None], number: int) -> tuple[Fraction, Fraction]:
    """Return the figure at both ends of a range, or 0 if there is no product."""
    values = [figures.number(ABSORBED_COST_KEY) if figures else None for figures in cases]
    low, high = values[1 + 2 * number], values[2 + 2 * number]
    return low or Fraction(0), high or Fraction(0)


def _width_ranks(widths: list[Fraction]) -> list[int]:
    order = sorted(range(len(widths)), key=lambda index: (-round(float(widths[index]), 13), index))
    return [order.index(index) + 1 for index in range(len(widths))]


def _write_tornado(
    book: WorkbookBuilder,
    sheet: Any,
    values: list[tuple[Fraction, Fraction]],
    ranks: list[int],
    now_figures: Figures | None,
) -> None:
    """Write by how much each range decreases and increases the figure, the widest first."""
    first, last = _RANGES_ROW + 2, _RANGES_ROW + 1 + len(VARIED_INPUTS)
    now = (now_figures.number(ABSORBED_COST_KEY) if now_figures else None) or Fraction(0)
    titles = [varied.title for varied in VARIED_INPUTS.values()]
    rate = book.column_format(ABSORBED_COST_KEY)
    bar_texts = []
    for rank in range(1, len(VARIED_INPUTS) + 1):
        row, index = _TORNADO_ROW + rank, ranks.index(rank)
        low, high = values[index]
        match = f"MATCH({rank},$H${first}:$H${last},0)"
        lows, highs = (f"INDEX(${letter}${first}:${letter}${last},{match})" for letter in "EF")
        title = f"INDEX($A${first}:$A${last},{match})"
        sheet.write_formula(row, 0, f"={title}", None, titles[index])
        decrease, increase = min(low, high, now) - now, max(low, high, now) - now
        for column, function, value in ((1, "MIN", decrease), (2, "MAX", increase)):
            text = f"=IFERROR({function}({lows},{highs},sensitivity_now)-sensitivity_now,0)"
            sheet.write_formula(row, column, text, rate, cell_value(value))
        bar_texts.append(f"{titles[index]} {float(decrease):+.6f} to {float(increase):+.6f}")
    rows = (_TORNADO_ROW + 1, _TORNADO_ROW + len(VARIED_INPUTS))
    categories: list[object] = [SHEET_NAME, rows[0], 0, rows[1], 0]
    sides: list[list[object]] = [
        [SHEET_NAME, rows[0], column, rows[1], column] for column in (1, 2)
    ]
    chart = charts.create_tornado_chart(book, "What moves the figure most", categories, sides)
    charts.insert_chart(
        sheet,
        (_SENTENCES_ROW + 9, 0),
        chart,
        len(VARIED_INPUTS) * 2,
        f"Tornado: {'; '.join(bar_texts)}",
    )


# -- the cases ---------------------------------------------------------------------------------


def _case_figures(book: WorkbookBuilder) -> list[Figures | None]:
    """Return the cheapest product's figures now, then at From and To of each range."""
    if not book.comparison.ranked_products:
        return [None] * (1 + 2 * len(VARIED_INPUTS))
    figures = book.comparison.ranked_products[0].figures
    cases: list[Figures | None] = [figures]
    for varied in VARIED_INPUTS.values():
        cases += [
            varied.figures_with_value(figures, varied.quantity.to_fraction(end))
            for end in input_range(book.comparison.scenario, varied)
        ]
    return cases


def _case_row(number: int) -> int:
    """Return the row of a case, counted from 1 as the sheet shows it."""
    return _CASES_ROW + 2 + number


def _figure_formula(row: int) -> str:
    """Return the formula of the chosen figure in a case."""
    first, last = _CASE_LETTERS[_CASE_KEYS[0]], _CASE_LETTERS[_CASE_KEYS[-1]]
    match = f"MATCH(sensitivity_figure,${first}${_CASES_ROW + 1}:${last}${_CASES_ROW + 1},0)"
    return f'IFERROR(INDEX(${first}${row}:${last}${row},{match}),"")'


def _write_cases(book: WorkbookBuilder, sheet: Any, cases: list[Figures | None]) -> None:
    bold = book.format(bold=True, text_wrap=True, bottom=1)
    sheet.write_string(_CASES_ROW - 1, 0, "The cases behind the ranges", bold)
    sheet.write_string(_CASES_ROW, 0, "Case", bold)
    for column, key in enumerate(_CASE_KEYS, start=1):
        sheet.write_string(_CASES_ROW, column, _case_heading(key), bold)
    for number, figures in enumerate(cases):
        row = _CASES_ROW + 1 + number
        sheet.write_string(row, 0, _case_title(number))
        for column, (key, text) in enumerate(_case_formulas(book, number), start=1):
            result = cell_value(figures.number(key)) if figures else ""
            if (
                key not in MEASURES_BY_KEY
                and key not in _OPTIONAL_INPUTS
                and result == ""
                and figures
            ):
                result = 0
            sheet.write_formula(row, column, f"={text}", book.column_format(key), result)


def _case_heading(key: str) -> str:
    return COMPARISON_HEADINGS.get(key) or key.replace("_", " ")


def _case_title(number: int) -> str:
    if not number:
        return "Now"
    index, end = divmod(number - 1, 2)
    return f"{list(VARIED_INPUTS.values())[index].title}, {('From', 'To')[end]}"


def _case_formulas(book: WorkbookBuilder, number: int) -> Iterator[tuple[str, str]]:
    """Return the key and the formula of each cell of a case."""
    row = _case_row(number)
    varied = _varied_input_formula(number)

    def address(key: str) -> str:
        return f"${_CASE_LETTERS[key]}{row}" if key in _CASE_LETTERS else key

    for key in (*_PRODUCT_INPUTS, *_SCENARIO_INPUTS):
        own = key if key in _SCENARIO_INPUTS else _product_value_formula(book, key)
        text = varied.get(key, "{own}").format(own=own)
        yield key, f'IF(ISNUMBER(sensitivity_row),IFERROR({text},""),"")'
    for measure in MEASURES:
        # A varied price may round to nothing, and then the pack costs nothing.
        is_varied_price = number and measure.key == "pack_price"
        expression = NET_PRICE if is_varied_price else measure.expression
        yield measure.key, f'IFERROR({render_formula(expression, address)},"")'


def _varied_input_formula(number: int) -> dict[str, str]:
    """Return the input that a case changes, and its formula, where {own} is the value now."""
    if not number:
        return {}
    index, end = divmod(number - 1, 2)
    varied = list(VARIED_INPUTS.values())[index]
    range_end = f"${'BC'[end]}${_RANGES_ROW + 2 + index}"
    return {varied.input_key: f"{{own}}*{range_end}/100" if varied.is_share else range_end}


def _product_value_formula(book: WorkbookBuilder, key: str) -> str:
    """Return the formula of a value of the chosen product."""
    if key in COMPARISON_LETTERS:
        letters, sheet = COMPARISON_LETTERS[key], "Comparison"
    else:
        letters, sheet = PRODUCT_LETTERS[key], "Products"
    last = max(book.product_count, 1) + 1
    value = f"INDEX({sheet}!${letters}$2:${letters}${last},sensitivity_row)"
    if key in MASS_KEYS and book.units_per_mg != 1:
        return formula_in_mg(value, book.units_per_mg)
    if key in _OPTIONAL_INPUTS:
        return f'IF(ISNUMBER({value}),{value},"")'
    return value


def _switch_point_sentences(book: WorkbookBuilder) -> Iterator[str]:
    """Return the sentences about the values at which another product becomes the cheapest."""
    if not book.comparison.ranked_products:
        return
    robustness = describe_robustness(book.comparison, ABSORBED_COST_KEY)
    if robustness:
        yield robustness.text()
    first = book.comparison.ranked_products[0]
    for varied in VARIED_INPUTS.values():
        points = find_switch_points(book.comparison, first, varied, ABSORBED_COST_KEY)
        yield f"{varied.title}: {describe_switch_points(points, varied, first).text()}"
