"""A label alone: what one unit contains, whether that is possible, and which salt it matches."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.comparison import compare
from pricing.calculation.sentences import Mineral, Percent, Sentence, UnitCount, mass_amount
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from pricing.problems.errors import Term
from pricing.quantities.amounts import MONEY, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import ComparedProduct
    from pricing.model.columns import BaseValue
    from pricing.reference.mineral_forms import Compound

# Checks of the label, not of the dose or the price.
LABEL_CHECK_KEYS = frozenset({
    "impossible_label", "too_much_for_one_unit", "elemental_equals_compound", "elemental_derived",
    "daily_value_mismatch",
})  # fmt: skip
FIT_TOLERANCE = Fraction(3, 100)  # of the share, for rounding and moisture


@dataclass(frozen=True, slots=True)
class SaltFit:
    """A salt or hydrate of the stated form: its fraction, and whether the label matches it."""

    compound: Compound
    fraction: Fraction
    is_match: bool


@dataclass(frozen=True, slots=True)
class LabelCheckResult:
    """The result of a label check. The share is elemental / compound, if both are stated."""

    elemental_mg_per_unit: Fraction
    elemental_share: Fraction | None
    salt_fits: tuple[SaltFit, ...]
    sentences: tuple[Sentence, ...]
    flags: tuple[Flag, ...]


def check_label(values: Mapping[str, BaseValue]) -> LabelCheckResult:
    """Check a label that states these values, by column key in base units.

    The keys are element, form, elemental_mg, compound_mg, serving_units, unit_kind and
    daily_value_percent.

    >>> check_label({"form": "glycinate", "compound_mg": 1_000_000}).elemental_mg_per_unit
    Fraction(70481, 500)

    Raises:
        BadInput: The label states neither amount, or parts of a capsule.
    """
    stated: dict[str, BaseValue] = {
        "product": "label", "pack_units": _smallest_pack(values), "price": MONEY.base_per_unit,
        "currency": "USD", "unit_kind": "capsule",
    }  # fmt: skip
    product = build_product(stated | dict(values))
    (compared,) = compare([product], Scenario.for_element(product.element)).entered_products
    per_unit = compared.number("elemental_mg_per_unit")
    share = _elemental_share(compared)
    fits = tuple(_salt_fits(compared, share))
    flags = tuple(flag for flag in compared.flags if flag.key in LABEL_CHECK_KEYS)
    sentences = tuple(_sentences(compared, per_unit, share, fits))
    return LabelCheckResult(per_unit, share, fits, sentences, flags)


def _smallest_pack(values: Mapping[str, BaseValue]) -> int:
    """Return a pack of one serving, because a label alone does not state the pack."""
    return int(str(values.get("serving_units", UNITS.base_per_unit)))


def _elemental_share(compared: ComparedProduct) -> Fraction | None:
    elemental, compound = compared.product.elemental, compared.product.compound
    return Fraction(elemental, compound) if elemental and compound else None


def _salt_fits(compared: ComparedProduct, share: Fraction | None) -> Iterator[SaltFit]:
    form = compared.product.recognized_form.form
    for compound in form.compounds if form else ():
        if compound.fraction is not None:
            is_match = share is not None and abs(share / compound.fraction - 1) <= FIT_TOLERANCE
            yield SaltFit(compound, compound.fraction, is_match)


def _sentences(
    compared: ComparedProduct,
    per_unit: Fraction,
    share: Fraction | None,
    fits: tuple[SaltFit, ...],
) -> Iterator[Sentence]:
    product = compared.product
    mineral = Mineral(product.element)
    yield Sentence(
        "One {unit} contains {amount} of {mineral}.",
        {
            "unit": Term(product.unit_kind),
            "amount": mass_amount(per_unit, product.element),
            "mineral": mineral,
        },
    )
    units = UNITS.to_fraction(product.serving_units)
    if units != 1:
        yield Sentence(
            "A serving is {serving} and contains {amount}.",
            {
                "serving": UnitCount(units, product.unit_kind),
                "amount": mass_amount(per_unit * units, product.element),
            },
        )
    if share is None:
        return
    yield Sentence(
        "{share} of the compound is {mineral}.", {"share": Percent(share, 2), "mineral": mineral}
    )
    yield from _fit_sentences(compared.form, share, fits)


def _fit_sentences(form: str, share: Fraction, fits: tuple[SaltFit, ...]) -> Iterator[Sentence]:
    matches = [fit for fit in fits if fit.is_match]
    for fit in matches:
        name = f"{fit.compound.form} {fit.compound.variety}".strip()
        yield Sentence(
            "That matches {name} ({fraction}).",
            {"name": name, "fraction": Percent(fit.fraction, 2)},
        )
    if matches or not fits:
        return
    low, high = min(fit.fraction for fit in fits), max(fit.fraction for fit in fits)
    if low < share < high:
        yield Sentence(
            "That is between {low} and {high}, like a mixture of its salts or a partly dried one.",
            {"low": Percent(low, 2), "high": Percent(high, 2)},
        )
    else:
        yield Sentence("That matches no salt or hydrate of {form} on its own.", {"form": form})
