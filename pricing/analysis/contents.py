"""Words for the contents of a product beside the compared mineral."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.sentences import Mineral, Sentence, UnitCount, mass_amount
from pricing.model.also_contains import (
    held_contents,
    minerals_only_in_forms,
    minerals_only_in_name,
    names_further_minerals,
    uncounted_minerals,
)
from pricing.model.note_minerals import (
    denied_ingredients,
    minerals_of_other_amount,
    minerals_only_in_note,
)
from pricing.quantities.amounts import MASS, UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.model.ingredients import Ingredient
    from pricing.model.product import Product

_ALSO_CONTAINS = "{name} also contains {contents} in {serving}."
_UNSTATED = "{mineral} (amount not entered)"
_UNNAMED = "other minerals (amounts not entered)"


def unstated_minerals(product: Product) -> tuple[str, ...]:
    """Return the minerals whose amounts in a product are not all known.

    Its name, form or note speaks of them, or the text of what it also contains, and no ingredient
    counts them. One that such a text says is missing has no certain amount.
    """
    named = (
        *minerals_only_named(product),
        *uncounted_minerals(product),
        *denied_ingredients(product),
    )
    return tuple(dict.fromkeys((*named, *unstated_minerals_of_note(product))))


def minerals_only_named(product: Product) -> tuple[str, ...]:
    """Return the minerals of which only the name or a form speaks."""
    listed = set(uncounted_minerals(product))
    named = (*minerals_only_in_name(product), *minerals_only_in_forms(product))
    return tuple(one for one in dict.fromkeys(named) if one not in listed)


def unstated_minerals_of_note(product: Product) -> tuple[str, ...]:
    """Return the minerals that the note alone says, or of which it states another amount."""
    return (*minerals_only_in_note(product), *minerals_of_other_amount(product))


def contents_sentence(name: str, product: Product) -> Sentence | None:
    r"""Return what else a product contains in a serving, or None if that is nothing.

    Minerals that only its name, form or note says have no amount.

    >>> from pricing.model.product import Product
    >>> tablet = Product("Trio", 90_000, 9_000_000, "USD", elemental=100_000,
    ...                  unit_kind="tablet", other_minerals="calcium 200 mg, zinc 5 mg")
    >>> contents_sentence("Trio", tablet).text().replace("\u00a0", " ")
    'Trio also contains calcium 200 mg, zinc 5 mg in 1 tablet.'
    """
    named = dict.fromkeys((*minerals_only_named(product), *minerals_only_in_note(product)))
    parts = [
        *(_part(one) for one in product.ingredients[1:]),
        *(Sentence(_UNSTATED, {"mineral": Mineral(one)}) for one in named),
    ]
    if names_further_minerals(product):
        parts.append(Sentence(_UNNAMED))
    if held := held_contents(product.also_contains):
        parts.append(Sentence("{words}", {"words": held}))
    if not parts:
        return None
    serving = UnitCount(Fraction(product.serving_units, UNITS.base_per_unit), product.unit_kind)
    return Sentence(_ALSO_CONTAINS, {"name": name, "contents": _list(parts), "serving": serving})


def _part(ingredient: Ingredient) -> Sentence:
    amount = mass_amount(ingredient.amount / MASS.base_per_unit, ingredient.element)
    return Sentence(
        "{mineral} {amount}", {"mineral": Mineral(ingredient.element), "amount": amount}
    )


def _list(parts: Sequence[Sentence]) -> Sentence:
    first, *rest = parts
    return Sentence("{first}, {rest}", {"first": first, "rest": _list(rest)}) if rest else first
