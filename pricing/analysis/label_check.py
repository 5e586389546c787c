"""A label alone: what one unit really gives, whether that is possible, and which salt it fits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.comparison import compare
from pricing.calculation.measures import Shown
from pricing.calculation.sentences import Amount, Count, Percent, Sentence
from pricing.model.columns import product_of
from pricing.model.product import UNIT_KINDS
from pricing.model.scenario import Scenario
from pricing.quantities.amounts import MONEY, UNITS
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import Compared
    from pricing.model.columns import Base
    from pricing.reference.mineral_forms import Compound

# Checks that speak of the label, not of dose or price.
OF_THE_LABEL = frozenset({
    "impossible_label", "too_much_for_one_unit", "elemental_equals_compound", "elemental_derived",
    "daily_value_mismatch",
})  # fmt: skip
FITS_WITHIN = Fraction(3, 100)  # of the share: what rounding and moisture on a label can be


@dataclass(frozen=True, slots=True)
class Fit:
    """A salt or hydrate of the stated form: its share of the element, and whether it fits."""

    compound: Compound
    fraction: Fraction
    fits: bool


@dataclass(frozen=True, slots=True)
class LabelReading:
    """What a label comes to. `share` is elemental over compound where both are stated."""

    per_unit: Fraction
    share: Fraction | None
    fits: tuple[Fit, ...]
    sentences: tuple[Sentence, ...]
    flags: tuple[Flag, ...]


def read_label(values: Mapping[str, Base]) -> LabelReading:
    """What a label comes to that states these values, by column key in base units.

    Keys: element, form, elemental_mg, compound_mg, serving_units, unit_kind, daily_value_percent.
    Raises BadInput where that is no label: neither amount, or parts of a capsule.

    >>> read_label({"form": "glycinate", "compound_mg": 1_000_000}).per_unit
    Fraction(70481, 500)
    """
    stated: dict[str, Base] = {
        "product": "label", "pack_units": _pack(values), "price": MONEY.per_unit, "currency": "USD",
    }  # fmt: skip
    product = product_of(stated | dict(values))
    (each,) = compare([product], Scenario.for_element(product.element)).entered
    per_unit = each.number("elemental_mg_per_unit")
    share = _share(each)
    fits = tuple(_fits(each, share))
    found = tuple(flag for flag in each.flags if flag.key in OF_THE_LABEL)
    return LabelReading(per_unit, share, fits, tuple(_said(each, per_unit, share, fits)), found)


def _pack(values: Mapping[str, Base]) -> int:
    """Any pack that holds a serving: a label alone says nothing of it."""
    return int(str(values.get("serving_units", UNITS.per_unit)))


def _share(each: Compared) -> Fraction | None:
    elemental, compound = each.product.elemental, each.product.compound
    return Fraction(elemental, compound) if elemental and compound else None


def _fits(each: Compared, share: Fraction | None) -> Iterator[Fit]:
    form = each.product.named_form.form
    for compound in form.compounds if form else ():
        if compound.fraction is not None:
            near = share is not None and abs(share / compound.fraction - 1) <= FITS_WITHIN
            yield Fit(compound, compound.fraction, near)


def _said(
    each: Compared, per_unit: Fraction, share: Fraction | None, fits: tuple[Fit, ...]
) -> Iterator[Sentence]:
    product = each.product
    mineral = elements()[product.element].name.lower()
    unit = UNIT_KINDS[product.unit_kind].key
    gives = Amount(per_unit, Shown.MASS)
    yield Sentence(
        "One {unit} gives {gives} of {mineral}.", {"unit": unit, "gives": gives, "mineral": mineral}
    )
    units = UNITS.fraction(product.serving_units)
    if units != 1:
        yield Sentence(
            "A serving is {serving} and gives {whole}.",
            {
                "serving": Count(units, product.unit_kind),
                "whole": Amount(per_unit * units, Shown.MASS),
            },
        )
    if share is None:
        return
    yield Sentence(
        "{share} of the compound is {mineral}.", {"share": Percent(share, 2), "mineral": mineral}
    )
    near = [fit for fit in fits if fit.fits]
    for fit in near:
        name = f"{fit.compound.form} {fit.compound.variety}".strip()
        yield Sentence("That fits {name} ({fraction}).",
                       {"name": name, "fraction": Percent(fit.fraction, 2)})  # fmt: skip
    if near or not fits:
        return
    low, high = min(fit.fraction for fit in fits), max(fit.fraction for fit in fits)
    if low < share < high:
        yield Sentence(
            "That lies between {low} and {high}, as a mixture of its salts or a partly dried one.",
            {"low": Percent(low, 2), "high": Percent(high, 2)},
        )
    else:
        yield Sentence("That fits no salt or hydrate of {form} on its own.", {"form": each.form})
