"""Say what a stated pack may be: packs or a strength, one pack or all of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.labels.label_reading import LabelField, Sureness
from pricing.labels.vocabulary import GENERIC
from pricing.labels.whole_packs import FEWEST_UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.held_counts import StatedPack


def meanings(pack: StatedPack, strengths: frozenset[Fraction]) -> tuple[StatedPack, ...]:
    """Return what a pack may be: Zinc 15 x 60 is 900 units, or 60 of 15 mg.

    It is packs where the label states other strengths.
    """
    if not pack.is_strength_or_packs:
        return (pack,)
    is_strength = pack.packs in strengths or pack.packs / 1000 in strengths  # in micrograms
    if strengths and not is_strength:
        return (pack,)
    return (pack, pack._replace(units=pack.units / pack.packs, packs=Fraction(1)))


def multiplied(packs: Sequence[StatedPack]) -> Sequence[StatedPack]:
    """Return the units in a pack times a few pieces, if those may be packs: 2 Stück, 90 Kapseln."""
    few = [pack for pack in packs if pack.measure == GENERIC and pack.units < FEWEST_UNITS]
    others = [pack for pack in packs if pack not in few]
    if len(few) != 1 or len({pack.units for pack in others}) != 1:
        return packs
    (one,), held = few, others[0]
    times = held._replace(units=held.units * one.units, packs=one.units, packs_span=one.span)
    return [times._replace(is_certain=False)]


def each_way(pack: StatedPack) -> tuple[StatedPack, ...]:
    """Return a pack, and what it is if its units count all packs or only one of them.

    90 capsules (pack of 2), 90 gélules (3 boîtes)
    """
    if pack.is_certain or pack.packs == 1:
        return (pack,)
    return (pack, pack._replace(units=pack.units / pack.packs))


def asked_pack(own: Sequence[StatedPack]) -> LabelField:
    """Return the units of packs as a question, in their order. Broken numbers offer none."""
    whole = [pack for pack in own if not (pack.is_broken and pack.units == 1)]
    counts = tuple(dict.fromkeys(pack.units for pack in whole))
    spans = tuple(span for pack in own for span in pack.spans)
    return LabelField(None, spans, Sureness.ASKED, counts)
