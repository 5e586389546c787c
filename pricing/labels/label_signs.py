"""Signs that a short text is a label, and not a list of product names, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.prices import PriceKind
from pricing.labels.tokens import WORD
from pricing.labels.vocabulary import class_words, phrase_end, unit_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.held_counts import StatedPack
    from pricing.labels.layout import LabelLine
    from pricing.labels.prices import Price
    from pricing.labels.servings import Servings

# What stands before a colon in the entry of a register or the copy of a panel.
_KEYS = (
    "product label", "register label", "other code label", "code label", "source label",
    "brand label", "content label", "panel", "advice", "serving size", "servings label",
)  # fmt: skip
_PRICE_WORDS = (
    "pay price", "old price", "subscription", "other price", "per unit price", "item price",
)  # fmt: skip
_FEWEST_KEYS = 2
_FEWEST_STATEMENTS = 2


def has_label_signs(
    lines: Sequence[LabelLine],
    servings: Servings,
    packs: Sequence[StatedPack],
    prices: Sequence[Price],
) -> bool:
    """Return whether lines that name a mineral say more of one product than its name does.

    They say how it is taken beside its pack, its price or its amounts; or a line has nothing but
    the pack or a price; or they have keys such as "NPN:"; or other products are offered below it.
    """
    shown = [line for line in lines if not (line.is_blank or line.is_of_others)]
    if not any(mention.element for line in shown for mention in line.mentions):
        return False
    has_offers = any(line.is_of_others for line in lines)
    has_keys = sum(map(_keys_in, shown)) >= _FEWEST_KEYS or any(map(_keys_in, shown[1:]))
    if has_offers or has_keys:
        return True
    if any(map(_is_pack_alone, shown[1:])):
        return True
    if any(_is_price_alone(line, price) for line in shown[1:] for price in prices):
        return True
    if _is_list_of_names(shown):
        return False
    doses = (
        any(line.bases for line in shown),
        any(amount.percent is not None for line in shown for amount in line.amounts),
        bool(servings.advice or servings.in_pack),
    )
    to_pay = any(price.kind in {PriceKind.PAY, PriceKind.PLAIN} for price in prices)
    is_dosed = bool(servings.advice) and any(line.amounts for line in shown)
    statements = sum(doses) + is_dosed + bool(packs) + to_pay
    return any(doses) and statements >= _FEWEST_STATEMENTS


def _keys_in(line: LabelLine) -> int:
    """Return how many keys stand before a colon in a line. A copy may have all in one line."""
    keys = [name for name in _KEYS if line.line.holds(name)]
    colons = {index for index, token in enumerate(line.tokens) if token.text == ":"}
    if not keys or not colons:
        return 0
    ends = {
        phrase_end(name, line.tokens, index) for name in keys for index in range(len(line.tokens))
    }
    return len(ends & colons - {0})


def _is_pack_alone(line: LabelLine) -> bool:
    """Return whether a line states a number of units, and no word of it is a name."""
    if not any(piece.is_counted for piece in line.pieces):
        return False
    own = {at for piece in line.pieces for at in range(piece.first, piece.after)}
    known = class_words("container") | class_words("joining") | unit_words().keys()
    return all(
        at in own or token.kind is not WORD or token.text in known
        for at, token in enumerate(line.tokens)
    )


def _is_price_alone(line: LabelLine, price: Price) -> bool:
    """Return whether a line begins with a price, or with the words that say what it is."""
    if not line.line.start <= price.span.start < line.line.end:
        return False
    return line.tokens[0].start >= price.span.start or line.begins_with(*_PRICE_WORDS)


def _is_list_of_names(lines: Sequence[LabelLine]) -> bool:
    """Return whether each of several lines names a product with its pack, or another mineral."""
    first = [next((one.element for one in line.mentions if one.element), "") for line in lines]
    has_percent = any(amount.percent is not None for line in lines for amount in line.amounts)
    is_of_others = all(first) and len(set(first)) == len(first) and not has_percent
    return len(lines) > 1 and (is_of_others or all(map(_names_product_and_pack, lines)))


def _names_product_and_pack(line: LabelLine) -> bool:
    taken = {piece.first for basis in line.bases for piece in basis.pieces}
    has_pack = any(piece.is_counted and piece.first not in taken for piece in line.pieces)
    return has_pack and any(mention.element for mention in line.mentions)
