"""The names of offers, so that each is told from others of the same name."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.measures import FigureFormat
from pricing.calculation.sentences import Amount, Sentence, UnitCount, clear_name, listed_details
from pricing.quantities.amounts import MONEY, UNITS
from pricing.quantities.currencies import C_LOCALE
from pricing.quantities.text_folding import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pricing.calculation.sentences import SentenceValue
    from pricing.model.product import Product
    from pricing.quantities.currencies import Notation


def _pack(product: Product) -> SentenceValue:
    return UnitCount(Fraction(product.pack_units, UNITS.base_per_unit), product.unit_kind)


def _price(product: Product) -> SentenceValue:
    return Amount(MONEY.to_fraction(product.price), FigureFormat.MONEY, product.currency)


# What tells offers of one name apart, as far as it differs.
_DETAILS: Sequence[tuple[Callable[[Product], object], Callable[[Product], SentenceValue]]] = (
    (lambda product: product.brand, lambda product: product.brand),
    (lambda product: product.form, lambda product: product.form),
    (lambda product: (product.pack_units, product.unit_kind), _pack),
    (lambda product: (product.price, product.currency), _price),
)


class OfferNames:
    """The names of some products. Brand, form, pack or price stand behind a repeated name."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._by_key: dict[str, list[Product]] = {}
        for product in products:
            self._by_key.setdefault(name_key(product.product), []).append(product)

    def text(self, product: Product, notation: Notation = C_LOCALE) -> str:
        """Return the name of a product alone on its line.

        >>> from pricing.model.product import Product
        >>> now, solgar = (Product("Zinc", 90_000, 9_000_000, "USD", element="Zn",
        ...                elemental=15_000, brand=brand) for brand in ("Now", "Solgar"))
        >>> OfferNames([now]).text(now), OfferNames([now, solgar]).text(now)
        ('Zinc', 'Zinc (Now)')
        """
        return self._with_details(product, product.product).text(notation)

    def in_sentence(self, product: Product) -> SentenceValue:
        """Return the name within a sentence, in quotation marks where a mark in it misleads."""
        details = self._details(product)
        name = clear_name(product.product)
        return self._with_details(product, name) if details else name

    def _with_details(self, product: Product, name: str) -> Sentence:
        details = self._details(product)
        if not details:
            return Sentence("{name}", {"name": name})
        return Sentence("{name} ({details})", {"name": name, "details": listed_details(details)})

    def _details(self, product: Product) -> list[SentenceValue]:
        """Return what tells a product from the others of its name, as little as is enough."""
        others = self._by_key.get(name_key(product.product), ())
        details: list[SentenceValue] = []
        for value, shown in _DETAILS:
            differing = [one for one in others if value(one) != value(product)]
            if differing:
                others = [one for one in others if value(one) == value(product)]
                if value(product):
                    details.append(shown(product))
        return details
