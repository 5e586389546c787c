"""A comparison as one JSON object: exact ratios as their nearest doubles, and as shown."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from pricing.analysis.affordability import ACCESS_MEASURES, Access
from pricing.analysis.findings import findings
from pricing.calculation.measures import HEADLINE, MEASURES, shown
from pricing.model.columns import COLUMNS, Column, Kind, cell_text, values_of
from pricing.quantities.amounts import FACTOR, MASS, MONEY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.analysis.affordability import Paid, WithinBudget
    from pricing.calculation.comparison import Compared, Comparison, FormSummary
    from pricing.model.columns import Base
    from pricing.model.scenario import Scenario
    from pricing.problems.errors import Problem
    from pricing.reference.payers import Payer


def json_text(comparison: Comparison, problems: Sequence[Problem] = ()) -> str:
    """Scenario, products in rank order, forms, access, findings, rows rejected, doubtful cells."""
    access = Access(comparison)
    return json.dumps(
        {
            "scenario": scenario_json(comparison.scenario),
            "products": [_product(each) for each in comparison.products],
            "forms": [_form(each, comparison.scenario.currency) for each in comparison.forms],
            "access": [_paid(each, access.gap(row)) for row in access.rows for each in row],
            "access_summary": [_within(each) for each in access.within_budget()],
            "findings": [{"key": each.key, "says": each.says()} for each in findings(comparison)],
            "rejected": [_located(each) for each in problems if not each.kept],
            "doubtful": [_located(each) for each in problems if each.kept],
        },
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def double(value: Fraction | None) -> float | int | None:
    """The nearest double; whole numbers stay whole."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def scenario_json(scenario: Scenario) -> dict[str, object]:
    """The scenario in units as shown."""
    limit = scenario.limit
    return {
        "element": scenario.element,
        "target_mg": double(MASS.fraction(scenario.target)),
        "days": scenario.days,
        "dose_policy": scenario.dose_policy,
        "limit_authority": scenario.limit_authority,
        "life_stage": scenario.life_stage,
        "limit_mg": double(MASS.fraction(limit.amount)) if limit and limit.amount else None,
        "reference_form": scenario.reference_form,
        "relative_absorption": {
            form: double(FACTOR.fraction(factor)) for form, factor in scenario.absorption
        },
        "currency": scenario.currency,
        "budget": double(MONEY.fraction(scenario.budget)),
        "no_difference": double(MONEY.fraction(scenario.no_difference)),
        "course_days": scenario.course_days,
        "payers": [_payer(each) for each in scenario.payers],
        "daily_wage": double(MONEY.fraction(scenario.daily_wage)) if scenario.daily_wage else None,
        "monthly_income": (
            double(MONEY.fraction(scenario.monthly_income)) if scenario.monthly_income else None
        ),
        "comparator": scenario.comparator,
        "comparator_cost": double(MONEY.fraction(scenario.comparator_cost)) or None,
    }


def input_json(column: Column, value: Base | None) -> object:
    """An input as JSON: amounts as numbers in units as shown, the rest as text."""
    if value is None:
        return None if column.kind.quantity or column.kind is Kind.DATE else ""
    if column.kind.quantity is not None:
        return double(column.kind.quantity.fraction(int(str(value))))
    return value.isoformat() if isinstance(value, date) else cell_text(column, value)


def _product(each: Compared) -> dict[str, object]:
    values = values_of(each.product)
    figures = {measure.key: each.figures.number(measure.key) for measure in MEASURES}
    currency = each.figures.scenario.currency
    return {
        "rank": each.rank,
        **{column.key: input_json(column, values.get(column.key)) for column in COLUMNS},
        "form_group": each.form,
        **{key: double(value) for key, value in figures.items()},
        "shown": {
            measure.key: shown(value, measure.shown, currency)
            for measure in MEASURES
            if (value := figures[measure.key]) is not None
        },
        "checks": [
            {"key": flag.key, "severity": flag.severity.value, "says": flag.says()}
            for flag in each.flags
        ],
    }


def _form(each: FormSummary, currency: str) -> dict[str, object]:
    costs = {"lowest": each.lowest, "median": each.median, "highest": each.highest}
    return {
        "form": each.form,
        "products": each.products,
        **{key: double(value) for key, value in costs.items()},
        "lowest_monthly_cost": double(each.lowest_monthly_cost),
        "lowest_product": each.cheapest.product.product,
        "times_reference": double(each.times_reference),
        "break_even_absorption": double(each.break_even_absorption),
        "shown": {key: shown(value, HEADLINE.shown, currency) for key, value in costs.items()},
    }


def _payer(each: Payer) -> dict[str, object]:
    return {
        "name": each.name,
        "kind": each.kind.value,
        "value": double(each.amount),
        "needs": each.needs,
        "covers": list(each.covers),
    }


def _paid(paid: Paid, gap: Fraction) -> dict[str, object]:
    """One product under one payer."""
    currency = paid.compared.figures.scenario.currency
    figures = {key: paid.number(key) for key in ACCESS_MEASURES}
    return {
        "product": paid.compared.product.product,
        "brand": paid.compared.product.brand,
        "form": paid.compared.form,
        "rank": paid.compared.rank,
        "payer": paid.payer.name,
        "kind": paid.payer.kind.value,
        "needs": paid.payer.needs,
        "covered": paid.is_covered,
        **{key: double(value) for key, value in figures.items()},
        "access_gap": double(gap),
        "within_budget": paid.within_budget,
        "affordable": paid.is_affordable,
        "shown": {
            key: shown(value, ACCESS_MEASURES[key].shown, currency)
            for key, value in figures.items()
            if value is not None
        },
    }


def _within(each: WithinBudget) -> dict[str, object]:
    return {
        "payer": each.payer.name,
        "products_within_budget": each.products,
        "products": each.of,
        "cheapest_form_within_budget": each.form,
        "says": each.says().text(),
    }


def _located(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": f"{problem.what}; {problem.remedy}",
    }
