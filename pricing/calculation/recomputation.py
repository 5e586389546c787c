"""Compare a list again after each edit, without computing unchanged products anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.comparison import Comparison, ProductEvaluation
from pricing.calculation.figures import figures_in, unchanged_by
from pricing.quantities.dates import today as this_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pricing.model.product import Product
    from pricing.model.scenario import Scenario
    from pricing.problems.progress import Progress

_PRODUCTS_PER_REPORT = 100


class Recomputation:
    """Compares one list again and again.

    A product that is the same object as in the comparison before keeps the figures and flags that
    still hold. The results are those of `compare`.
    """

    def __init__(self) -> None:
        self._latest: Comparison | None = None

    def resume(self, comparison: Comparison) -> None:
        """Go on from an earlier comparison, such as the one that undo shows again."""
        self._latest = comparison

    def compare(
        self,
        products: Sequence[Product],
        scenario: Scenario,
        today: date | None = None,
        progress: Progress | None = None,
    ) -> Comparison:
        """Compare products in a scenario, as `pricing.calculation.comparison.compare` does.

        With `progress` all flags are computed at once, and it can cancel between two products.
        """
        day, figures_of = today or this_day(), figures_in(scenario)
        reusable = _reusable_evaluations(self._latest, scenario, day) if self._latest else {}
        evaluations = [
            reusable.get(id(product)) or ProductEvaluation(figures_of(product), day)
            for product in (product.seen_as(scenario.element) for product in products)
        ]
        if progress is not None:
            _compute_flags(evaluations, progress)
        self._latest = Comparison(evaluations, scenario, day)
        return self._latest


def _compute_flags(evaluations: Sequence[ProductEvaluation], progress: Progress) -> None:
    for count, evaluation in enumerate(evaluations):
        if count % _PRODUCTS_PER_REPORT == 0:
            progress.report(count, count / len(evaluations))
        _ = evaluation.flags


def _reusable_evaluations(
    comparison: Comparison, scenario: Scenario, today: date
) -> dict[int, ProductEvaluation]:
    """Return what still holds in another scenario, by the identity of the product."""
    if (scenario, today) == (comparison.scenario, comparison.today):
        return {id(product.product): product.evaluation for product in comparison.entered_products}
    unchanged = unchanged_by(comparison.scenario, scenario)
    return {
        id(product.product): product.evaluation.in_scenario(scenario, unchanged, today)
        for product in comparison.entered_products
    }
