"""Writes the small lines below figures: what is over a limit, above the target, or credited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.table.layout import DELIVERED, MONTH
from app.toolkit.locale_format import notation
from app.toolkit.other_limits import other_over_limit_text
from app.toolkit.signs import Sign
from app.toolkit.translation import tr
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.quantities.rounding import format_trimmed
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from pricing.calculation.comparison import ComparedProduct, Comparison


CREDITED_AMOUNT = "credited {amount}"


def second_line(
    comparison: Comparison, compared: ComparedProduct, key: str, sign: Sign | None
) -> str:
    """Return the small line below a figure of a product, such as "over 350", or ""."""
    if key == MONTH:
        return _credited_text(comparison, compared)
    if key != DELIVERED or sign is None:
        return ""
    if sign is Sign.OVER_LIMIT:
        return other_over_limit_text(compared) or _over_limit_text(compared)
    delivered, target = compared.figures.number(DELIVERED), compared.figures.number("target_mg")
    if sign is Sign.ABOVE_TARGET and delivered is not None and target:
        percent = format_trimmed((delivered / target - 1) * 100, 0)
        return tr("target +{percent} %", percent=notation().format_number(percent))
    return ""


def _over_limit_text(compared: ComparedProduct) -> str:
    """Return the limit that the dose passes, or ""."""
    limit = compared.figures.number("limit_mg")
    if limit is None:
        return ""
    units = limit * elements()[compared.product.element].units_per_mg
    return tr("over {limit}", limit=notation().format_number(format_trimmed(units, 3)))


def _credited_text(comparison: Comparison, compared: ComparedProduct) -> str:
    """Return the cost less what the other minerals are worth, or "" where it is not known."""
    if not compared.product.other_minerals:
        return ""
    from pricing.analysis.credited_cost import credited_monthly_cost

    cost = credited_monthly_cost(comparison, compared)
    if cost is None:
        return ""
    currency = comparison.scenario.currency
    amount = format_figure_with_unit(cost, FigureFormat.MONEY, currency, notation())
    return tr(CREDITED_AMOUNT, amount=amount)
