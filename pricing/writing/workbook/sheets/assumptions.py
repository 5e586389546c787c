"""Assumptions: a named cell for each value of the scenario, with its unit, basis and source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pricing.analysis.affordability import MAX_COMPARATOR_LENGTH, comparator_cost
from pricing.calculation.figures import treatment_amount
from pricing.calculation.limit_notes import limit_note, note_for
from pricing.calculation.sentences import capitalized
from pricing.model.scenario import DOSE_POLICIES, NO_LIMIT, authorities_for
from pricing.model.scenario_fields import (
    ABSORPTION_HEADERS,
    ASSUMPTIONS_HEADERS,
    COVERS_SEPARATOR,
    PAYER_HEADERS,
    SCENARIO_FIELDS,
)
from pricing.quantities.amounts import MASS, MONEY, TOLERANCE
from pricing.reference.limits import LIFE_STAGES, find_limit
from pricing.reference.payers import PayerKind
from pricing.reference.sources import authorities, sources
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, comparison_range
from pricing.writing.workbook.sheets.book import (
    INPUT_CELL_FORMAT,
    MAX_CHOICES_LENGTH,
    cell_value,
    row_height,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.reference.limits import Limit
    from pricing.writing.workbook.sheets.book import CellValue, WorkbookBuilder

LIMIT_HEADERS = (
    "Safe limits", "mg a day", "Basis", "Wording and source", "Authority | stage", "Note",
)  # fmt: skip
_REFERENCE_FIGURES = (
    (
        "reference_cost_per_elemental_mg",
        "Reference form: cost per elemental mg",
        "cost_per_elemental_mg",
    ),
    ("reference_monthly_cost", "Reference form: cost in the period, as taken", "monthly_cost"),
)
_POSITIVE_RULE: dict[str, object] = {"validate": "decimal", "criteria": ">", "value": 0}
_NON_NEGATIVE_RULE: dict[str, object] = {"validate": "decimal", "criteria": ">=", "value": 0}
_DAYS_RULE: dict[str, object] = {
    "validate": "integer", "criteria": "between", "minimum": 1, "maximum": 3_660,
}  # fmt: skip
_TOLERANCE_RULE: dict[str, object] = {
    "validate": "decimal", "criteria": "between", "minimum": 0,
    "maximum": TOLERANCE.largest // TOLERANCE.base_per_unit,
}  # fmt: skip
_UNITS_BY_NAME = {
    "target_mg": "mg elemental", "days": "days", "course_days": "days",
    "tolerance_percent": "%",
}  # fmt: skip
_YOUR_CHOICE = "Your choice."
_LIMIT_MATCH = 'MATCH(limit_authority&" | "&life_stage,limits_known,0)'
_COLUMN_WIDTHS = (34, 14, 13, 62, 30, 32)


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """A row whose value has the defined name `key`.

    A computed value has a `formula`. A value to enter has a validation `rule`.
    """

    key: str
    title: str
    value: CellValue
    unit: str
    basis: str
    formula: str = ""
    rule: dict[str, object] = field(default_factory=dict)


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the scenario, the reference form, absorption factors, payers and known limits."""
    sheet.write_row(0, 0, ASSUMPTIONS_HEADERS, book.format(bold=True))
    rows = [*_scenario_rows(book), *_reference_rows(book)]
    for number, assumption in enumerate(rows, start=FIRST_ROW):
        _write_row(book, sheet, number, assumption)
    next_row = _write_absorption(book, sheet, FIRST_ROW + len(rows) + 1)
    next_row = _write_payers(book, sheet, next_row + 1)
    last = _write_limits(book, sheet, next_row + 1)
    sheet.print_area(0, 0, last, len(PAYER_HEADERS) - 1)
    for column, width in enumerate(_COLUMN_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    book.protect(sheet)


def _write_row(book: WorkbookBuilder, sheet: Any, row: int, assumption: AssumptionRow) -> None:
    properties = {"valign": "top", **(INPUT_CELL_FORMAT if assumption.rule else {})}
    cell_format = book.format(**properties)
    sheet.set_row(row, row_height(assumption.basis, _COLUMN_WIDTHS[3]))
    sheet.write_string(row, 0, assumption.title, book.format(valign="top"))
    if assumption.formula:
        sheet.write_formula(row, 1, f"={assumption.formula}", cell_format, assumption.value)
    elif isinstance(assumption.value, str):
        book.write_text(sheet, row, 1, assumption.value, **properties)
    else:
        sheet.write_number(row, 1, assumption.value, cell_format)
    if assumption.rule:
        messages = {
            "input_title": assumption.title[:32],
            "input_message": assumption.basis[:255] or assumption.title,
        }
        sheet.data_validation(row, 1, row, 1, {**assumption.rule, **messages})
    for column, text in ((2, assumption.unit), (3, assumption.basis), (4, assumption.key)):
        sheet.write_string(row, column, text, book.wrapped_format)
    book.define_name(assumption.key, f"Assumptions!$B${row + 1}")


def _choice_rule(choices: list[str]) -> dict[str, object]:
    return {"validate": "list", "source": choices}


def _scenario_rows(book: WorkbookBuilder) -> Iterator[AssumptionRow]:
    """Return the scenario's values, and those that follow from them."""
    scenario, currency = book.comparison.scenario, book.currency.code
    for scenario_field in SCENARIO_FIELDS:
        base_value = getattr(scenario, scenario_field.field)
        name, quantity = scenario_field.cell_name, scenario_field.quantity
        if quantity is None:
            value: CellValue = scenario_field.to_text(base_value)
        else:
            value = cell_value(quantity.to_fraction(base_value))
        unit = currency if quantity is MONEY else _UNITS_BY_NAME.get(name, "")
        basis, rule = _basis_and_rule(book, name)
        yield AssumptionRow(name, scenario_field.title, value, unit, basis, rule=rule)
    yield from _limit_rows(book)
    yield AssumptionRow(
        "minor_units", "Smallest coins in one", book.currency.minor_per_unit, currency,
        "ISO 4217. Prices are rounded to the smallest coin.",
    )  # fmt: skip
    treatment = treatment_amount(scenario.element)
    yield AssumptionRow(
        "treatment_mg", "More a day is a treatment", cell_value(treatment), "mg",
        "The most that a supplement should hold. Empty if no such amount is known.",
    )  # fmt: skip
    match = f"MATCH(comparator,{comparison_range('product_name', book.product_count)},0)"
    product_cost = (
        f'IFERROR(INDEX({comparison_range("cost_per_unit", book.product_count)},{match}),"")'
    )
    yield AssumptionRow(
        "comparator_cost", "Cost of a unit of the comparator",
        cell_value(comparator_cost(book.comparison)),
        currency, "The stated cost, or else the product's cost of a unit.",
        f"IF(comparator_stated>0,comparator_stated,{product_cost})",
    )  # fmt: skip


def _basis_and_rule(book: WorkbookBuilder, name: str) -> tuple[str, dict[str, object]]:
    """Return the basis of a named cell and its validation rule, which is {} for a fixed cell."""
    scenario = book.comparison.scenario
    product_forms = (product.form for product in book.comparison.entered_products)
    forms = sorted({scenario.reference_form, *product_forms})
    policy = capitalized(DOSE_POLICIES[scenario.dose_policy].description)
    authorities = [NO_LIMIT, *authorities_for(scenario.element)]
    bases_and_rules: dict[str, tuple[str, dict[str, object]]] = {
        "element": ("The mineral of this workbook.", {}),
        "target_mg": (_YOUR_CHOICE, _POSITIVE_RULE),
        "days": (_YOUR_CHOICE, _DAYS_RULE),
        "course_days": (_YOUR_CHOICE, _DAYS_RULE),
        "dose_policy": (
            f"{policy}. Choose one of {', '.join(DOSE_POLICIES)}.",
            _choice_rule(list(DOSE_POLICIES)),
        ),
        "tolerance_percent": (
            "How far a dose may stay below the target. A 199 mg tablet meets a target of 200 mg.",
            _TOLERANCE_RULE,
        ),
        "limit_authority": ("Your choice from the limits below.", _choice_rule(authorities)),
        "life_stage": (_YOUR_CHOICE, _choice_rule(list(LIFE_STAGES.values()))),
        "reference_form": ("The form that others are compared with.", _form_choice_rule(forms)),
        "currency": ("ISO 4217. Prices in other currencies are left out.", {}),
        "comparator": (
            "A product of the list, or any other name.",
            {"validate": "length", "criteria": "<=", "value": MAX_COMPARATOR_LENGTH},
        ),
        "comparator_stated": ("0 if the comparator is a product of the list.", _NON_NEGATIVE_RULE),
        "daily_wage": ("0 if none is stated.", _NON_NEGATIVE_RULE),
        "monthly_income": ("0 if none is stated.", _NON_NEGATIVE_RULE),
    }  # fmt: skip
    return bases_and_rules.get(name, (_YOUR_CHOICE, _NON_NEGATIVE_RULE))


def _form_choice_rule(forms: list[str]) -> dict[str, object]:
    """Return a list of choices, or a rule that accepts anything if Excel cannot hold the list."""
    fits = len(",".join(forms)) <= MAX_CHOICES_LENGTH and not any("," in form for form in forms)
    return _choice_rule(forms) if fits else {"validate": "any"}


def _limit_rows(book: WorkbookBuilder) -> Iterator[AssumptionRow]:
    """Return the limit that follows from the authority and the life stage."""
    limit = book.comparison.scenario.limit
    amount = MASS.to_fraction(limit.amount) if limit and limit.amount else None
    for key, title, value, unit, column in (
        ("limit_mg", "Safe limit a day", cell_value(amount), "mg", "limits_mg"),
        ("limit_basis", "What the limit counts", limit.basis if limit else "", "", "limits_basis"),
    ):
        has_amount = f"ISNUMBER(INDEX(limits_mg,{_LIMIT_MATCH}))"
        formula = f'IFERROR(IF({has_amount},INDEX({column},{_LIMIT_MATCH}),""),"")'
        yield AssumptionRow(key, title, value, unit, _limit_basis_text(limit), formula)
    note = limit_note(book.comparison.scenario)
    yield AssumptionRow(
        "limit_note", "Note on the limit", note.text() if note else "", "",
        "Empty if the limit is that of the life stage itself.",
        f'IFERROR(INDEX(limits_note,{_LIMIT_MATCH})&"","")',
    )  # fmt: skip


def _limit_basis_text(limit: Limit | None) -> str:
    if limit is None:
        return "No limit is chosen."
    return f"{limit.description} ({sources()[limit.source].title})"


def _reference_rows(book: WorkbookBuilder) -> Iterator[AssumptionRow]:
    """Return the figures of the cheapest product of the reference form."""
    reference = book.comparison.reference
    ranks, count = comparison_range("reference_rank", book.product_count), book.product_count
    for key, title, measure in _REFERENCE_FIGURES:
        value = cell_value(reference.figures.number(measure) if reference else None)
        match = f"MATCH(MIN({ranks}),{comparison_range('rank', count)},0)"
        formula = f'IFERROR(INDEX({comparison_range(measure, count)},{match}),"")'
        basis = "Computed from the cheapest product of the reference form."
        yield AssumptionRow(key, title, value, book.currency.code, basis, formula)


def _write_absorption(book: WorkbookBuilder, sheet: Any, top: int) -> int:
    """Write the relative absorption of each form and return the next row."""
    sheet.write_row(top, 0, ABSORPTION_HEADERS, book.format(bold=True))
    forms = sorted({product.form for product in book.comparison.entered_products})
    assumed_forms = dict(book.comparison.scenario.absorption)
    for row, form in enumerate(forms, start=top + 1):
        factor = book.comparison.scenario.relative_absorption(form)
        book.write_text(sheet, row, 0, form)
        sheet.write_number(row, 1, float(factor), book.format(**INPUT_CELL_FORMAT))
        basis = "Your assumption." if form in assumed_forms else "No difference is assumed."
        sheet.write_string(row, 3, basis, book.wrapped_format)
    first, last = top + 2, top + 1 + max(len(forms), 1)
    sheet.data_validation(first - 1, 1, last - 1, 1, _POSITIVE_RULE)
    book.define_name("absorption_forms", f"Assumptions!$A${first}:$A${last}")
    book.define_name("absorption_factors", f"Assumptions!$B${first}:$B${last}")
    return last + 1


def _write_payers(book: WorkbookBuilder, sheet: Any, top: int) -> int:
    """Write each payer and return the next row."""
    payers = book.comparison.scenario.payers
    sheet.write_row(top, 0, PAYER_HEADERS, book.format(bold=True))
    text_format = {**INPUT_CELL_FORMAT, "align": "left", "valign": "top", "text_wrap": True}
    widths = _COLUMN_WIDTHS
    for number, payer in enumerate(payers, start=1):
        row = top + number
        covers = COVERS_SEPARATOR.join(payer.covers)
        sheet.set_row(row, max(row_height(payer.needs, widths[3]), row_height(covers, widths[5])))
        book.write_text(sheet, row, 0, payer.name, **text_format)
        book.write_text(sheet, row, 1, payer.kind.value, **text_format)
        value_format = book.format(valign="top", **INPUT_CELL_FORMAT)
        sheet.write_number(row, 2, cell_value(payer.amount) or 0, value_format)
        book.write_text(sheet, row, 3, payer.needs, indent=1, **text_format)
        names = f"payer_{number}_kind, payer_{number}_value"
        sheet.write_string(row, 4, names, book.wrapped_format)
        book.write_text(sheet, row, 5, covers, **text_format)
        sheet.data_validation(row, 1, row, 1, _choice_rule([kind.value for kind in PayerKind]))
        sheet.data_validation(row, 2, row, 2, _NON_NEGATIVE_RULE)
        for name, column in (("kind", "B"), ("value", "C"), ("covers", "F")):
            book.define_name(f"payer_{number}_{name}", f"Assumptions!${column}${row + 1}")
    if not payers:
        sheet.write_string(top + 1, 0, "The patient pays everything.")
    return top + max(len(payers), 1) + 1


def _write_limits(book: WorkbookBuilder, sheet: Any, top: int) -> int:
    """Write the limit of every authority for every life stage and return the last row."""
    sheet.write_row(top, 0, LIMIT_HEADERS, book.format(bold=True))
    element = book.comparison.scenario.element
    pairs = [
        (authority, life_stage)
        for authority in authorities_for(element)
        for life_stage in LIFE_STAGES
    ]
    top_format = book.format(valign="top")
    for row, (authority, life_stage) in enumerate(pairs, start=top + 1):
        limit = find_limit(element, authority, life_stage)
        note = note_for(element, authority, life_stage)
        note_text = note.text() if note else ""
        stage, basis = LIFE_STAGES[life_stage], _limit_basis_text(limit)
        heights = (row_height(basis, _COLUMN_WIDTHS[3]), row_height(note_text, _COLUMN_WIDTHS[5]))
        sheet.set_row(row, max(heights))
        sheet.write_string(row, 0, f"{authorities()[authority].short}, {stage}", top_format)
        if limit is not None and limit.amount is not None:
            sheet.write_number(row, 1, cell_value(MASS.to_fraction(limit.amount)), top_format)
        sheet.write_string(row, 2, limit.basis if limit else "", book.wrapped_format)
        sheet.write_string(row, 3, basis, book.wrapped_format)
        sheet.write_string(row, 4, f"{authority} | {stage}", book.wrapped_format)
        sheet.write_string(row, 5, note_text, book.wrapped_format)
    first, last = top + 2, top + 1 + max(len(pairs), 1)
    columns = (
        ("limits_mg", "B"), ("limits_basis", "C"), ("limits_known", "E"), ("limits_note", "F"),
    )  # fmt: skip
    for name, column in columns:
        book.define_name(name, f"Assumptions!${column}${first}:${column}${last}")
    return last - 1
