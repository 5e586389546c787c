"""A comparison as one JSON object: exact ratios as their nearest doubles, and as shown."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from pricing.analysis.affordability import AFFORDABILITY_MEASURES, Affordability
from pricing.analysis.findings import findings
from pricing.calculation.measures import HEADLINE, MEASURES, format_figure
from pricing.model.columns import COLUMNS, Column, ColumnKind, cell_text, values_by_column
from pricing.quantities.amounts import FACTOR, MASS, MONEY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.analysis.affordability import BudgetSummary, PayerCost
    from pricing.calculation.comparison import ComparedProduct, Comparison, FormSummary
    from pricing.model.columns import BaseValue
    from pricing.model.scenario import Scenario
    from pricing.problems.errors import Problem
    from pricing.reference.payers import Payer


def comparison_json(comparison: Comparison, problems: Sequence[Problem] = ()) -> str:
    """Scenario, products in rank order, forms, access, findings, rows rejected, doubtful cells."""
    access = Affordability(comparison)
    return json.dumps(
        {
            "scenario": scenario_json(comparison.scenario),
            "products": [_product_json(each) for each in comparison.products],
            "forms": [_form_json(each, comparison.scenario.currency) for each in comparison.forms],
            "access": [
                _payment_json(each, access.access_gap(row)) for row in access.rows for each in row
            ],
            "access_summary": [_within_budget_json(each) for each in access.budget_summaries()],
            "findings": [{"key": each.key, "says": each.text()} for each in findings(comparison)],
            "rejected": [_problem_json(each) for each in problems if not each.is_row_kept],
            "doubtful": [_problem_json(each) for each in problems if each.is_row_kept],
        },
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def nearest_double(value: Fraction | None) -> float | int | None:
    """The nearest double; whole numbers stay whole."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def scenario_json(scenario: Scenario) -> dict[str, object]:
    """The scenario in units as shown."""
    limit = scenario.limit
    return {
        "element": scenario.element,
        "target_mg": nearest_double(MASS.to_fraction(scenario.target)),
        "days": scenario.days,
        "dose_policy": scenario.dose_policy,
        "limit_authority": scenario.limit_authority,
        "life_stage": scenario.life_stage,
        "limit_mg": nearest_double(MASS.to_fraction(limit.amount))
        if limit and limit.amount
        else None,
        "reference_form": scenario.reference_form,
        "relative_absorption": {
            form: nearest_double(FACTOR.to_fraction(factor)) for form, factor in scenario.absorption
        },
        "currency": scenario.currency,
        "budget": nearest_double(MONEY.to_fraction(scenario.budget)),
        "no_difference": nearest_double(MONEY.to_fraction(scenario.no_difference)),
        "course_days": scenario.course_days,
        "payers": [_payer_json(each) for each in scenario.payers],
        "daily_wage": nearest_double(MONEY.to_fraction(scenario.daily_wage))
        if scenario.daily_wage
        else None,
        "monthly_income": (
            nearest_double(MONEY.to_fraction(scenario.monthly_income))
            if scenario.monthly_income
            else None
        ),
        "comparator": scenario.comparator,
        "comparator_cost": nearest_double(MONEY.to_fraction(scenario.comparator_cost)) or None,
    }


def input_json(column: Column, value: BaseValue | None) -> object:
    """An input as JSON: amounts as numbers in units as shown, the rest as text."""
    if value is None:
        return None if column.kind.quantity or column.kind is ColumnKind.DATE else ""
    if column.kind.quantity is not None:
        return nearest_double(column.kind.quantity.to_fraction(int(str(value))))
    return value.isoformat() if isinstance(value, date) else cell_text(column, value)


def _product_json(each: ComparedProduct) -> dict[str, object]:
    values = values_by_column(each.product)
    figures = {measure.key: each.figures.number(measure.key) for measure in MEASURES}
    currency = each.figures.scenario.currency
    return {
        "rank": each.rank,
        **{column.key: input_json(column, values.get(column.key)) for column in COLUMNS},
        "form_group": each.form,
        **{key: nearest_double(value) for key, value in figures.items()},
        "shown": {
            measure.key: format_figure(value, measure.figure_format, currency)
            for measure in MEASURES
            if (value := figures[measure.key]) is not None
        },
        "checks": [
            {"key": flag.key, "severity": flag.severity.value, "says": flag.message()}
            for flag in each.flags
        ],
    }


def _form_json(each: FormSummary, currency: str) -> dict[str, object]:
    costs = {"lowest": each.lowest, "median": each.median, "highest": each.highest}
    return {
        "form": each.form,
        "products": each.products,
        **{key: nearest_double(value) for key, value in costs.items()},
        "lowest_monthly_cost": nearest_double(each.lowest_monthly_cost),
        "lowest_product": each.cheapest.product.product,
        "times_reference": nearest_double(each.times_reference),
        "break_even_absorption": nearest_double(each.break_even_absorption),
        "shown": {
            key: format_figure(value, HEADLINE.figure_format, currency)
            for key, value in costs.items()
        },
    }


def _payer_json(each: Payer) -> dict[str, object]:
    return {
        "name": each.name,
        "kind": each.kind.value,
        "value": nearest_double(each.amount),
        "needs": each.needs,
        "covers": list(each.covers),
    }


def _payment_json(paid: PayerCost, gap: Fraction) -> dict[str, object]:
    """One product under one payer."""
    currency = paid.compared_product.figures.scenario.currency
    figures = {key: paid.number(key) for key in AFFORDABILITY_MEASURES}
    return {
        "product": paid.compared_product.product.product,
        "brand": paid.compared_product.product.brand,
        "form": paid.compared_product.form,
        "rank": paid.compared_product.rank,
        "payer": paid.payer.name,
        "kind": paid.payer.kind.value,
        "needs": paid.payer.needs,
        "covered": paid.is_covered,
        **{key: nearest_double(value) for key, value in figures.items()},
        "access_gap": nearest_double(gap),
        "within_budget": paid.within_budget,
        "affordable": paid.is_affordable,
        "shown": {
            key: format_figure(value, AFFORDABILITY_MEASURES[key].figure_format, currency)
            for key, value in figures.items()
            if value is not None
        },
    }


def _within_budget_json(each: BudgetSummary) -> dict[str, object]:
    return {
        "payer": each.payer.name,
        "products_within_budget": each.products,
        "products": each.total_products,
        "cheapest_form_within_budget": each.form,
        "says": each.sentence().text(),
    }


def _problem_json(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": problem.line,
    }
