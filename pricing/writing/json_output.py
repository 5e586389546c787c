"""A comparison as one JSON object, with each figure as the nearest double and as text."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from pricing.analysis.affordability import AFFORDABILITY_MEASURES, Affordability
from pricing.analysis.credited_cost import credited_costs
from pricing.analysis.credited_measures import CREDITED_MEASURES
from pricing.analysis.findings import findings
from pricing.calculation.limit_notes import limit_note
from pricing.calculation.measures import HEADLINE, MEASURES, format_figure
from pricing.model.columns import COLUMNS, Column, ColumnKind, values_by_column, written_text
from pricing.quantities.amounts import FACTOR, MASS, MONEY, PERCENT, TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.analysis.affordability import BudgetSummary, PayerCost
    from pricing.analysis.credited_cost import CreditedCost, OtherMineral
    from pricing.calculation.comparison import ComparedProduct, Comparison, FormSummary
    from pricing.model.columns import BaseValue
    from pricing.model.ingredients import Ingredient
    from pricing.model.scenario import Scenario
    from pricing.problems.errors import Problem
    from pricing.reference.payers import Payer


def comparison_json(comparison: Comparison, problems: Sequence[Problem] = ()) -> str:
    """Return the comparison and the problems of its lists as JSON, products in rank order."""
    affordability = Affordability(comparison)
    currency = comparison.scenario.currency
    credited = credited_costs(comparison)
    return json.dumps(
        {
            "scenario": scenario_json(comparison.scenario),
            "best_buy": comparison.best_buy.product.product if comparison.best_buy else None,
            "products": [
                _product_json(comparison, product) | _credited_json(credited.get(product.position))
                for product in comparison.products
            ],
            "forms": [_form_json(form, currency) for form in comparison.forms],
            "access": [
                _payer_cost_json(cost, affordability.access_gap(row))
                for row in affordability.rows
                for cost in row
            ],
            "access_summary": [
                _budget_summary_json(summary) for summary in affordability.budget_summaries()
            ],
            "findings": [
                {"key": finding.key, "says": finding.text()} for finding in findings(comparison)
            ],
            "rejected": [_problem_json(problem) for problem in problems if not problem.is_row_kept],
            "doubtful": [_problem_json(problem) for problem in problems if problem.is_row_kept],
        },
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def nearest_double(value: Fraction | None) -> float | int | None:
    """Return the nearest double, or an integer if the value is whole.

    >>> from fractions import Fraction
    >>> nearest_double(Fraction(1, 4)), nearest_double(Fraction(300))
    (0.25, 300)
    """
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def scenario_json(scenario: Scenario) -> dict[str, object]:
    """Return the scenario with amounts in the units of the window."""
    limit, note = scenario.limit, limit_note(scenario)
    return {
        "element": scenario.element,
        "target_mg": nearest_double(MASS.to_fraction(scenario.target)),
        "days": scenario.days,
        "dose_policy": scenario.dose_policy,
        "tolerance_percent": nearest_double(TOLERANCE.to_fraction(scenario.tolerance)),
        "limit_authority": scenario.limit_authority,
        "life_stage": scenario.life_stage,
        "limit_mg": (
            nearest_double(MASS.to_fraction(limit.amount)) if limit and limit.amount else None
        ),
        "limit_note": note.text() if note else "",
        "reference_form": scenario.reference_form,
        "relative_absorption": {
            form: nearest_double(FACTOR.to_fraction(factor)) for form, factor in scenario.absorption
        },
        "currency": scenario.currency,
        "budget": nearest_double(MONEY.to_fraction(scenario.budget)),
        "no_difference": nearest_double(MONEY.to_fraction(scenario.no_difference)),
        "course_days": scenario.course_days,
        "payers": [_payer_json(payer) for payer in scenario.payers],
        "daily_wage": (
            nearest_double(MONEY.to_fraction(scenario.daily_wage)) if scenario.daily_wage else None
        ),
        "monthly_income": (
            nearest_double(MONEY.to_fraction(scenario.monthly_income))
            if scenario.monthly_income
            else None
        ),
        "comparator": scenario.comparator,
        "comparator_cost": nearest_double(MONEY.to_fraction(scenario.comparator_cost)) or None,
    }


def input_json(column: Column, value: BaseValue | None) -> object:
    """Return an input as JSON: an amount as a number in the column's unit, others as text."""
    if value is None:
        return None if column.kind.quantity or column.kind is ColumnKind.DATE else ""
    if column.kind.quantity is not None:
        return nearest_double(column.kind.quantity.to_fraction(int(str(value))))
    return value.isoformat() if isinstance(value, date) else written_text(column, value)


def _product_json(comparison: Comparison, product: ComparedProduct) -> dict[str, object]:
    values = values_by_column(product.product)
    figures = {measure.key: product.figures.number(measure.key) for measure in MEASURES}
    currency = product.figures.scenario.currency
    return {
        "rank": product.rank,
        "place": comparison.place_of(product),
        "best_buy": product is comparison.best_buy,
        **{column.key: input_json(column, values.get(column.key)) for column in COLUMNS},
        "ingredients": [_ingredient_json(one) for one in product.product.ingredients],
        "form_group": product.form,
        **{key: nearest_double(value) for key, value in figures.items()},
        "shown": {
            measure.key: format_figure(value, measure.figure_format, currency)
            for measure in MEASURES
            if (value := figures[measure.key]) is not None
        },
        "checks": [
            {"key": flag.key, "severity": flag.severity.value, "says": flag.message()}
            for flag in product.flags
        ],
    }


def _credited_json(cost: CreditedCost | None) -> dict[str, object]:
    """Return the figures of a product less what its other minerals are worth."""
    return {
        **{key: nearest_double(cost.number(key) if cost else None) for key in CREDITED_MEASURES},
        "credited_prices": [_mineral_price_json(other) for other in cost.others] if cost else [],
        "credited_says": [sentence.text() for sentence in cost.sentences] if cost else [],
    }


def _mineral_price_json(other: OtherMineral) -> dict[str, object]:
    """Return the price that values another mineral, and the product that it is of."""
    price = other.price
    return {
        "element": other.element,
        "cost_per_mg": nearest_double(price.cost_per_mg) if price else None,
        "product": price.product.product if price else None,
        "source": price.product.source if price else None,
        "in_catalogue": price.is_in_catalogue if price else False,
    }


def _ingredient_json(ingredient: Ingredient) -> dict[str, object]:
    """Return a mineral of a product with its amounts for a serving."""
    masses = {"elemental_mg": ingredient.elemental, "compound_mg": ingredient.compound}
    daily_value = ingredient.daily_value
    return {
        "element": ingredient.element,
        "form": ingredient.form,
        **{
            key: None if amount is None else nearest_double(MASS.to_fraction(amount))
            for key, amount in masses.items()
        },
        "daily_value_percent": (
            None if daily_value is None else nearest_double(PERCENT.to_fraction(daily_value))
        ),
    }


def _form_json(form: FormSummary, currency: str) -> dict[str, object]:
    costs = {"lowest": form.lowest, "median": form.median, "highest": form.highest}
    return {
        "form": form.form,
        "products": form.products,
        **{key: nearest_double(value) for key, value in costs.items()},
        "lowest_monthly_cost": nearest_double(form.lowest_monthly_cost),
        "lowest_product": form.cheapest.product.product,
        "times_reference": nearest_double(form.times_reference),
        "break_even_absorption": nearest_double(form.break_even_absorption),
        "shown": {
            key: format_figure(value, HEADLINE.figure_format, currency)
            for key, value in costs.items()
        },
    }


def _payer_json(payer: Payer) -> dict[str, object]:
    return {
        "name": payer.name,
        "kind": payer.kind.value,
        "value": nearest_double(payer.amount),
        "needs": payer.needs,
        "covers": list(payer.covers),
    }


def _payer_cost_json(cost: PayerCost, gap: Fraction) -> dict[str, object]:
    """Return what one product costs the patient under one payer."""
    product = cost.compared_product
    currency = product.figures.scenario.currency
    figures = {key: cost.number(key) for key in AFFORDABILITY_MEASURES}
    return {
        "product": product.product.product,
        "brand": product.product.brand,
        "form": product.form,
        "rank": product.rank,
        "payer": cost.payer.name,
        "kind": cost.payer.kind.value,
        "needs": cost.payer.needs,
        "covered": cost.is_covered,
        **{key: nearest_double(value) for key, value in figures.items()},
        "access_gap": nearest_double(gap),
        "within_budget": cost.within_budget,
        "first_purchase_within_budget": cost.first_purchase_within_budget,
        "affordable": cost.is_affordable,
        "shown": {
            key: format_figure(value, AFFORDABILITY_MEASURES[key].figure_format, currency)
            for key, value in figures.items()
            if value is not None
        },
    }


def _budget_summary_json(summary: BudgetSummary) -> dict[str, object]:
    return {
        "payer": summary.payer.name,
        "products_within_budget": summary.products,
        "first_purchases_within_budget": summary.first_purchases,
        "products_without_stop": summary.total_products,
        "cheapest_form_within_budget": summary.form,
        "says": summary.sentence().text(),
    }


def _problem_json(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": problem.line,
    }
