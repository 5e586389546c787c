"""The reading of a label: a value for each field with its place, and questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from fractions import Fraction

Value: TypeAlias = "str | Fraction"


class Span(NamedTuple):
    """A place in the text: its first character, and the one behind its last."""

    start: int
    end: int


class Sureness(StrEnum):
    """States how a value was found."""

    STATED = "stated"
    FOLLOWS = "follows"
    ASKED = "asked"


class OfferKind(StrEnum):
    """States how a price is offered."""

    NOW = "now"
    BEFORE = "before"
    SUBSCRIPTION = "subscription"


class PriceOffer(NamedTuple):
    """A price beside others that a text states for the same pack."""

    price: Fraction
    kind: OfferKind


class SizeOffer(NamedTuple):
    """A pack size of several that a text offers, and its price."""

    units: Fraction
    price: Fraction


@dataclass(frozen=True, slots=True)
class LabelField:
    """A value with the places it was read from. A field that is asked may offer a value.

    `offers` are the prices of a text that states several. `total` is the choice that is a sum.
    """

    value: Value | None
    spans: tuple[Span, ...] = ()
    sureness: Sureness = Sureness.STATED
    choices: tuple[Value, ...] = ()
    offers: tuple[PriceOffer, ...] = ()
    total: Fraction | None = None


EMPTY = LabelField(None)


@dataclass(frozen=True, slots=True)
class Question:
    """A field that the text does not settle, the lines that it rests on, and what it may be."""

    field: str
    lines: tuple[str, ...]
    choices: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class IngredientReading:
    """One mineral of a label. The amounts are milligrams in a serving."""

    element: str
    form: LabelField = EMPTY
    elemental: LabelField = EMPTY
    compound: LabelField = EMPTY
    daily_value_percent: LabelField = EMPTY


@dataclass(frozen=True, slots=True)
class LabelReading:
    """One product of a text. `fields` has keys such as "product", "price" and "gtin".

    `sizes` are the packs of other sizes that it is offered in, each with its price.
    `named_currency` is that of a text which states no price: the one that is typed may be in it.
    """

    fields: dict[str, LabelField]
    ingredients: tuple[IngredientReading, ...] = ()
    questions: tuple[Question, ...] = field(default=())
    sizes: tuple[SizeOffer, ...] = ()
    named_currency: LabelField = EMPTY

    @property
    def is_any(self) -> bool:
        """Whether anything was read or asked."""
        return bool(self.ingredients or self.questions) or any(
            field.value is not None for field in self.fields.values()
        )

    def named_fields(self) -> dict[str, LabelField]:
        """Return every field by its key, those of an ingredient with its symbol."""
        named = dict(self.fields)
        for ingredient in self.ingredients:
            symbol = ingredient.element
            named[f"form:{symbol}"] = ingredient.form
            named[f"elemental_mg:{symbol}"] = ingredient.elemental
            named[f"compound_mg:{symbol}"] = ingredient.compound
        return named


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """The products of a text or page, with places in the text that shows them."""

    text: str
    readings: tuple[LabelReading, ...]
    is_page: bool = False
