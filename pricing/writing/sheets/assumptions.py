"""Assumptions: a named cell for each value of the scenario, with unit, basis and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pricing.amounts import MASS, MONEY
from pricing.evidence import authorities, sources
from pricing.forms import elements
from pricing.limits import LIFE_STAGES
from pricing.measures import HEADLINE
from pricing.scenario import DOSE_POLICIES, NO_LIMIT, Scenario
from pricing.writing.sheets.book import INPUT_CELL, stored
from pricing.writing.sheets.cells import FIRST_ROW, whole_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.writing.sheets.book import Book, Stored

HEADERS = ("Assumption", "Value", "Unit", "Basis and source", "Name in formulas")
_REFERENCES = (
    (
        "reference_cost_per_elemental_mg",
        "Reference: cost per elemental mg",
        "cost_per_elemental_mg",
    ),
    ("reference_monthly_cost", "Reference: month swallowed", "monthly_cost"),
    ("reference_headline", "Reference: month per mg a day", HEADLINE.key),
)


@dataclass(frozen=True, slots=True)
class Assumption:
    """A line; its value has the defined name `key`. `formula`: worked out, not entered."""

    key: str
    title: str
    value: Stored
    unit: str
    basis: str
    formula: str = ""


def write(book: Book, sheet: Any) -> None:
    """Write the scenario, what is taken of the reference form, and the absorption factors."""
    sheet.write_row(0, 0, HEADERS, book.format(bold=True))
    lines = [*_scenario(book), *_references(book)]
    for row, line in enumerate(lines, start=FIRST_ROW):
        _write_line(book, sheet, row, line)
    _write_absorption(book, sheet, FIRST_ROW + len(lines) + 1)
    for column, width in enumerate((34, 16, 16, 70, 32)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)


def _write_line(book: Book, sheet: Any, row: int, line: Assumption) -> None:
    sheet.write_string(row, 0, line.title)
    if line.formula:
        sheet.write_formula(row, 1, f"={line.formula}", None, line.value)
    elif isinstance(line.value, str):
        sheet.write_string(row, 1, line.value, book.format(**INPUT_CELL))
    else:
        sheet.write_number(row, 1, line.value, book.format(**INPUT_CELL))
    for column, text in ((2, line.unit), (3, line.basis), (4, line.key)):
        sheet.write_string(row, column, text)
    book.define(line.key, f"Assumptions!$B${row + 1}")


def _scenario(book: Book) -> Iterator[Assumption]:
    now, money = book.comparison.scenario, book.currency.code
    limit = now.limit
    policies = " | ".join(DOSE_POLICIES)
    target, budget = MASS.fraction(now.target), MONEY.fraction(now.budget)
    band = MONEY.fraction(now.no_difference)
    amount = stored(MASS.fraction(limit.amount)) if limit and limit.amount else ""
    policy = DOSE_POLICIES[now.dose_policy].says
    stage = LIFE_STAGES[now.life_stage]
    rounds = "ISO 4217; tills round to it"
    for key, title, value, unit, basis in (
        ("element", "Mineral", elements()[now.element].name, "", "chosen"),
        ("target_mg", "Target a day", stored(target), "mg elemental", "chosen"),
        ("days", "Days of a month", now.days, "days", "chosen"),
        ("course_days", "Days of a course", now.course_days, "days", "chosen"),
        ("dose_policy", "Dose policy", now.dose_policy, policies, policy),
        ("limit_mg", "Safe limit a day", amount, "mg", _limit_basis(now)),
        ("life_stage", "Life stage of the limit", stage, "", "chosen"),
        ("reference_form", "Reference form", now.reference_form, "", "the form compared with"),
        ("currency", "Currency", money, "ISO 4217", "prices in another are left out"),
        ("minor_units", "Coins in one", book.currency.minor_per_unit, money, rounds),
        ("budget", "Budget a month", stored(budget), money, "chosen"),
        ("no_difference", "No difference below", stored(band), f"{money} a month", "chosen"),
    ):
        yield Assumption(key, title, value, unit, basis)


def _limit_basis(now: Scenario) -> str:
    if now.limit_authority == NO_LIMIT:
        return "none chosen"
    title, limit = authorities()[now.limit_authority].title, now.limit
    if limit is None:
        return f"{title}: none set"
    return f"{title}: {limit.words} ({sources()[limit.source].title})"


def _references(book: Book) -> Iterator[Assumption]:
    """What is taken of the cheapest product of the reference form."""
    reference = book.comparison.reference
    ranks, count = whole_column("reference_rank", book.count), book.count
    for key, title, measure in _REFERENCES:
        value = stored(reference.figures.number(measure) if reference else None)
        match = f"MATCH(MIN({ranks}),{whole_column('rank', count)},0)"
        formula = f'IFERROR(INDEX({whole_column(measure, count)},{match}),"")'
        basis = "computed: cheapest product of the reference form"
        yield Assumption(key, title, value, book.currency.code, basis, formula)


def _write_absorption(book: Book, sheet: Any, top: int) -> None:
    """Relative absorption of each form compared; 1 unless the user assumed otherwise."""
    header = ("Relative absorption of the form", "Factor", "", "Basis")
    sheet.write_row(top, 0, header, book.format(bold=True))
    names = sorted({each.form for each in book.comparison.entered})
    assumed = dict(book.comparison.scenario.absorption)
    for row, form in enumerate(names, start=top + 1):
        factor = book.comparison.scenario.relative_absorption(form)
        book.text(sheet, row, 0, form)
        sheet.write_number(row, 1, float(factor), book.format(**INPUT_CELL))
        basis = "an assumption of the user" if form in assumed else "no difference assumed"
        sheet.write_string(row, 3, basis)
    first, last = top + 2, top + 1 + max(len(names), 1)
    book.define("absorption_forms", f"Assumptions!$A${first}:$A${last}")
    book.define("absorption_factors", f"Assumptions!$B${first}:$B${last}")
