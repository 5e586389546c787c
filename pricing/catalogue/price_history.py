"""Price histories: what a source asked, and when. A new price leaves the old one there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    PriceTerms = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class PricePeriod:
    """A time in which a source asked the same: its first and last day known, ISO.

    `asked`: price, discount, tax, delivery in base units. `id` is None until it is on disk.
    """

    terms: PriceTerms
    first_on: str
    last_on: str
    id: int | None = None


def with_observation(
    history: Sequence[PricePeriod], terms: PriceTerms, day: str
) -> tuple[PricePeriod, ...]:
    """The history, oldest first, after a price was seen on a day.

    >>> was = PricePeriod((17_990_000, 0, 0, 0), "2026-05-02", "2026-05-02")
    >>> later = with_observation((was,), was.terms, "2026-06-01")
    >>> [(each.first_on, each.last_on) for each in later]
    [('2026-05-02', '2026-06-01')]
    >>> len(with_observation(later, (16_490_000, 0, 0, 0), "2026-06-02"))
    2
    """
    same = (each for each in history if each.terms == terms)
    if any(each.first_on <= day <= each.last_on for each in same):
        return tuple(history)
    before = [each for each in history if each.last_on <= day]
    after = [each for each in history if each.last_on > day]
    if before and before[-1].terms == terms:
        return (*before[:-1], replace(before[-1], last_on=day), *after)
    if after and after[0].terms == terms and after[0].first_on > day:
        return (*before, replace(after[0], first_on=day), *after[1:])
    return (*before, PricePeriod(terms, day, day), *after)
