"""A label alone: what one unit really gives, whether that is possible, and which salt it fits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.comparison import compare
from pricing.calculation.measures import FigureFormat
from pricing.calculation.sentences import Amount, Percent, Sentence, UnitCount
from pricing.model.columns import build_product
from pricing.model.product import UNIT_KINDS
from pricing.model.scenario import Scenario
from pricing.quantities.amounts import MONEY, UNITS
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import ComparedProduct
    from pricing.model.columns import BaseValue
    from pricing.reference.mineral_forms import Compound

# Checks that speak of the label, not of dose or price.
LABEL_CHECK_KEYS = frozenset({
    "impossible_label", "too_much_for_one_unit", "elemental_equals_compound", "elemental_derived",
    "daily_value_mismatch",
})  # fmt: skip
FIT_TOLERANCE = Fraction(3, 100)  # of the share: what rounding and moisture on a label can be


@dataclass(frozen=True, slots=True)
class SaltFit:
    """A salt or hydrate of the stated form: its share of the element, and whether it fits."""

    compound: Compound
    fraction: Fraction
    is_match: bool


@dataclass(frozen=True, slots=True)
class LabelCheckResult:
    """What a label comes to. `share` is elemental over compound where both are stated."""

    elemental_mg_per_unit: Fraction
    elemental_share: Fraction | None
    salt_fits: tuple[SaltFit, ...]
    sentences: tuple[Sentence, ...]
    flags: tuple[Flag, ...]


def check_label(values: Mapping[str, BaseValue]) -> LabelCheckResult:
    """What a label comes to that states these values, by column key in base units.

    Keys: element, form, elemental_mg, compound_mg, serving_units, unit_kind, daily_value_percent.
    Raises BadInput where that is no label: neither amount, or parts of a capsule.

    >>> check_label({"form": "glycinate", "compound_mg": 1_000_000}).elemental_mg_per_unit
    Fraction(70481, 500)
    """
    stated: dict[str, BaseValue] = {
        "product": "label", "pack_units": _smallest_pack(values), "price": MONEY.base_per_unit,
        "currency": "USD",
    }  # fmt: skip
    product = build_product(stated | dict(values))
    (each,) = compare([product], Scenario.for_element(product.element)).entered_products
    per_unit = each.number("elemental_mg_per_unit")
    share = _elemental_share(each)
    fits = tuple(_salt_fits(each, share))
    found = tuple(flag for flag in each.flags if flag.key in LABEL_CHECK_KEYS)
    return LabelCheckResult(
        per_unit, share, fits, tuple(_sentences(each, per_unit, share, fits)), found
    )


def _smallest_pack(values: Mapping[str, BaseValue]) -> int:
    """Any pack that holds a serving: a label alone says nothing of it."""
    return int(str(values.get("serving_units", UNITS.base_per_unit)))


def _elemental_share(each: ComparedProduct) -> Fraction | None:
    elemental, compound = each.product.elemental, each.product.compound
    return Fraction(elemental, compound) if elemental and compound else None


def _salt_fits(each: ComparedProduct, share: Fraction | None) -> Iterator[SaltFit]:
    form = each.product.recognized_form.form
    for compound in form.compounds if form else ():
        if compound.fraction is not None:
            near = share is not None and abs(share / compound.fraction - 1) <= FIT_TOLERANCE
            yield SaltFit(compound, compound.fraction, near)


def _sentences(
    each: ComparedProduct, per_unit: Fraction, share: Fraction | None, fits: tuple[SaltFit, ...]
) -> Iterator[Sentence]:
    product = each.product
    mineral = elements()[product.element].name.lower()
    unit = UNIT_KINDS[product.unit_kind].key
    gives = Amount(per_unit, FigureFormat.MASS)
    yield Sentence(
        "One {unit} gives {gives} of {mineral}.", {"unit": unit, "gives": gives, "mineral": mineral}
    )
    units = UNITS.to_fraction(product.serving_units)
    if units != 1:
        yield Sentence(
            "A serving is {serving} and gives {whole}.",
            {
                "serving": UnitCount(units, product.unit_kind),
                "whole": Amount(per_unit * units, FigureFormat.MASS),
            },
        )
    if share is None:
        return
    yield Sentence(
        "{share} of the compound is {mineral}.", {"share": Percent(share, 2), "mineral": mineral}
    )
    near = [fit for fit in fits if fit.is_match]
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
