"""Single changes of a regimen that save money: another product in place of one, or none."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from pricing.analysis.dose_choices import most_doses_per_day
from pricing.analysis.offer_names import OfferNames
from pricing.analysis.regimen import Regimen, Take
from pricing.calculation.measures import DAYS_OF_A_MONTH, FigureFormat
from pricing.calculation.sentences import Amount, Count, Sentence, UnitCount
from pricing.quantities.amounts import UNITS
from pricing.quantities.currencies import Plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.calculation.sentences import SentenceValue
    from pricing.model.product import Product

# By whether the period is a month.
_INSTEAD = {
    True: "Take {count} a day of {added} instead of {removed}: {saving} less a month.",
    False: "Take {count} a day of {added} instead of {removed}: {saving} less in {days}.",
}
_LEAVE_OUT = {
    True: "Leave out {removed}: {saving} less a month.",
    False: "Leave out {removed}: {saving} less in {days}.",
}
_DAYS = Plural("count", "{count} day", "{count} days")


@dataclass(frozen=True, slots=True)
class Swap:
    """One change of a regimen, and what it saves in the period. `added` is None for none.

    `names` are those of all products that may be used.
    """

    removed: Take
    added: Take | None
    regimen: Regimen
    saving: Fraction
    names: OfferNames

    @property
    def sentence(self) -> Sentence:
        """The change in words."""
        scenario = self.regimen.scenario
        is_month = scenario.days in DAYS_OF_A_MONTH
        parameters: dict[str, SentenceValue] = {
            "removed": self.names.in_sentence(self.removed.product),
            "saving": Amount(self.saving, FigureFormat.MONEY, scenario.currency),
            "days": Sentence(_DAYS, {"count": Count(scenario.days)}),
        }
        if self.added is None:
            return Sentence(_LEAVE_OUT[is_month], parameters)
        parameters["added"] = self.names.in_sentence(self.added.product)
        parameters["count"] = UnitCount(self.added.units, self.added.product.unit_kind)
        return Sentence(_INSTEAD[is_month], parameters)


def find_swaps(regimen: Regimen, pool: Sequence[Product], wanted: int = 3) -> list[Swap]:
    """Return the single changes that save the most, the best first; at most one for a product.

    After a change, nothing is over a limit, no shortfall has grown, and no label is in doubt.
    `pool` holds the products that may be used.
    """
    names = OfferNames({id(one): one for one in (*_taken_products(regimen), *pool)}.values())
    swaps = [swap for take in regimen.by_product for swap in _swaps_of(regimen, take, pool, names)]
    best: dict[tuple[int, int], Swap] = {}
    for swap in sorted(swaps, key=_order):
        best.setdefault((id(swap.removed), id(swap.added and swap.added.product)), swap)
    return list(best.values())[:wanted]


def _taken_products(regimen: Regimen) -> Sequence[Product]:
    return [take.product for take in regimen.by_product]


def _order(swap: Swap) -> tuple[Fraction, Fraction, str]:
    if swap.added is None:
        return -swap.saving, Fraction(0), ""
    return -swap.saving, swap.added.units, swap.added.product.product


def _swaps_of(
    regimen: Regimen, take: Take, pool: Sequence[Product], names: OfferNames
) -> Iterator[Swap]:
    """Yield the changes of one product that save something: one alone if it can be left out."""
    rest = regimen.without(take)
    before = regimen.cost(regimen.scenario.cost_key)
    if before is None or rest.in_doubt:
        return
    taken = {id(one.product) for one in regimen.takes}
    candidates = (product for product in pool if id(product) not in taken)
    doses = (dose for product in candidates for dose in _doses(regimen, rest, product))
    for added in (None, *doses):
        after = Regimen((*rest.takes, *([added] if added else [])), regimen.scenario)
        cost = after.cost(regimen.scenario.cost_key)
        if cost is not None and cost < before and _is_no_worse(regimen, after):
            yield Swap(take, added, after, before - cost, names)
            if added is None:
                return  # any other product in its place would cost more than none


def _doses(regimen: Regimen, rest: Regimen, product: Product) -> Iterator[Take]:
    """Yield the smallest dose of a product after which no shortfall has grown, if there is one."""
    smallest = Take(product, UNITS.to_fraction(product.smallest_dose))
    needed = 1
    for element, _ in regimen.scenario.targets:
        missing = rest.shortfall(element) - regimen.shortfall(element)
        if missing > 0:
            amount = smallest.amount_of(element)
            if not amount:
                return
            needed = max(needed, ceil(missing / amount))
    if needed <= most_doses_per_day(product):
        yield Take(product, needed * smallest.units)


def _is_no_worse(before: Regimen, after: Regimen) -> bool:
    """Return whether nothing is over a limit, and no target is missed by more than before."""
    return after.is_safe and all(
        after.shortfall(target.element) <= before.shortfall(target.element)
        for target in before.scenario.targets
    )
