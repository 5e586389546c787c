"""Assumptions: a named cell for each value of the scenario, with unit, basis and source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pricing.analysis.affordability import MAX_COMPARATOR_LENGTH, comparator_cost
from pricing.calculation.measures import HEADLINE
from pricing.model.scenario import DOSE_POLICIES, NO_LIMIT, authorities_for
from pricing.model.scenario_fields import (
    ABSORPTION_HEADERS,
    ASSUMPTIONS_HEADERS,
    COVERS_SEPARATOR,
    PAYER_HEADERS,
    SCENARIO_FIELDS,
)
from pricing.quantities.amounts import MASS, MONEY
from pricing.reference.limits import LIFE_STAGES, limits
from pricing.reference.payers import PayerKind
from pricing.reference.sources import sources
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, comparison_range
from pricing.writing.workbook.sheets.book import cell_value
from pricing.writing.workbook.sheets.validation import INPUT_CELL_FORMAT, MAX_CHOICES_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.reference.limits import Limit
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

LIMIT_HEADERS = ("Safe limits known", "mg a day", "Basis", "Words and source", "Authority | stage")
_REFERENCE_FIGURES = (
    (
        "reference_cost_per_elemental_mg",
        "Reference: cost per elemental mg",
        "cost_per_elemental_mg",
    ),
    ("reference_monthly_cost", "Reference: month swallowed", "monthly_cost"),
    ("reference_headline", "Reference: month per mg a day", HEADLINE.key),
)
_POSITIVE_RULE: dict[str, object] = {"validate": "decimal", "criteria": ">", "value": 0}
_NON_NEGATIVE_RULE: dict[str, object] = {"validate": "decimal", "criteria": ">=", "value": 0}
_DAYS_RULE: dict[str, object] = {
    "validate": "integer", "criteria": "between", "minimum": 1, "maximum": 3_660,
}  # fmt: skip


_UNITS_BY_NAME = {
    "target_mg": "mg elemental", "days": "days", "course_days": "days",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """A line; its value has the defined name `key`.

    `formula`: worked out, not entered. `rule`: what may be entered; {} for what stays as it is.
    """

    key: str
    title: str
    value: CellValue
    unit: str
    basis: str
    formula: str = ""
    rule: dict[str, object] = field(default_factory=dict)


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the scenario, the reference form, absorption factors, payers, and the limits known."""
    sheet.write_row(0, 0, ASSUMPTIONS_HEADERS, book.format(bold=True))
    lines = [*_scenario_rows(book), *_reference_rows(book)]
    for row, line in enumerate(lines, start=FIRST_ROW):
        _write_row(book, sheet, row, line)
    row = _write_absorption(book, sheet, FIRST_ROW + len(lines) + 1)
    row = _write_payers(book, sheet, row + 1)
    last = _write_limits(book, sheet, row + 1)
    sheet.print_area(0, 0, last, len(PAYER_HEADERS) - 1)
    for column, width in enumerate((34, 20, 16, 110, 32, 40)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    book.protect(sheet)


def _write_row(book: WorkbookBuilder, sheet: Any, row: int, line: AssumptionRow) -> None:
    sheet.write_string(row, 0, line.title)
    look = book.format(**INPUT_CELL_FORMAT) if line.rule else None
    if line.formula:
        sheet.write_formula(row, 1, f"={line.formula}", None, line.value)
    elif isinstance(line.value, str):
        book.write_text(sheet, row, 1, line.value, **(INPUT_CELL_FORMAT if line.rule else {}))
    else:
        sheet.write_number(row, 1, line.value, look)
    if line.rule:
        told = {"input_title": line.title[:32], "input_message": line.basis[:255] or line.title}
        sheet.data_validation(row, 1, row, 1, {**line.rule, **told})
    for column, text in ((2, line.unit), (3, line.basis), (4, line.key)):
        sheet.write_string(row, column, text, book.format(indent=1))
    book.define_name(line.key, f"Assumptions!$B${row + 1}")


def _choice_rule(choices: list[str]) -> dict[str, object]:
    return {"validate": "list", "source": choices}


def _scenario_rows(book: WorkbookBuilder) -> Iterator[AssumptionRow]:
    """What the scenario assumes, and what follows from it."""
    now, money = book.comparison.scenario, book.currency.code
    for named in SCENARIO_FIELDS:
        kept = getattr(now, named.field)
        quantity = named.quantity
        value = named.to_text(kept) if quantity is None else cell_value(quantity.to_fraction(kept))
        unit = money if quantity is MONEY else _UNITS_BY_NAME.get(named.cell_name, "")
        basis, rule = _basis_and_rule(book, named.cell_name)
        yield AssumptionRow(named.cell_name, named.title, value, unit, basis, rule=rule)
    yield from _limit_rows(book)
    coins = book.currency.minor_per_unit
    yield AssumptionRow("minor_units", "Coins in one", coins, money, "ISO 4217; tills round to it")
    match = f"MATCH(comparator,{comparison_range('product_name', book.product_count)},0)"
    listed = f'IFERROR(INDEX({comparison_range("cost_per_unit", book.product_count)},{match}),"")'
    yield AssumptionRow(
        "comparator_cost", "Cost of a unit compared with",
        cell_value(comparator_cost(book.comparison)),
        money, "stated, else that of the product",
        f"IF(comparator_stated>0,comparator_stated,{listed})",
    )  # fmt: skip


def _basis_and_rule(book: WorkbookBuilder, name: str) -> tuple[str, dict[str, object]]:
    """The basis of a named cell, and what may stand in it; {} for what stays as it is."""
    now = book.comparison.scenario
    forms = sorted({now.reference_form, *(each.form for each in book.comparison.entered_products)})
    policy = f"{DOSE_POLICIES[now.dose_policy].description}; one of {', '.join(DOSE_POLICIES)}"
    told: dict[str, tuple[str, dict[str, object]]] = {
        "element": ("of this workbook", {}),
        "target_mg": ("chosen", _POSITIVE_RULE),
        "days": ("chosen", _DAYS_RULE),
        "course_days": ("chosen", _DAYS_RULE),
        "dose_policy": (policy, _choice_rule(list(DOSE_POLICIES))),
        "limit_authority": (
            "chosen, from those below", _choice_rule([NO_LIMIT, *authorities_for(now.element)]),
        ),
        "life_stage": ("chosen", _choice_rule(list(LIFE_STAGES.values()))),
        "reference_form": ("the form compared with", _form_choice_rule(forms)),
        "currency": ("ISO 4217; prices in another are left out", {}),
        "comparator": (
            "a product of the list, or any name",
            {"validate": "length", "criteria": "<=", "value": MAX_COMPARATOR_LENGTH},
        ),
        "comparator_stated": ("0 where it is a product of the list", _NON_NEGATIVE_RULE),
        "daily_wage": ("0 where none was stated", _NON_NEGATIVE_RULE),
        "monthly_income": ("0 where none was stated", _NON_NEGATIVE_RULE),
    }  # fmt: skip
    return told.get(name, ("chosen", _NON_NEGATIVE_RULE))


def _form_choice_rule(forms: list[str]) -> dict[str, object]:
    """A list of choices where they fit into one."""
    fits = len(",".join(forms)) <= MAX_CHOICES_LENGTH and not any("," in form for form in forms)
    return _choice_rule(forms) if fits else {"validate": "any"}


def _limit_rows(book: WorkbookBuilder) -> Iterator[AssumptionRow]:
    """The limit that the choice of authority and life stage gives."""
    limit = book.comparison.scenario.limit
    amount = MASS.to_fraction(limit.amount) if limit and limit.amount else None
    for key, title, value, unit, column in (
        ("limit_mg", "Safe limit a day", cell_value(amount), "mg", "limits_mg"),
        ("limit_basis", "What it counts", limit.basis if limit else "", "", "limits_basis"),
    ):
        match = 'MATCH(limit_authority&" | "&life_stage,limits_known,0)'
        set_ = f"ISNUMBER(INDEX(limits_mg,{match}))"
        formula = f'IFERROR(IF({set_},INDEX({column},{match}),""),"")'
        yield AssumptionRow(key, title, value, unit, _limit_basis_text(limit), formula)


def _limit_basis_text(limit: Limit | None) -> str:
    return f"{limit.description} ({sources()[limit.source].title})" if limit else "none"


def _reference_rows(book: WorkbookBuilder) -> Iterator[AssumptionRow]:
    """What is taken of the cheapest product of the reference form."""
    reference = book.comparison.reference
    ranks, count = comparison_range("reference_rank", book.product_count), book.product_count
    for key, title, measure in _REFERENCE_FIGURES:
        value = cell_value(reference.figures.number(measure) if reference else None)
        match = f"MATCH(MIN({ranks}),{comparison_range('rank', count)},0)"
        formula = f'IFERROR(INDEX({comparison_range(measure, count)},{match}),"")'
        basis = "computed: cheapest product of the reference form"
        yield AssumptionRow(key, title, value, book.currency.code, basis, formula)


def _write_absorption(book: WorkbookBuilder, sheet: Any, top: int) -> int:
    """Relative absorption of each form compared, 1 unless assumed otherwise; the row after it."""
    sheet.write_row(top, 0, ABSORPTION_HEADERS, book.format(bold=True))
    names = sorted({each.form for each in book.comparison.entered_products})
    assumed = dict(book.comparison.scenario.absorption)
    for row, form in enumerate(names, start=top + 1):
        factor = book.comparison.scenario.relative_absorption(form)
        book.write_text(sheet, row, 0, form)
        sheet.write_number(row, 1, float(factor), book.format(**INPUT_CELL_FORMAT))
        basis = "an assumption of the user" if form in assumed else "no difference assumed"
        sheet.write_string(row, 3, basis)
    first, last = top + 2, top + 1 + max(len(names), 1)
    sheet.data_validation(first - 1, 1, last - 1, 1, _POSITIVE_RULE)
    book.define_name("absorption_forms", f"Assumptions!$A${first}:$A${last}")
    book.define_name("absorption_factors", f"Assumptions!$B${first}:$B${last}")
    return last + 1


def _write_payers(book: WorkbookBuilder, sheet: Any, top: int) -> int:
    """Each payer's kind and value; the row after them."""
    payers = book.comparison.scenario.payers
    sheet.write_row(top, 0, PAYER_HEADERS, book.format(bold=True))
    for number, payer in enumerate(payers, start=1):
        row = top + number
        book.write_text(sheet, row, 0, payer.name, **INPUT_CELL_FORMAT)
        book.write_text(sheet, row, 1, payer.kind.value, **INPUT_CELL_FORMAT)
        sheet.write_number(row, 2, cell_value(payer.amount) or 0, book.format(**INPUT_CELL_FORMAT))
        book.write_text(sheet, row, 3, payer.needs, **INPUT_CELL_FORMAT)
        sheet.write_string(row, 4, f"payer_{number}_kind, payer_{number}_value")
        book.write_text(sheet, row, 5, COVERS_SEPARATOR.join(payer.covers), **INPUT_CELL_FORMAT)
        sheet.data_validation(row, 1, row, 1, _choice_rule([kind.value for kind in PayerKind]))
        sheet.data_validation(row, 2, row, 2, _NON_NEGATIVE_RULE)
        for name, column in (("kind", "B"), ("value", "C"), ("covers", "F")):
            book.define_name(f"payer_{number}_{name}", f"Assumptions!${column}${row + 1}")
    if not payers:
        sheet.write_string(top + 1, 0, "none but the patient")
    return top + max(len(payers), 1) + 1


def _write_limits(book: WorkbookBuilder, sheet: Any, top: int) -> int:
    """Every limit of this mineral, to choose from; the last row."""
    sheet.write_row(top, 0, LIMIT_HEADERS, book.format(bold=True))
    element = book.comparison.scenario.element
    known = [limit for limit in limits().values() if limit.element == element]
    for row, limit in enumerate(known, start=top + 1):
        stage = LIFE_STAGES[limit.life_stage]
        sheet.write_string(row, 0, f"{limit.title}, {stage}")
        if limit.amount is not None:
            sheet.write_number(row, 1, cell_value(MASS.to_fraction(limit.amount)))
        look = book.format(indent=1)
        sheet.write_string(row, 2, limit.basis, look)
        sheet.write_string(row, 3, f"{limit.description} ({sources()[limit.source].title})", look)
        sheet.write_string(row, 4, f"{limit.authority} | {stage}")
    first, last = top + 2, top + 1 + max(len(known), 1)
    for name, column in (("limits_mg", "B"), ("limits_basis", "C"), ("limits_known", "E")):
        book.define_name(name, f"Assumptions!${column}${first}:${column}${last}")
    return last - 1
