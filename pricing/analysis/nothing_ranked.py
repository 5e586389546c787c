"""Reasons for which no product is ranked: another mineral or currency, a price of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.analysis.verdict import Verdict
from pricing.analysis.verdict_words import VerdictWords
from pricing.calculation.sentences import Sentence

if TYPE_CHECKING:
    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import Comparison

_REASONS = ("element_differs", "currency_differs", "price_rounds_to_nothing")
_CURRENCY_ADVICE = (
    "Choose {own} as the currency of the comparison, or enter its price in {currency}."
)


def verdict_on_nothing_ranked(comparison: Comparison) -> Verdict | None:
    """Return why none of the products is ranked; None if one is, or if there is none.

    Each reason stands once, with the first product that it holds for and the remedy.
    """
    if comparison.ranked_products or not comparison.entered_products:
        return None
    words = VerdictWords(comparison)
    reasons: dict[str, Sentence] = {}
    for product in comparison.entered_products:
        flags = {flag.key: flag for flag in product.flags}
        key = next((key for key in _REASONS if key in flags), "")
        if key and key not in reasons:
            reasons[key] = Sentence(
                "{name}: {found} {remedy}",
                {
                    "name": words.name(product),
                    "found": flags[key].statement,
                    "remedy": _remedy(flags[key]),
                },
            )
    title = Sentence("No product here can be ranked")
    return Verdict(None, Sentence("No best buy yet"), title, tuple(reasons.values()), ())


def _remedy(flag: Flag) -> Sentence:
    """Return what to do: where all prices are in another currency, the comparison may be too."""
    if flag.key == "currency_differs":
        return Sentence(_CURRENCY_ADVICE, flag.statement.parameters)
    return flag.remedy
