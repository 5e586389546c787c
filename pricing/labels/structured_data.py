"""The product that a page describes for machines: schema.org in JSON-LD and microdata."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from pricing.labels.label_reading import LabelField, OfferKind, SizeOffer, Span, Sureness, Value
from pricing.labels.money import may_be_thousands
from pricing.labels.pieces import measure_of
from pricing.labels.price_to_pay import lacks_digits
from pricing.labels.sizes import distinct_sizes, units_named
from pricing.labels.vocabulary import GENERIC, class_words
from pricing.problems.errors import BadInput
from pricing.quantities.currencies import currencies
from pricing.quantities.product_codes import read_gtin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAX_CHOICES = 10
_MAX_OFFERS = 50
_FEWEST_VARIANTS = 2
_MAX_DEPTH = 3
_HIGHEST_PRICE = 1_000_000
_PRICE = re.compile(r"\d{1,9}(?:[.,](\d{1,4}))?")
_ONE_DECIMAL = re.compile(r"\d+\.\d")
PRICE_KEYS = frozenset(("price", "lowprice", "highprice"))
_BOUNDS = ({"lowprice"}, {"highprice"})
# The numbers of digits that a code of each name may have.
_CODE_LENGTHS = {
    "gtin": (8, 12, 13, 14), "gtin8": (8,), "gtin12": (12,), "gtin13": (13,), "gtin14": (14,),
    "ean": (8, 13),
}  # fmt: skip
# The types of prices that nobody pays, and what makes a price one of a part or for some buyers.
_OTHER_TYPES = re.compile(r"list|srp|strikethrough|advertised|invoice", re.IGNORECASE)
_OTHER_PRICES = frozenset(("referenceQuantity", "validForMemberTier"))
# The codes of grams, kilograms, ounces, pounds, millilitres and litres.
_PART_CODES = frozenset(("GRM", "KGM", "ONZ", "LBR", "MLT", "LTR"))


class _Statement(NamedTuple):
    """A value that a page states, or None if it cannot be one, and whether it looks damaged."""

    value: Value | None
    span: Span
    decimals: int = 0
    is_doubtful: bool = False


@dataclass(slots=True)
class StructuredData:
    """Holds what a page states for machines, until its end is reached."""

    statements: dict[str, list[_Statement]] = field(default_factory=dict)
    price_keys: set[str] = field(default_factory=set)

    def put(self, key: str, text: str, span: Span) -> None:
        """Keep a property of schema.org/Product or its Offer."""
        key, text = key.lower(), html.unescape(text).strip()
        if key in PRICE_KEYS:
            self.price_keys.add(key)
            self._put_price(text, span)
        elif key == "pricecurrency" and text.upper() in currencies():
            self._put("currency", _Statement(text.upper(), span))
        elif key in _CODE_LENGTHS:
            self._put_code(key, text, span)
        elif key in {"name", "brand"} and 1 < len(text) <= 300:
            name = "product" if key == "name" else "brand"
            self.statements.setdefault(name, [_Statement(text, span)])

    def _put(self, key: str, statement: _Statement) -> None:
        self.statements.setdefault(key, []).append(statement)

    def _put_price(self, text: str, span: Span) -> None:
        """Keep a price. One that is nothing, negative or absurd is asked."""
        number = _PRICE.fullmatch(text)
        value = Fraction(text.replace(",", ".")) if number else None
        if value is not None and not 0 < value < _HIGHEST_PRICE:
            value = None
        if any(char.isdigit() for char in text):
            decimals = len((number[1] or "") if number else "")
            self._put("price", _Statement(value, span, decimals, value is None))

    def _put_code(self, key: str, text: str, span: Span) -> None:
        """Keep a code whose check digit is right. One of another length is doubtful."""
        try:
            read_gtin(text)
        except BadInput:
            return
        digits = re.sub(r"\D", "", text)
        is_doubtful = len(digits) not in _CODE_LENGTHS[key]
        self._put("gtin", _Statement(digits, span, is_doubtful=is_doubtful))

    def fields(self) -> dict[str, LabelField]:
        """Return the fields. A doubtful value is asked, and so are two that differ.

        The lowest price alone is that of one offer of several.
        """
        fields = {key: _field(found) for key, found in self.statements.items() if key != "price"}
        currency = fields["currency"].value if "currency" in fields else None
        prices = [
            price
            for found in self.statements.get("price", ())
            for price in _readings(found, str(currency or ""))
        ]
        if self.price_keys in _BOUNDS:
            prices = [price._replace(is_doubtful=True) for price in prices]
        return fields | ({"price": _field(prices)} if prices else {})


def is_plain_price(text: str) -> bool:
    """Return whether a text is a price without a currency beside it."""
    return _PRICE.fullmatch(text) is not None


def _readings(price: _Statement, currency: str) -> Iterator[_Statement]:
    """Yield a price, and the thousands that it is where a shop writes 38.900 for 38900."""
    value = price.value
    if not isinstance(value, Fraction):
        yield price
        return
    is_open = price.decimals == 3 and value >= 1 and may_be_thousands(currency)
    is_doubtful = is_open or price.is_doubtful or lacks_digits(value, currency, price.decimals)
    yield price._replace(is_doubtful=is_doubtful)
    if is_open:
        yield price._replace(value=value * 1_000, is_doubtful=True)


def _field(found: list[_Statement]) -> LabelField:
    values = tuple(dict.fromkeys(one.value for one in found if one.value is not None))
    if len(values) == 1 and not any(one.is_doubtful for one in found):
        return LabelField(values[0], (found[0].span,))
    spans = tuple(one.span for one in found[:_MAX_CHOICES])
    return LabelField(None, spans, Sureness.ASKED, values[:_MAX_CHOICES])


def offers_of_several(products: Sequence[dict[str, LabelField]]) -> dict[str, LabelField]:
    """Return the prices and currencies of several products for a text that may be any of them."""
    found: dict[str, LabelField] = {}
    for key in ("price", "currency"):
        fields = [product[key] for product in products if key in product]
        values = [value for field in fields for value in (field.value, *field.choices)]
        choices = tuple(dict.fromkeys(value for value in values if value is not None))
        spans = tuple(dict.fromkeys(span for field in fields for span in field.spans))
        if key == "currency" and len(choices) == 1:
            found[key] = LabelField(choices[0], spans[:1])
        elif choices:
            found[key] = LabelField(
                None, spans[:_MAX_CHOICES], Sureness.ASKED, choices[:_MAX_CHOICES]
            )
    return found


def merged(own: dict[str, LabelField], machine: dict[str, LabelField]) -> dict[str, LabelField]:
    """Return the fields of a text with those for machines, which come first.

    What the text states settles a question about them. If the two disagree, it is asked.
    """
    both = {key: _merged(own[key], field) for key, field in machine.items() if key in _COMPARED}
    return own | machine | both


_COMPARED = frozenset(("price", "currency", "gtin"))


def _merged(own: LabelField, machine: LabelField) -> LabelField:
    is_stated = own.value is not None and own.sureness is Sureness.STATED
    now = {offer.price for offer in own.offers if offer.kind is OfferKind.NOW}
    is_other = own.value != machine.value if is_stated else bool(now) and machine.value not in now
    if not is_other:
        return machine
    if is_stated and own.value in machine.choices:
        return own
    values = [machine.value, *machine.choices, own.value, *own.choices]
    if machine.value is None and is_stated:  # what the page shows is rather paid than a range
        values.insert(0, own.value)
    choices = tuple(dict.fromkeys(value for value in values if value is not None))
    return LabelField(None, (*machine.spans, *own.spans), Sureness.ASKED, choices[:_MAX_CHOICES])


# -- JSON-LD -----------------------------------------------------------------------------------


class Property(NamedTuple):
    """A property of a product as it is written, and as a text to read."""

    key: str
    written: str
    text: str


def product_properties(product: dict[str, Any]) -> Iterator[Property]:
    """Yield the properties of a product in JSON-LD, and of its offers."""
    brand = product.get("brand")
    named = {"name": product.get("name"), "brand": brand}
    named["brand"] = brand.get("name") if isinstance(brand, dict) else brand
    named |= {key: product.get(key) for key in _CODE_LENGTHS}
    for key, value in named.items():
        yield from _as_text(key, value)
    for key, value in _offer_properties(product.get("offers"), 0):
        yield from _as_text(key, value)


def _as_text(key: str, value: object) -> Iterator[Property]:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        written = str(value)
        # A number of JSON loses the zero at its end. A text keeps it.
        is_cut = isinstance(value, float) and _ONE_DECIMAL.fullmatch(written)
        yield Property(key, written, f"{written}0" if is_cut else written)


def _offer_properties(offers: object, depth: int) -> Iterator[tuple[str, object]]:
    """Yield the prices and currencies of offers; the lowest and highest where none is stated."""
    for offer in _dicts(offers) if depth < _MAX_DEPTH else ():
        inner = [*_offer_properties(offer.get("offers"), depth + 1)]
        inner += [("price", offer.get("price"))]
        for stated in _dicts(offer.get("priceSpecification")):
            is_other = bool(_OTHER_TYPES.search(str(stated.get("priceType", ""))))
            is_other = is_other or _is_of_part(stated)
            if not is_other and _OTHER_PRICES.isdisjoint(stated):
                inner += [("price", stated.get("price"))]
                inner += [("priceCurrency", stated.get("priceCurrency"))]
        if all(value is None for key, value in inner if key == "price"):
            inner += [(key, offer.get(key)) for key in ("lowPrice", "highPrice")]
        yield from inner
        yield "priceCurrency", offer.get("priceCurrency")


def _is_of_part(stated: dict[str, Any]) -> bool:
    """Return whether the unit that a price names is a part of the pack: a capsule, a kilogram."""
    words = set(str(stated.get("unitText", "")).lower().split())
    measures = {measure_of(word) for word in words} - {"", GENERIC}
    is_dose = not words.isdisjoint(class_words("day noun") | {"serving", "portion", "portions"})
    return is_dose or bool(measures) or str(stated.get("unitCode", "")).upper() in _PART_CODES


def offer_sizes(products: Sequence[dict[str, Any]]) -> tuple[SizeOffer, ...]:
    """Return the sizes that the offers of a product name, or those of its variants."""
    found = []
    for product in products:
        offers = _dicts(product.get("offers"))
        offers = [one for offer in offers for one in (_dicts(offer.get("offers")) or [offer])]
        for offer in offers:
            name = offer.get("name") or (product.get("name") if len(offers) == 1 else "")
            units, price = units_named(str(name or "")), _PRICE.fullmatch(str(offer.get("price")))
            if units is not None and price is not None:
                found.append(SizeOffer(units, Fraction(price[0].replace(",", "."))))
    return distinct_sizes(found)


def of_variants(group: dict[str, Any]) -> dict[str, Any] | None:
    """Return a group as one product whose offers are those of its variants, each with their name.

    Return None if nothing of it is offered here. A group of one variant is that variant.
    """
    variants = [one for one in _dicts(group.get("hasVariant")) if _dicts(one.get("offers"))]
    own = {key: value for key, value in group.items() if key != "hasVariant"}
    if len(variants) < _FEWEST_VARIANTS:
        product = own | variants[0] if variants else own
        return product if "offers" in product else None
    descriptions = {str(one.get("description") or "") for one in variants}
    description = group.get("description") or (descriptions.pop() if len(descriptions) == 1 else "")
    offers = [
        {**offer, "name": _name_of_variant(one)}
        for one in variants
        for offer in _dicts(one.get("offers"))
    ]
    name = group.get("name") or variants[0].get("name")
    return own | {"name": name, "description": description, "offers": offers}


def _name_of_variant(variant: dict[str, Any]) -> str:
    """Return the words of a variant that count its units: its name, or else its size."""
    names = [variant.get("name"), variant.get("size")]
    texts = [str(name.get("name") if isinstance(name, dict) else name or "") for name in names]
    return next((text for text in texts if units_named(text)), texts[0])


def _dicts(value: object) -> list[dict[str, Any]]:
    members = value if isinstance(value, list) else [value]
    return [member for member in members[:_MAX_OFFERS] if isinstance(member, dict)]
