"""The comparison of the rows of a session, and what is kept of it between changes."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from pricing.model.product import Product
from pricing.problems.errors import BadInput
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.recomputation import Recomputation
    from pricing.model.entry import Entry
    from pricing.model.scenario import Scenario
    from pricing.problems.progress import Progress

MAX_COMPARISONS_KEPT = 2


class ComputedComparison:
    """The comparison of some rows in a scenario. It can be computed beside the window's thread."""

    def __init__(
        self,
        entries: Sequence[Entry],
        comparison: Comparison,
        product_rows: Iterable[int],
        recomputation: Recomputation,
    ) -> None:
        """Hold what was computed.

        Args:
            entries: The rows.
            comparison: That of the rows that are products.
            product_rows: The positions of these rows.
            recomputation: Goes on from this comparison after an edit.
        """
        self.entries = entries
        self.scenario = comparison.scenario
        self.comparison = comparison
        self.recomputation = recomputation
        self.compared_by_position: Mapping[int, ComparedProduct] = dict(
            zip(product_rows, comparison.entered_products, strict=True)
        )

    @classmethod
    def of(
        cls,
        entries: Sequence[Entry],
        scenario: Scenario,
        recomputation: Recomputation,
        product_of: Callable[[Entry], Product | BadInput],
        progress: Progress | None = None,
    ) -> ComputedComparison:
        """Compare rows."""
        results = {position: product_of(entry) for position, entry in enumerate(entries)}
        products = {at: one for at, one in results.items() if isinstance(one, Product)}
        comparison = recomputation.compare([*products.values()], scenario, progress=progress)
        return cls(entries, comparison, products, recomputation)

    def with_order(self, order: Sequence[int]) -> ComputedComparison:
        """Return the comparison of the same rows in another order of their positions."""
        moved = {row: self.compared_by_position.get(at) for row, at in enumerate(order)}
        products = {row: compared.position for row, compared in moved.items() if compared}
        comparison = self.comparison.with_order([*products.values()])
        self.recomputation.resume(comparison)
        entries = [self.entries[at] for at in order]
        return ComputedComparison(entries, comparison, products, self.recomputation)

    def fits(self, entries: Sequence[Entry], scenario: Scenario) -> bool:
        """Return whether it is the comparison of just these rows, on this day."""
        return (
            self.scenario == scenario
            and self.comparison.today == today()
            and list(self.entries) == list(entries)
        )


def compute_ahead(
    entries: Sequence[Entry], scenario: Scenario, progress: Progress
) -> ComputedComparison:
    """Return the comparison of rows that the session is about to have.

    Raises:
        Cancelled: The user cancelled.
    """
    from pricing.analysis.product_pairs import find_cheapest_one_or_two
    from pricing.calculation.recomputation import Recomputation

    ahead = ComputedComparison.of(entries, scenario, Recomputation(), product_or_error, progress)
    # What the panels show first is kept with the comparison.
    progress.report(len(entries), 1.0)
    find_cheapest_one_or_two(ahead.comparison)
    _ = ahead.comparison.forms
    return ahead


def product_or_error(entry: Entry) -> Product | BadInput:
    """Return the product of a row, or why it is none."""
    try:
        return entry.product()
    except BadInput as error:
        return error


class LatestComparison:
    """The comparison of the present rows, computed on first use after a change.

    Figures of rows that did not change are kept, and so is the comparison before the change, which
    undo shows again.
    """

    def __init__(self, complete: Callable[[Comparison], None] = lambda _: None) -> None:
        """Begin without a comparison.

        Args:
            complete: Is called with each comparison before anybody sees it.
        """
        self._complete = complete
        self._products_by_entry: dict[int, tuple[Entry, Product | BadInput]] = {}
        # Known until the next change. What is asked for each cell looks here first.
        self.computed_now: ComputedComparison | None = None
        self._ahead: ComputedComparison | None = None
        # The one that is shown now and the one before it.
        self._shown: deque[ComputedComparison] = deque(maxlen=MAX_COMPARISONS_KEPT)
        self._recomputation: Recomputation | None = None

    def of(self, entries: Sequence[Entry], scenario: Scenario) -> ComputedComparison:
        """Return the comparison of these rows."""
        if self.computed_now is None:
            computed = self._take_known(entries, scenario) or self._compute(entries, scenario)
            self.computed_now = computed
            self._complete(computed.comparison)
            return computed
        return self.computed_now

    def computed(self, entries: Sequence[Entry], scenario: Scenario) -> ComputedComparison:
        """Return the comparison of rows that the session may have next."""
        from pricing.calculation.recomputation import Recomputation

        computed = ComputedComparison.of(entries, scenario, Recomputation(), self.product_of)
        self._complete(computed.comparison)
        return computed

    def reordered(self, computed: ComputedComparison, order: Sequence[int]) -> ComputedComparison:
        """Return the comparison of these rows in another order of their positions."""
        reordered = computed.with_order(order)
        self._complete(reordered.comparison)
        return reordered

    def expire(self) -> None:
        """Compute again at the next use."""
        if self.computed_now is not None:
            self._shown.append(self.computed_now)
        self.computed_now = None

    def is_kept(self, entries: Sequence[Entry], scenario: Scenario) -> bool:
        """Return whether the comparison of these rows is still known after the next change."""
        kept = [*self._shown, *filter(None, [self.computed_now])][-MAX_COMPARISONS_KEPT:]
        return any(known.fits(entries, scenario) for known in kept)

    def expect(self, ahead: ComputedComparison | None) -> None:
        """Take what was computed ahead, should it fit the rows of the next use."""
        self._ahead = ahead

    def product_of(self, entry: Entry) -> Product | BadInput:
        """Return the product of a row, or why it is none."""
        cached = self._products_by_entry.get(entry.id)
        if cached is None or cached[0] is not entry:
            cached = (entry, product_or_error(entry))
            self._products_by_entry[entry.id] = cached
        return cached[1]

    def forget_products(self) -> None:
        """Forget the products of all rows."""
        self._products_by_entry.clear()

    def _take_known(
        self, entries: Sequence[Entry], scenario: Scenario
    ) -> ComputedComparison | None:
        """Return what was computed ahead or before, if it is the comparison of the present rows."""
        candidates = [*filter(None, [self._ahead]), *self._shown]
        self._ahead = None
        for known in candidates:
            if known.fits(entries, scenario):
                self._recomputation = known.recomputation
                self._recomputation.resume(known.comparison)
                for position, compared in known.compared_by_position.items():
                    entry = entries[position]
                    self._products_by_entry[entry.id] = (entry, compared.product)
                return known
        return None

    def _compute(self, entries: Sequence[Entry], scenario: Scenario) -> ComputedComparison:
        from pricing.calculation.recomputation import Recomputation

        self._forget_other_products(entries)
        self._recomputation = self._recomputation or Recomputation()
        return ComputedComparison.of(entries, scenario, self._recomputation, self.product_of)

    def _forget_other_products(self, entries: Sequence[Entry]) -> None:
        """Forget the products of rows that are not there any more, once they are the most."""
        if len(self._products_by_entry) > 2 * len(entries):
            present = {entry.id for entry in entries}
            self._products_by_entry = {
                key: product for key, product in self._products_by_entry.items() if key in present
            }
