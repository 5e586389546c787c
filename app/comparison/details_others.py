"""Words of the Details sheet on the minerals that a product holds beside the compared one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.analysis.credited_cost import credited_costs
from pricing.calculation.checks.case import CheckCase
from pricing.calculation.checks.other_minerals import other_doses
from pricing.calculation.measures import FigureFormat
from pricing.calculation.sentences import (
    Amount,
    Mineral,
    Sentence,
    SentenceValue,
    UnitCount,
    capitalized,
    mass_amount,
)
from pricing.quantities.amounts import MASS

if TYPE_CHECKING:
    from datetime import date

    from pricing.calculation.comparison import ComparedProduct, Comparison

    Lines = tuple[str, list[str]]


def credited_lines(comparison: Comparison, product: ComparedProduct) -> Lines:
    """Return the heading of the credited cost, and how the value of the others comes about."""
    cost = credited_costs(comparison).get(product.position)
    lines = [capitalized(line.short_text(notation())) for line in cost.sentences] if cost else []
    month = cost.number("credited_monthly_cost") if cost else None
    if month is None:
        return tr("Credited cost not known"), lines
    currency = comparison.scenario.currency
    amount = Amount(month, FigureFormat.MONEY, currency).text(notation())
    title = tr("Credited {amount}: less what the others are worth", amount=amount)
    return title, [
        *lines,
        tr("The best buy goes by the whole price. The rows can be ordered by the credited one."),
    ]


def other_dose_lines(product: ComparedProduct, today: date) -> Lines:
    """Return what the day's dose gives of each other mineral, with its limit."""
    case = CheckCase(product.figures, today)
    units = product.figures.number("units_per_day")
    if units is None:
        return tr("What it also gives"), []
    count = UnitCount(units, product.product.unit_kind).text(notation())
    lines = []
    for dose in other_doses(case):
        mineral = capitalized(Mineral(dose.element).text(notation()))
        amount = mass_amount(dose.delivered, dose.element)
        values: dict[str, SentenceValue] = {"mineral": mineral, "amount": amount}
        template = "{mineral}: {amount}"
        if dose.limit is not None and dose.limit.amount is not None:
            values["limit"] = mass_amount(MASS.to_fraction(dose.limit.amount), dose.element)
            template = "{mineral}: {amount} of at most {limit}"
            if dose.share_of_limit > 1:
                template = "{mineral}: {amount}, over the safe limit of {limit}"
        lines.append(Sentence(template, values).short_text(notation()))
    return tr("What {count} a day also give", count=count), lines
