"""A product's rank in words, with what has to be known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pricing.calculation.comparison import ComparedProduct, Comparison

BOTH_RANKS_EXPLANATION = "the rank, and in brackets the rank per absorbed mg, as assumed"


def rank_text(comparison: Comparison, compared: ComparedProduct | None) -> str:
    """The rank; ≈ where the difference from the cheapest means nothing, (n) as assumed."""
    if compared is None or compared.rank is None:
        return "–"
    close = any(each is compared for each in comparison.products_within_band)
    text = f"{compared.rank} ≈" if close else str(compared.rank)
    if not comparison.scenario.absorption:
        return text
    absorbed = next(
        at for at, each in enumerate(comparison.products_by_absorbed_cost, 1) if each is compared
    )
    return f"{text} ({absorbed})"
